"""What row-level security costs: the same requests behind the second wall and without it, in turns, in one run."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import httpx
from sqlalchemy import true

from bench.api import API, inside, paths, talked, without_ids
from bench.catalogue import questions
from bench.figures import median, p95, table
from bench.shop import shop
from shopchat.accounts import queries as accounts
from shopchat.chatbots import queries as chatbots
from shopchat.core import db, security
from shopchat.core.config import get_settings
from shopchat.knowledge import question_vectors

ENTRIES = 1_000
ROUNDS = 300
WARM_UP = 20
_WITHOUT: dict[str, Any] = {}


async def run() -> str:
    """One table: a line a route, and one for the search."""
    os.environ["RATE_LIMIT_API"] = "1000000000"
    get_settings.cache_clear()
    async with shop(ENTRIES) as filled:
        await talked(filled)
        token = security.new_access_token(filled.owner.id, timedelta(hours=1))
        asked: list[tuple[str, str, list[Any]]] = [("GET", path, [None]) for path in await paths(filled, token)]
        searches = [{"chatbot_id": str(filled.chatbot.id), "query": question} for question in questions(ROUNDS)]
        asked.append(("POST", f"{API}/knowledge/search", searches))
        async with inside(token) as client:
            lines = [await _compared(client, *each) for each in asked]
        await _WITHOUT["_engine"].dispose()
    header = (
        "route",
        "without, ms",
        "behind the wall, ms",
        "difference in pairs, %",
        "p95 without",
        "p95 behind the wall",
    )
    return f"### The second wall, {ENTRIES:,} entries, {ROUNDS} pairs, medians\n\n" + table(header, lines)


async def _compared(client: httpx.AsyncClient, method: str, path: str, bodies: list[Any]) -> tuple[object, ...]:
    taken: dict[bool, list[float]] = {True: [], False: []}
    for number in range(WARM_UP + ROUNDS):
        seen = []
        # Which of the two comes first changes every time.
        for behind in (number % 2 == 0, number % 2 == 1):
            question_vectors.forget()  # else whoever comes second is spared the embedding
            with _wall(behind):
                started = time.perf_counter()
                answer = await client.request(method, path, json=bodies[number % len(bodies)])
                spent = (time.perf_counter() - started) * 1000
            answer.raise_for_status()
            # A sum in another order differs in its last digit.
            seen.append(json.loads(answer.content, parse_float=lambda text: round(float(text), 9)))
            if number >= WARM_UP:
                taken[behind].append(spent)
        if seen[0] != seen[1]:
            raise RuntimeError(f"{path} answers differently behind the wall.")
    difference = median([(wall - plain) / plain * 100 for wall, plain in zip(taken[True], taken[False], strict=True)])
    return without_ids(path), median(taken[False]), median(taken[True]), difference, p95(taken[False]), p95(taken[True])


@contextmanager
def _wall(behind: bool) -> Iterator[None]:
    """Without the wall, the statement that finds out who acts raises none, and the rest of it stays.

    Either side has connections of its own: PostgreSQL plans a statement anew whenever the role has changed.
    """
    with ExitStack() as patched:
        if not behind:
            for name in ("_engine", "_sessions"):
                patched.enter_context(patch.object(db, name, _WITHOUT.get(name)))
            for module in (accounts, chatbots):
                patched.enter_context(patch.object(module, "raising_wall_for", lambda _: true()))
        yield
        if not behind:
            _WITHOUT.update((name, vars(db)[name]) for name in ("_engine", "_sessions"))
