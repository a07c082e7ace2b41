"""`python -m bench.quality [DATA]`: whether answers are right, in `docs/quality.md`. `make eval` runs it.

The demo shop is asked its saved questions and those that its own catalogue gives rise to. With DATA, search is scored
over public sets: each folder in it with `docs.csv.gz`, `queries.tsv` and `labels.tsv`.
"""

import secrets
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench import ranking, servers
from bench.figures import table
from bench.sections import write_section
from shopchat.accounts import service as accounts
from shopchat.core.db import unit_of_work
from shopchat.core.jobs import runner
from shopchat.demo import seed
from shopchat.evaluation import service as evaluation
from shopchat.ingest import Progress
from shopchat.knowledge import service as knowledge
from shopchat.knowledge import tasks  # noqa: F401 - the job that embeds
from shopchat.search_run import search_run

DOCUMENT = Path(__file__).parents[1] / "docs" / "quality.md"
FILES = ("docs.csv.gz", "queries.tsv", "labels.tsv")


async def demo_shop() -> tuple[str, bool]:
    """A table of the demo shop's score by group, with what is wrong below it; and whether nothing is."""
    password = secrets.token_urlsafe(16)
    email = f"quality-{secrets.token_hex(6)}@shopchat.example"
    async with unit_of_work() as session:
        owner = await accounts.ensure_account(session, email=email, password=password, role="owner", plan="enterprise")
        chatbot = await seed.make_shop(session, owner)
    try:
        async with unit_of_work() as session:
            job_id = await knowledge.embedding_job(session, owner, chatbot_id=chatbot.id)
        await runner.run(job_id)
        asked, right, wrong = Counter[str](), Counter[str](), list[str]()
        async for outcome in evaluation.outcomes(owner, chatbot_id=chatbot.id):
            asked[outcome.group] += 1
            right[outcome.group] += not outcome.wrong
            wrong += [f"- {outcome.group}: “{outcome.question}” {'; '.join(outcome.wrong)}"] if outcome.wrong else []
    finally:
        async with unit_of_work() as session:
            await accounts.delete_account(session, owner, password=password)
    rows: list[list[object]] = [[group, count, right[group]] for group, count in asked.items()]
    told = table(("questions", "asked", "right"), [*rows, ["all", asked.total(), right.total()]])
    return "\n".join([told, *(["", *wrong] if wrong else [])]), not wrong


async def retrieval(folders: list[Path]) -> str:
    """A table of the public sets' scores, through the product's own import and search."""
    rows: list[list[object]] = []
    for folder in folders:
        docs, queries, labels = (folder / name for name in FILES)
        if not (docs.is_file() and queries.is_file() and labels.is_file()):
            continue
        print(f"{folder.name} ...", flush=True)
        with tempfile.TemporaryDirectory() as place:
            run = Path(place, "run.tsv")
            await search_run(docs, queries, run, _unwatched)
            judged = ranking.by_question(ranking.read_run(run), ranking.read_labels(labels))
        mean = ranking.mean(judged)
        rows.append([folder.name, len(judged), *map(_shown, (mean.ndcg, mean.recall, mean.mrr))])
    return table(("set", "questions", "NDCG@10", "recall@10", "MRR@10"), rows)


def _shown(score: float | None) -> str:
    return "" if score is None else f"{score:.3f}"


def _unwatched(_: Progress) -> None:
    """Nobody looks on."""


def main(data: Path | None) -> bool:
    """Writes the sections, and says whether the demo shop's answers are all right."""
    outcome = [True]
    folders = sorted(data.iterdir()) if data else []

    async def work() -> None:
        text, outcome[0] = await demo_shop()
        print(text, flush=True)
        write_section(DOCUMENT, "demo shop", text)
        if folders:
            text = await retrieval(folders)
            print(text, flush=True)
            write_section(DOCUMENT, "retrieval", text)

    servers.run(work)
    return outcome[0]


if __name__ == "__main__":
    sys.exit(not main(Path(sys.argv[1]) if sys.argv[1:] else None))
