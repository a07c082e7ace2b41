"""How an answer came about, as a browser can ask for it."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from shopchat.accounts import service as accounts
from shopchat.accounts.models import NO_PASSWORD, User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.conversations import turn
from shopchat.conversations.models import Message
from shopchat.core.db import unit_of_work
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges
from shopchat.web.owner.reasoning import ReasoningState
from tests.web.tabs import call, tab

QUESTION = "Do you have a tent under $300 in stock?"


@dataclass(frozen=True)
class Owner:
    """A signed-in browser whose chatbot has answered one visitor once."""

    account: User
    token: str
    bot: Chatbot
    answer: Message


async def an_owner(email: str) -> Owner:
    async with unit_of_work() as session:
        account = User(email=email, password_hash=NO_PASSWORD, plan="pro")
        session.add(account)
        await session.flush()
        token = await accounts.open_session(session, account)
        bot = await chatbots.create_chatbot(session, account, fields=ChatbotChanges(name="Ivy"))
        for title, price in (("Moor Tent", "249.00"), ("Fell Tent", "349.00")):
            fields = EntryChanges(
                source_type="product_catalog",
                title=title,
                content="A tent for two.",
                metadata={"price": price, "currency": "USD", "availability": "in_stock"},
            )
            await knowledge.add_entry(session, account, chatbot_id=bot.id, fields=fields)
    answer = await turn.finish(await turn.begin(turn.Said(bot.widget_key, f"visitor of {email}", QUESTION)))
    assert answer is not None
    return Owner(account, token, bot, answer)


@pytest_asyncio.fixture
async def ada(clean_database: None) -> AsyncIterator[Owner]:
    yield await an_owner("ada@example.com")


async def test_nobody_and_a_neighbour_are_told_nothing(ada: Owner) -> None:
    eve = await an_owner("eve@example.com")
    for token in ("", eve.token):
        shown = tab(ReasoningState, token)
        for name in ("explain", "ask"):
            await call(shown, name, str(ada.answer.id))
        await call(shown, "follow", str(ada.bot.id), "visitor of ada@example.com")
        assert (shown.shown, shown.question, shown.found, shown.choices, shown.is_open) == ("", "", [], [], False)


@pytest.mark.parametrize("name", ["no id", str(uuid.UUID(int=0)), "\x00"])
async def test_an_answer_that_does_not_exist_is_a_sentence(ada: Owner, name: str) -> None:
    shown = tab(ReasoningState, ada.token)
    assert "not found" in str(await call(shown, "ask", name))
    assert not shown.is_open


async def test_what_was_understood_found_and_checked_is_told(ada: Owner) -> None:
    shown = tab(ReasoningState, ada.token)
    await call(shown, "follow", str(ada.bot.id), "visitor of ada@example.com")
    assert [(choice.id, choice.question) for choice in shown.choices] == [(str(ada.answer.id), QUESTION)]
    assert (shown.question, shown.kind, shown.language) == (QUESTION, "A search for products", "English")
    assert "up to 299.99" in shown.limits
    assert (shown.found[0].title, shown.found[0].is_used) == ("Moor Tent", True)
    assert all(signal.percent <= 100 for row in shown.found for signal in row.signals)
    assert any("Moor Tent" in row.rests_on for row in shown.receipts)
    assert shown.speaker.startswith("Answered by the built-in composer.")
    assert shown.cost.endswith(" ms")
    assert "Fell Tent" not in {row.title for row in shown.found if row.is_used}


async def test_a_visitor_who_said_nothing_leaves_the_page_as_it_is(ada: Owner) -> None:
    shown = tab(ReasoningState, ada.token)
    await call(shown, "follow", str(ada.bot.id), "somebody else")
    assert (shown.shown, shown.choices) == ("", [])


async def test_the_dialog_opens_and_closes(ada: Owner) -> None:
    shown = tab(ReasoningState, ada.token)
    await call(shown, "ask", str(ada.answer.id))
    assert (shown.is_open, shown.question) == (True, QUESTION)
    await call(shown, "close")
    assert not shown.is_open
