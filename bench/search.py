"""A question's time by the size of the shop, beside the seed's way; what the cells lose; a cold process; memory.

Thirty shops are loaded, because an index that serves one shop well may serve a small one among large ones badly.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.catalogue import questions
from bench.figures import median, p95, table, timed
from bench.seed_way import keyword_search
from bench.shelves import owner, settle, shelves
from shopchat.chatbots.models import Chatbot
from shopchat.core.db import unit_of_work
from shopchat.knowledge import question_vectors
from shopchat.knowledge import search as searching
from shopchat.knowledge import search_statement as statement
from shopchat.knowledge.search import SearchQuery, search

SMALL = (20, 50, 100, 150, 200, 250, 300, 400, 500)
SIZES = (*SMALL * 3, 2_000, 9_910, 200_000)  # thirty shops
TIMED = (100, 2_000, 9_910, 200_000)
WARM_UP = 20
ASKED = 120
ASKED_OF_SEED = {100: 60, 2_000: 30, 9_910: 12, 200_000: 4}
COMPARED = 60
EVERYTHING = 10**6

_COLD = """
import asyncio, time, sys
from uuid import UUID
from shopchat.core.db import unit_of_work
from shopchat.knowledge.search import SearchQuery, search
async def first():
    started = time.perf_counter()
    async with unit_of_work() as session:
        await search(session, UUID(sys.argv[1]), SearchQuery("a warm wool jacket for campng"))
    print(time.perf_counter() - started)
asyncio.run(first())
"""

_MEMORY = """
import asyncio, os, psutil
import shopchat.doors
from shopchat.knowledge.embedding import embedder
from shopchat.knowledge.language_words import frequencies
process = psutil.Process()
before = process.memory_info().rss
for text in ("a warm wool jacket", "word " * 300):
    embedder().embed(text)
model = process.memory_info().rss
asyncio.run(frequencies("en"))
print((model - before) / 1e6, (process.memory_info().rss - model) / 1e6)
"""


async def run() -> str:
    """The tables."""
    account = await owner()
    shops = {size: await shelves(account, size) for size in SIZES}
    await settle()
    speed = [await _times(shops[size], size) for size in TIMED]
    kept = [(size, f"{await _recall(shop):.3f}") for size, shop in shops.items()]
    cold = float(_output(_COLD, str(shops[9_910].id)))
    model, words = map(float, _output(_MEMORY).split())
    process = (
        f"First question to a cold process: {cold:.2f} s. Memory in a web process: model {model:.0f} MB, English words"
        f" for the spelling {words:.0f} MB."
    )
    return "\n\n".join(
        [
            "### Search with thirty shops loaded; embedding, driver and SQL included",
            table(
                ("entries", "median, ms", "p95, ms", "seed's way, median, ms", "times faster"),
                speed,
            ),
            "### Of the ten best by meaning that an exact look at every vector finds, the share that a search finds",
            table(("entries", "recall"), kept),
            process,
        ]
    )


async def _times(shop: Chatbot, size: int) -> tuple[object, ...]:
    async def ours(question: str) -> None:
        question_vectors.forget()
        async with unit_of_work() as session:
            await search(session, shop.id, SearchQuery(question))

    async def seeds(question: str) -> None:
        async with unit_of_work() as session:
            await keyword_search(session, shop.id, question)

    asked = questions(WARM_UP + ASKED)
    await timed(ours, asked[:WARM_UP])
    await timed(seeds, asked[:1])
    mine: list[float] = []
    theirs: list[float] = []
    # In turns, so that a change of the machine's speed meets both.
    of_seed = ASKED_OF_SEED[size]
    for turn in range(of_seed):
        start = WARM_UP + turn * (ASKED // of_seed)
        mine += await timed(ours, asked[start : start + ASKED // of_seed])
        theirs += await timed(seeds, asked[start : start + 1])
    return size, median(mine), p95(mine), median(theirs), median(theirs) / median(mine)


async def _recall(shop: Chatbot) -> float:
    asked = questions(COMPARED)
    with _as(probed=statement.PROBED, sketches=searching.SKETCHES):
        found = [await _nearest(shop, question) for question in asked]
    with _as(probed=EVERYTHING, sketches=EVERYTHING):
        exact = [await _nearest(shop, question) for question in asked]
    return sum(len(a & b) for a, b in zip(found, exact, strict=True)) / sum(map(len, exact))


async def _nearest(shop: Chatbot, question: str) -> set[int]:
    async with unit_of_work() as session:
        return {hit.chunk_id for hit in await search(session, shop.id, SearchQuery(question))}


@contextmanager
def _as(*, probed: int, sketches: int) -> Iterator[None]:
    """Searches that rank by meaning alone, with these settings."""
    before = statement.PROBED, statement.PRODUCT_LEXICAL_SHARE, searching.SKETCHES
    statement.PROBED, statement.PRODUCT_LEXICAL_SHARE, searching.SKETCHES = probed, 0.0, sketches
    statement.search_statement.cache_clear()
    try:
        yield
    finally:
        statement.PROBED, statement.PRODUCT_LEXICAL_SHARE, searching.SKETCHES = before
        statement.search_statement.cache_clear()


def _output(code: str, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()
