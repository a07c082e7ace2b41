"""The command line. Each command opens what it needs, calls one service, and says what happened."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import click
from pydantic import ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core.config import MissingSettings, get_settings
from shopchat.core.embedded_server import EmbeddedServerError
from shopchat.core.errors import ShopChatError
from shopchat.core.reachable import Unreachable

T = TypeVar("T")


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


@cli.command("create-admin")
@click.argument("email")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def create_admin(email: str, password: str) -> None:
    """Make EMAIL an admin; an account that exists keeps its password."""
    from shopchat.accounts import service as accounts

    user = _in_unit_of_work(lambda session: accounts.make_admin(session, email=email, password=password))
    click.echo(f"{user.email} is an admin.")


@cli.command("set-plan")
@click.argument("email")
@click.argument("plan")
def set_plan(email: str, plan: str) -> None:
    """Move the account EMAIL to PLAN: free, pro or enterprise."""
    from shopchat.accounts import service as accounts
    from shopchat.billing import service as billing

    async def work(session: AsyncSession) -> None:
        await billing.set_plan(session, await accounts.find_by_email(session, email=email), plan=plan)

    _in_unit_of_work(work)
    click.echo(f"{email} is on the plan {plan}.")


def _in_unit_of_work(work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """Runs `work` in one transaction of the settings' database."""
    from shopchat.core import db, embedded, redis

    async def run() -> T:
        try:
            async with db.unit_of_work() as session:
                return await work(session)
        finally:
            await redis.close()
            await db.dispose()

    with embedded.prepared():
        return asyncio.run(run())


def main() -> None:
    """The `shopchat` command. Exit status 1: it did not work; 2: it was called or configured wrongly."""
    from shopchat.supervisor import CannotStart

    try:
        cli()
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


if __name__ == "__main__":
    main()
