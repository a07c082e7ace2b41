"""Whether a shop's page carries the tag: what is found, and what is said of a page that cannot be read."""

import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from shopchat.chatbots.installation import look
from shopchat.chatbots.models import Chatbot
from shopchat.integrations import fetch
from shopchat.integrations.fetch import AddressRefused, BadStatus, WrongType
from shopchat.integrations.fetch.local import LocalNetwork

OURS = "https://chat.example"
PAGE = "https://shop.example/"
KEY = "wk_ours"


@pytest_asyncio.fixture
async def network(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalNetwork]:
    async with LocalNetwork().listening() as local:
        monkeypatch.setattr(fetch, "web", lambda: fetch.Web(local))
        yield local


def bot(**fields: Any) -> Chatbot:
    return Chatbot(**{"user_id": uuid.uuid4(), "name": "Ivy", "theme_config": {}, "widget_key": KEY, **fields})


def tag(key: str = KEY, source: str = f"{OURS}/widget.js") -> str:
    return f'<html><body><h1>Shop</h1><SCRIPT src="{source}" data-widget-key="{key}" async></SCRIPT></body></html>'


async def test_the_tag_is_found(network: LocalNetwork) -> None:
    network.put(PAGE, tag())
    found = await look(bot(), PAGE, origin=OURS)
    assert (found.state, found.url) == ("installed", PAGE)


async def test_the_page_counts_that_redirects_end_at(network: LocalNetwork) -> None:
    network.put(PAGE, status=301, headers={"Location": "https://www.shop.example/en/"})
    network.put("https://www.shop.example/en/", tag())
    found = await look(bot(allowed_origins=["https://www.shop.example"]), PAGE, origin=OURS)
    assert (found.state, found.url) == ("installed", "https://www.shop.example/en/")


@pytest.mark.parametrize(
    ("html", "state", "seen"),
    [
        ("<h1>Shop</h1>", "missing", ""),
        ("<script>load('wk_ours')</script>", "mentioned", ""),
        (f"<!-- {tag()} -->", "mentioned", ""),
        (tag("wk_other"), "another_key", "wk_other"),
        (tag(source="/widget.js"), "another_source", "https://shop.example/widget.js"),
        (tag(source="https://chat.example.evil/widget.js"), "another_source", "https://chat.example.evil/widget.js"),
        (tag(source="http://[/widget.js"), "mentioned", ""),
        (tag(source=f"{OURS}/other.js"), "mentioned", ""),
        ("<" * 50_000 + "<script data-widget-key", "missing", ""),
    ],
    ids=["none", "in a script", "in a comment", "other key", "own path", "look-alike", "no address", "other", "broken"],
)
async def test_what_would_not_work_is_told_apart(network: LocalNetwork, html: str, state: str, seen: str) -> None:
    network.put(PAGE, html)
    found = await look(bot(), PAGE, origin=OURS)
    assert (found.state, found.seen) == (state, seen)


async def test_a_bot_that_would_not_answer_there_is_told(network: LocalNetwork) -> None:
    network.put(PAGE, tag())
    assert (await look(bot(is_active=False), PAGE, origin=OURS)).state == "paused"
    refused = await look(bot(allowed_origins=["https://other.example"]), PAGE, origin=OURS)
    assert (refused.state, refused.seen) == ("origin_refused", "https://shop.example")


async def test_a_page_that_cannot_be_read_is_a_refusal(network: LocalNetwork) -> None:
    network.put("https://shop.example/picture", b"...", content_type="image/png")
    network.names["inside.example"] = ["10.0.0.1"]
    for url, refusal in (
        ("https://shop.example/gone", BadStatus),
        ("https://shop.example/picture", WrongType),
        ("http://127.0.0.1/", AddressRefused),
        ("https://inside.example/", AddressRefused),
    ):
        with pytest.raises(refusal):
            await look(bot(), url, origin=OURS)
