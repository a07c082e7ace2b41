"""Import rate and search latency by the size of the shop, beside the seed's way in the same run."""

from bench.catalogue import questions
from bench.figures import median, p95, table, timed
from bench.seed_way import keyword_search
from bench.shop import Shop, shop
from shopchat.core.db import unit_of_work
from shopchat.knowledge import service as knowledge

SIZES = (100, 1_000, 9_910)
ASKED = 200
WARM_UP = 20


async def run() -> str:
    """The two tables."""
    imports: list[tuple[object, ...]] = []
    searches: list[tuple[object, ...]] = []
    for size in SIZES:
        async with shop(size) as filled:
            imports.append(
                (
                    size,
                    filled.row_seconds,
                    size / filled.row_seconds,
                    filled.embedding_seconds,
                    size / filled.embedding_seconds,
                )
            )
            searches.append(await _searches(filled))
    return "\n\n".join(
        [
            "### Import",
            table(("entries", "rows, s", "rows a second", "embeddings, s", "entries embedded a second"), imports),
            "### Search, embedding of the question, driver and SQL included",
            table(
                ("entries", "median, ms", "p95, ms", "seed's way, median, ms", "seed's way, p95, ms", "times faster"),
                searches,
            ),
        ]
    )


async def _searches(filled: Shop) -> tuple[object, ...]:
    async def ours(question: str) -> None:
        async with unit_of_work() as session:
            await knowledge.search(session, filled.owner, chatbot_id=filled.chatbot.id, query=question)

    async def seeds(question: str) -> None:
        async with unit_of_work() as session:
            await keyword_search(session, filled.chatbot.id, question)

    asked = questions(ASKED + WARM_UP)
    await timed(ours, asked[:WARM_UP])
    await timed(seeds, asked[:3])
    # In turns, so that a change of the machine's speed meets both.
    mine: list[float] = []
    theirs: list[float] = []
    for start in range(WARM_UP, len(asked), 20):
        mine += await timed(ours, asked[start : start + 20])
        theirs += await timed(seeds, asked[start : start + 4])
    return filled.entries, median(mine), p95(mine), median(theirs), p95(theirs), median(theirs) / median(mine)
