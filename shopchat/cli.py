"""The command line. Each command opens what it needs, calls one service, and says what happened."""

import asyncio
import sys
import uuid
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from pydantic import ValidationError

from shopchat.core.config import MissingSettings, get_settings
from shopchat.core.embedded_server import EmbeddedServerError
from shopchat.core.errors import ShopChatError
from shopchat.core.reachable import Unreachable

if TYPE_CHECKING:
    from shopchat.ingest import Progress

T = TypeVar("T")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """ShopChat: a shopping assistant that answers from a store's own knowledge."""


@cli.command()
def up() -> None:
    """Start everything: servers, migrations, the demo shop, web and worker. Ctrl-C stops it."""
    from shopchat import supervisor

    supervisor.run_everything()


@cli.command()
def worker() -> None:
    """Run the jobs until SIGINT."""
    from shopchat import worker

    worker.main()


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from shopchat.core import embedded, migrations, reachable

    with embedded.prepared():
        reachable.database_version(get_settings())
        migrations.upgrade()
    click.echo("The database has the newest schema.")


@cli.command("seed-demo")
def seed_demo() -> None:
    """Put the demo shop in, unless it is there. A worker then makes its embeddings."""
    from shopchat.demo import seed

    seeded = _run(seed.seed_demo)
    click.echo("The demo shop is in." if seeded.made else "The demo shop was there already.")
    click.echo(f"Its owner {seeded.owner} and the admin {seeded.admin} sign in with {seeded.password}")


@cli.command("create-admin")
@click.argument("email")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when left out.")
def create_admin(email: str, password: str) -> None:
    """Make EMAIL an admin. An account that exists keeps its password."""
    from shopchat.accounts import service as accounts
    from shopchat.core.db import Unscoped, unit_of_work

    async def work() -> None:
        async with unit_of_work(unscoped=Unscoped.COMMAND_LINE) as session:
            await accounts.make_admin(session, email=email, password=password)

    _run(work)
    click.echo(f"{email} is an admin.")


@cli.command("set-plan")
@click.argument("email")
@click.argument("plan")
def set_plan(email: str, plan: str) -> None:
    """Move the account EMAIL to PLAN: free, pro or enterprise."""
    from shopchat.accounts import service as accounts
    from shopchat.billing import service as billing
    from shopchat.core.db import Unscoped, unit_of_work

    async def work() -> None:
        async with unit_of_work(unscoped=Unscoped.COMMAND_LINE) as session:
            await billing.set_plan(session, await accounts.find_by_email(session, email=email), plan=plan)

    _run(work)
    click.echo(f"{email} is on the plan {plan}.")


@cli.group()
def webhooks() -> None:
    """Look after what Stripe and the platform tell this site."""


@webhooks.command("replay")
@click.argument("event")
def replay_webhook(event: str) -> None:
    """Have EVENT worked once more: its id here, or its sender's (evt_..., or the webhook-id)."""
    from shopchat.core.db import Unscoped, unit_of_work
    from shopchat.webhooks import journal

    async def work() -> str:
        async with unit_of_work(unscoped=Unscoped.COMMAND_LINE) as session:
            row = await journal.replay(session, event=event)
            return f"{row.type} of {row.provider}"

    click.echo(f"{_run(work)} is worked again by the next free worker.")


@cli.command("import")
@click.argument("file", type=FILE)
@click.option("--chatbot", required=True, type=click.UUID, help="The chatbot's id, as its page shows it.")
def import_file(file: Path, chatbot: uuid.UUID) -> None:
    """Import the CSV FILE (.gz too) into a chatbot and wait until it answers from it."""
    from shopchat.ingest import ingest, owner_of

    async def work() -> Any:
        return await ingest(await owner_of(chatbot), chatbot, file, _shown())

    row = _run(work)
    click.echo(
        f"Import {row.status}: {row.created} created, {row.updated} updated, "
        f"{row.skipped} skipped, {row.failed} failed of {row.total or 0}."
    )
    for error in row.errors[:10]:
        click.echo(f"  row {error.get('row')}: {error.get('detail')}")
    if row.status != "done":
        sys.exit(1)


@cli.command()
@click.argument("message_id", type=click.UUID)
def replay(message_id: uuid.UUID) -> None:
    """Make the answer MESSAGE_ID again from what the shop knew then. Exit status 1 when it is another."""
    from shopchat.conversations import replay
    from shopchat.core.db import Unscoped, unit_of_work

    async def work() -> replay.Replay:
        async with unit_of_work(unscoped=Unscoped.COMMAND_LINE) as session:
            return await replay.replay_unscoped(session, message_id=message_id)

    made = _run(work)
    click.echo(f"Asked: {made.question}\n\nAnswered then, by the {made.engine}:\n{made.stored.text}\n")
    if made.engine != "composer":
        click.echo(f"What the composer had ready:\n{made.again.text}\n")
    click.echo(f"{made.verdict} {made.since}")
    if made.today != made.again:
        click.echo(f"\nToday it would say:\n{made.today.text}")
    if not made.is_same:
        sys.exit(1)


@cli.command("search-run")
@click.option("--docs", required=True, type=FILE, help="CSV with id, name, description; .gz too.")
@click.option("--queries", required=True, type=FILE, help="id<TAB>text a line.")
@click.option("--out", required=True, type=NEW_FILE, help="Where the run is written.")
def search_run(docs: Path, queries: Path, out: Path) -> None:
    """Search a file of documents with a file of queries; the first ten of each go to --out."""
    from shopchat.search_run import search_run

    count = _run(lambda: search_run(docs, queries, out, _shown()))
    click.echo(f"{count} queries are answered in {out}.")


@cli.command("eval")
@click.argument("bot")
@click.option(
    "--questions", type=FILE, help="JSON Lines that become the chatbot's saved questions, instead of those it has."
)
@click.option("--export", type=NEW_FILE, help="Where its saved questions are written, as --questions reads them.")
def evaluate(bot: str, questions: Path | None, export: Path | None) -> None:
    """Ask BOT (a chatbot's id or widget key) its saved questions, and questions derived from its own catalogue.

    The built-in composer answers, and nothing is stored. Exit status 1 when an answer is wrong.
    """
    from shopchat.core.errors import Invalid, NotFound
    from shopchat.evaluating import evaluate

    try:
        passed = _run(lambda: evaluate(bot, questions, export, click.echo))
    except (NotFound, Invalid) as error:
        raise click.UsageError(error.detail) from error
    if not passed:
        sys.exit(1)


@cli.command()
def doctor() -> None:
    """Say what is configured, reachable and missing. Exit status 1 when something is."""
    from shopchat.doctor import examine

    findings = examine()
    for finding in findings:
        click.echo(f"{'ok' if finding.good else '--':<4}{finding.subject:<16}{finding.text}")
    if not all(finding.good for finding in findings):
        sys.exit(1)


def _run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Runs `work` with the servers up and, in development, the schema at its newest."""
    from shopchat.core import db, embedded, migrations, reachable, redis

    async def closing() -> T:
        try:
            return await work()
        finally:
            await redis.close()
            await db.dispose()

    with embedded.prepared():
        reachable.database_version(get_settings())
        reachable.redis_version(get_settings())
        if get_settings().env == "development":
            migrations.upgrade()
        return asyncio.run(closing())


def _shown() -> Callable[["Progress"], None]:
    """Shows progress as it is told: a line that moves on a terminal; in a log, a line at the end of each part."""
    last: Progress | None = None

    def show(progress: "Progress") -> None:
        nonlocal last
        if progress == last or not progress.total:
            return
        last = progress
        ended = progress.done == progress.total
        if ended or sys.stdout.isatty():
            click.echo(f"\r{progress.what}: {progress.done:,} of {progress.total:,}", nl=ended)

    return show


@contextmanager
def _refusals_as_sentences() -> Iterator[None]:
    """Exit status 1: it did not work. 2: it was called or configured wrongly."""
    from shopchat.supervisor import CannotStart

    try:
        yield
    except ShopChatError as error:
        _fail(error.detail, 1)
    except (CannotStart, EmbeddedServerError, Unreachable) as error:
        _fail(str(error), 1)
    except MissingSettings as error:
        _fail(str(error), 2)
    except ValidationError as error:
        first = error.errors()[0]
        _fail(f"{'.'.join(map(str, first['loc']))}: {first['msg']}.", 2)


def _fail(sentence: str, status: int) -> NoReturn:
    click.echo(f"Error: {sentence}", err=True)
    sys.exit(status)


def main() -> None:
    """The `shopchat` command."""
    with _refusals_as_sentences():
        cli()


if __name__ == "__main__":
    main()
