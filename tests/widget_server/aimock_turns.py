"""Replies of aimock for the shop of mugs: one question for each way in which a reply can go."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from tests.aimock import TEXT_BLOCK_HEAD, Aimock, running_aimock
from tests.doors import Json
from tests.widget_server.model_turns import TRUTH

SEARCHES = [
    {"id": "toolu_1", "name": "search_products", "arguments": {"query": "mug", "price_max": 15, "in_stock": True}},
    {"id": "toolu_2", "name": "search_policies", "arguments": {"query": "returns"}},
]
# Half of all requests, an eighth each: aimock draws one after the other.
CHAOS = {"dropRate": 1 / 8, "malformedRate": 1 / 7, "rateLimitRate": 1 / 6, "disconnectRate": 1 / 5}
MUGS = "The Pine Mug costs €12.00. The Oak Mug costs €18.00."
LIE = "The Pine Mug costs $1.00 at https://evil.example with code FREE99."


def says(content: str, question: str = "", **more: Any) -> Json:
    """A reply in words, in a few characters at a time."""
    response = {"content": content, **more.pop("response", {})}
    return {"match": {"userMessage": question} if question else {}, "response": response, "chunkSize": 7, **more}


def fails(status: int, kind: str, question: str = "") -> Json:
    """An error with the status, in the form of the Messages API."""
    error = {"error": {"message": "Not now", "type": kind}, "status": status, "retryAfter": 1}
    return {"match": {"userMessage": question} if question else {}, "response": error}


def searches_first(question: str) -> list[Json]:
    """Two searches at once, and the answer once their results are there."""
    asked = {"userMessage": question, "hasToolResult": False}
    return [
        {"match": asked, "response": {"toolCalls": SEARCHES}, "chunkSize": 5},
        says(TRUTH, match={"userMessage": question, "hasToolResult": True}),
    ]


REPLIES: dict[str, list[Json]] = {
    "which mugs do you have?": [says(MUGS, "which mugs")],
    "show me your mugs": searches_first("show me your mugs"),
    "do you have mugs?": [says(MUGS, "do you have mugs", truncateAfterChunks=TEXT_BLOCK_HEAD + 5)],
    "I need a mug": [fails(529, "overloaded_error", "I need a mug")],
    "looking for mugs": [says(LIE, "looking for mugs")],
    "show me some mugs please": [says(MUGS, "show me some mugs", response={"reasoning": "Two mugs, one page."})],
    "I am searching for a mug": [says("I", "I am searching", response={"finishReason": "refusal"})],
}


@pytest_asyncio.fixture(scope="session")
async def aimock(servers: None) -> AsyncIterator[Aimock]:
    """One for the whole run; each test tells it what to reply."""
    async with running_aimock() as gateway:
        yield gateway
