"""The first five steps as a browser can call them, and the look at a shop's page."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from shopchat.chatbots import service as chatbots
from shopchat.chatbots.models import Chatbot
from shopchat.core.db import unit_of_work
from shopchat.integrations import fetch
from shopchat.integrations.fetch.local import LocalNetwork
from shopchat.knowledge.models import Entry, Import
from shopchat.web.owner.chatbot import ChatbotState
from shopchat.web.owner.installed import InstalledState
from shopchat.web.owner.start import StartState, questions_about
from shopchat.web.ui.widget import script_tag
from tests.web.tabs import beside, call, tab
from tests.web.test_handlers import Owner, ada, eve, rows

__all__ = ["ada", "eve"]
PAGE = "https://shop.example/"


@pytest_asyncio.fixture
async def network(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalNetwork]:
    async with LocalNetwork().listening() as local:
        monkeypatch.setattr(fetch, "web", lambda: fetch.Web(local))
        yield local


async def test_without_a_session_nothing_is_shown_or_made(ada: Owner) -> None:
    shown = tab(StartState)
    for name, arguments in (("arrive", ()), ("call_it", ({"name": "Mallory"},)), ("teach", ({"url": PAGE},))):
        assert "/login" in str((await call(shown, name, *arguments)).args)
    assert not shown.loaded
    assert (len(await rows(Chatbot)), await rows(Import)) == (1, [])


async def test_the_page_opens_at_the_first_step_that_is_not_done(ada: Owner) -> None:
    shown = tab(StartState, ada.token)
    await call(shown, "arrive")
    assert (shown.step, shown.reached, shown.learnt, shown.titles) == (5, 5, 1, ["Returns"])
    assert beside(shown, ChatbotState).bot_id == str(ada.bot.id)


async def test_a_new_owner_goes_from_a_name_to_an_import(ada: Owner) -> None:
    async with unit_of_work() as session:
        await chatbots.delete_chatbot(session, ada.account, chatbot_id=ada.bot.id)
    shown = tab(StartState, ada.token)
    await call(shown, "arrive")
    assert (shown.step, shown.reached) == (1, 1)
    await call(shown, "go", 5)
    assert shown.step == 1

    await call(shown, "call_it", {"name": " "})
    assert shown.errors == {"name": "Please fill this in."}
    await call(shown, "try_colour", "#0f766e")
    await call(shown, "call_it", {"name": "Ivy"})
    made = (await rows(Chatbot))[0]
    assert (made.name, made.theme_config["primary_color"], shown.step) == ("Ivy", "#0f766e", 2)

    await call(shown, "teach", {"url": " "})
    assert "Paste the address" in shown.errors["url"]
    await call(shown, "teach", {"url": "127.0.0.1"})
    assert "private" in shown.errors["url"]
    await call(shown, "teach", {"url": "shop.example"})
    assert (shown.step, shown.is_reading, shown.reading) == (3, True, "https://shop.example")
    await call(shown, "go", 1)
    await call(shown, "call_it", {"name": "Ivo"})
    assert [bot.name for bot in await rows(Chatbot)] == ["Ivo"]


async def test_a_neighbours_chatbot_is_not_taught(ada: Owner, eve: Owner) -> None:
    shown = tab(StartState, eve.token)
    await call(shown, "arrive")
    beside(shown, ChatbotState).bot_id = str(ada.bot.id)
    await call(shown, "teach", {"url": "shop.example"})
    assert await rows(Import) == []


def test_what_to_ask_first_is_what_it_knows(ada: Owner) -> None:
    kinds = (("product_catalog", "Red kettle"), ("faq", "Do you ship?"), ("policy", "Returns"))
    entries = [Entry(chatbot_id=ada.bot.id, source_type=kind, title=title, content="x") for kind, title in kinds]
    assert questions_about(entries) == ["How much is the Red kettle?", "Do you ship?"]
    assert len(questions_about(entries * 3)) == 3


async def test_the_tag_is_found_on_the_owners_page(
    ada: Owner, network: LocalNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = tab(InstalledState, ada.token)
    beside(shown, ChatbotState).bot_id = str(ada.bot.id)
    await call(shown, "check", {"page": ""})
    assert shown.verdict == "Type the address of a page of your shop."
    network.put(PAGE, "<h1>Shop</h1>")
    await call(shown, "check", {"page": "shop.example"})
    assert "not on https://shop.example/ yet" in shown.verdict
    assert not shown.is_good
    await call(shown, "check", {"page": "http://localhost:3000/"})
    assert "port" in shown.verdict
    monkeypatch.setattr(ChatbotState, "_origin", lambda _: "https://chat.example")
    network.put(PAGE, script_tag("https://chat.example", ada.bot.widget_key, ada.bot.theme_config))
    await call(shown, "check", {"page": "shop.example"})
    assert (shown.verdict, shown.is_good) == (f"Installed. Shoppers on {PAGE} see it.", True)


async def test_a_neighbours_key_is_not_looked_for(ada: Owner, eve: Owner, network: LocalNetwork) -> None:
    network.put(PAGE, f"<p>{ada.bot.widget_key}</p>")
    shown = tab(InstalledState, eve.token)
    beside(shown, ChatbotState).bot_id = str(ada.bot.id)
    await call(shown, "check", {"page": PAGE})
    assert shown.verdict == "Chatbot not found."
    assert network.asked == []


async def test_one_account_looks_at_ten_pages_a_minute(ada: Owner, network: LocalNetwork) -> None:
    network.put(PAGE, "<h1>Shop</h1>")
    shown = tab(InstalledState, ada.token)
    beside(shown, ChatbotState).bot_id = str(ada.bot.id)
    for _ in range(11):
        await call(shown, "check", {"page": PAGE})
    assert len(network.asked) == 10
    assert shown.verdict.startswith("Too many requests.")
