"""Many shoppers at once through the public door, while the gateway behind it does what it wants."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
import pytest

from shopchat.core.config import get_settings
from shopchat.integrations import llm
from tests.doors import Json, Owner
from tests.integrations.faulty_gateway import FaultyGateway, faulty_gateway

TRUTH = "The Pine Mug costs €12.00. You may return anything within 45 days of delivery. The Oak Mug costs €18.00."
BEHAVIOURS = (
    *("normal", "tool_use", "too_many", "overloaded", "overloaded_midway", "silent", "silent_midway"),
    *("cut", "cut_in_an_event", "garbage", "out_of_order", "empty", "refusal", "lies"),
)
SETTINGS = {
    "LLM_API_KEY": "a-key",
    "LLM_FIRST_TOKEN_SECONDS": "1.5",  # a busy machine needs some for the connection alone
    "LLM_SILENCE_SECONDS": "0.4",
    "LLM_BREAKER_FAILURES": "1000000",  # every behaviour shall be met; the breaker has its own tests
    "LLM_CACHE_SECONDS": "0",
    "RATE_LIMIT_WIDGET_KEY": "1000000",
}
AT_ONCE = 12


@asynccontextmanager
async def gateway_behind(
    plan: Sequence[str], monkeypatch: pytest.MonkeyPatch, **more: str
) -> AsyncIterator[FaultyGateway]:
    """The product configured for a gateway that follows the plan."""
    async with faulty_gateway(plan, TRUTH) as gateway:
        with configured(gateway.url, monkeypatch, **more):
            yield gateway


@contextmanager
def configured(url: str, monkeypatch: pytest.MonkeyPatch, **more: str) -> Iterator[None]:
    """The product configured for a gateway at `url`."""
    for name, value in {**SETTINGS, "LLM_GATEWAY_URL": url, **more}.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    llm.forget()
    try:
        yield
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()
        llm.forget()


async def mug_shop(owner: Owner) -> Json:
    """A chatbot with two mugs and a page about returns."""
    bot = await owner.bot()
    await owner.product(bot, "Pine Mug", "12.00", availability="in_stock")
    await owner.product(bot, "Oak Mug", "18.00", availability="in_stock")
    text = "You may return anything within 45 days of delivery."
    await owner.entry(bot, title="Returns", content=text, source_type="policy_page")
    return bot


async def turns(
    client: httpx.AsyncClient, bot: Json, count: int, questions: Sequence[str] = ("which mugs do you have?",)
) -> list[list[tuple[str, Any]]]:
    """`count` first questions of as many visitors, as the events of each."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> list[tuple[str, Any]]:
        async with gate:
            return await events(client, bot, questions[number % len(questions)], secrets.token_hex(8))

    return await asyncio.gather(*map(one, range(count)))


async def events(client: httpx.AsyncClient, bot: Json, message: str, visitor: str) -> list[tuple[str, Any]]:
    """One streamed turn: (name, data) of each event."""
    body = {"widget_key": bot["widget_key"], "visitor_id": visitor, "message": message}
    answer = await client.post("/api/v1/widget/chat", json=body, headers={"Accept": "text/event-stream"}, timeout=60)
    assert answer.status_code == 200, answer.text
    found = []
    for block in filter(None, answer.text.split("\n\n")):
        name, data = block.split("\n", 1)
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def check_turn(said: Sequence[tuple[str, Any]]) -> None:
    """The stream is whole: `start`, words, `products`, `sources`, one `done`; and nothing in it is invented."""
    names = [name for name, _ in said]
    assert names[0] == "start"
    assert names[-3:] == ["products", "sources", "done"], names[-5:]
    assert set(names[1:-3]) == {"token"}
    body = said[-1][1]
    words = "".join(data["text"] for name, data in said if name == "token")
    assert words.strip() == body["message"]["content"]
    assert body["products"], words
    for card in body["products"]:
        assert f"{card['title']}" in words
    for invention in ("evil", "FREE99", "1.00 ", "€1.00", "$"):
        assert invention not in words
