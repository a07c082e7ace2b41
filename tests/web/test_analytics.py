"""The analytics page, as a browser can call it."""

import base64
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from reflex.istate.data import RouterData

from shopchat.accounts import service as accounts
from shopchat.accounts.models import NO_PASSWORD, User
from shopchat.analytics import service as analytics
from shopchat.analytics.counts import Counts
from shopchat.analytics.service import Figures
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.conversations.models import Conversation, Gap, Lead, Message, MessageFeedback, ProductClick
from shopchat.core import clock
from shopchat.core.db import unit_of_work
from shopchat.knowledge.models import Entry
from shopchat.web.owner.analytics_cost import Cost, cost_of
from shopchat.web.owner.analytics_days import DayRow, csv_of, drawn
from shopchat.web.owner.analytics_figures import Figure, compared
from shopchat.web.owner.analytics_state import AnalyticsState
from shopchat.web.ui.bars import Bar
from tests.web.tabs import call, tab

NONE = Figures.of(Counts())


@dataclass(frozen=True)
class Owner:
    """A signed-in browser and its two chatbots."""

    account: User
    token: str
    bot: Chatbot
    other: Chatbot


async def an_owner(email: str) -> Owner:
    async with unit_of_work() as session:
        account = User(email=email, password_hash=NO_PASSWORD, plan="pro")
        session.add(account)
        await session.flush()
        token = await accounts.open_session(session, account)
        bot, other = [
            await chatbots.create_chatbot(session, account, fields=ChatbotChanges(name=name)) for name in ("Ivy", "Oak")
        ]
    return Owner(account, token, bot, other)


async def talk(bot: Chatbot, at: datetime, *questions: str, score: float | None = None, in_vain: bool = False) -> None:
    """A shopper asked these, each answered; the last one in vain, or told to be helpful."""
    async with unit_of_work() as session:
        conversation = Conversation(
            chatbot_id=bot.id,
            visitor_id=str(uuid.uuid4()),
            visitor_token_hash=str(uuid.uuid4()),
            started_at=at,
            message_count=2 * len(questions),
            satisfaction_score=score,
        )
        session.add(conversation)
        await session.flush()
        for number, question in enumerate(questions):
            asked, answer = (
                Message(conversation_id=conversation.id, position=position, role=role, content=text, created_at=at)
                for position, role, text in (
                    (2 * number + 1, "user", question),
                    (2 * number + 2, "assistant", "An answer."),
                )
            )
            session.add_all([asked, answer])
        await session.flush()
        if in_vain:
            session.add(
                Gap(
                    chatbot_id=bot.id, message_id=asked.id, question=question, words=question, nearest=[], created_at=at
                )
            )
        else:
            session.add(MessageFeedback(message_id=answer.id, helpful=True))


@pytest_asyncio.fixture
async def ada(clean_database: None) -> AsyncIterator[Owner]:
    yield await an_owner("ada@example.com")


def shown(owner: Owner | None, **asked: Any) -> AnalyticsState:
    """A tab at the page with these in its address."""
    state = tab(AnalyticsState, owner.token if owner else "")
    where = f"/dashboard/analytics?{urlencode(asked)}"
    state._get_root_state().router = RouterData.from_router_data({"asPath": where, "pathname": "/dashboard/analytics"})
    return state


async def loaded(owner: Owner | None, **asked: Any) -> AnalyticsState:
    state = shown(owner, **asked)
    await call(state, "load")
    return state


async def test_nobody_and_a_neighbour_see_nothing(ada: Owner) -> None:
    await talk(ada.bot, clock.now(), "Do you ship?")
    eve = await an_owner("eve@example.com")
    nobody = await loaded(None)
    assert (nobody.loaded, nobody.rows) == (False, [])
    neighbour = await loaded(eve)
    assert (neighbour.has_talked, neighbour.figures.conversations.value, neighbour.asked) == (False, "0", [])
    for bot in (str(ada.bot.id), "no id", "00000000-0000-4000-8000-000000000000"):
        state = await loaded(eve, chatbot=bot)
        assert (state.missing, state.loaded, state.rows) == (True, False, [])


async def test_the_days_are_compared_with_as_many_before(ada: Owner) -> None:
    now = clock.now()
    await talk(ada.bot, now, "Do you ship?", "do you ship? ", score=5)
    await talk(ada.other, now - timedelta(days=6), "Do you rent?", in_vain=True)
    await talk(ada.bot, now - timedelta(days=7), "Do you ship?", score=4)
    await talk(ada.bot, now - timedelta(days=14), "Long ago", in_vain=True)

    week = await loaded(ada, days=7)
    assert (week.days, len(week.rows), week.has_talked, week.is_quiet) == (7, 7, True, False)
    assert week.figures.conversations == Figure("2", "Up 1 from 1", "up")
    assert week.figures.messages == Figure("6", "Up 4 from 2", "up")
    assert week.figures.answered == Figure("67%", "Down 33 points from 100%", "down")
    assert week.figures.satisfaction == Figure("5.0", "Up 1.0 from 4.0", "up")
    assert week.figures.helpful == Figure("100%", "Same as before")
    assert [row.conversations for row in week.rows] == [1, 0, 0, 0, 0, 0, 1]
    assert (week.asked[0].question, week.asked[0].count) == ("Do you ship?", "2")
    assert [row.question for row in week.open] == ["Do you rent?"]

    quarter = await loaded(ada, days=90, chatbot=ada.bot.id)
    assert quarter.figures.conversations == Figure("3", "Up 3 from 0", "up")
    assert quarter.bot == str(ada.bot.id)
    quiet = await loaded(ada, days=7, chatbot=ada.other.id)
    assert (quiet.figures.conversations.value, quiet.is_quiet) == ("1", False)


async def test_answers_times_hand_offs_and_clicks_are_counted(ada: Owner) -> None:
    now, before = clock.now(), clock.now() - timedelta(days=7)
    async with unit_of_work() as session:
        lamp, tent, other = [
            Entry(chatbot_id=bot.id, source_type="product_catalog", title=title, content="x", meta=None)
            for bot, title in ((ada.bot, "Lamp"), (ada.bot, "Tent"), (ada.other, "Chair"))
        ]
        session.add_all([lamp, tent, other])
        for bot, at, taken, clicked in (
            (ada.bot, now, (40.0, 60.0, 900.0), (tent, tent, lamp)),
            (ada.bot, before, (80.0,), (lamp, lamp, lamp)),
            (ada.other, now, (), (other,)),
        ):
            conversation = Conversation(
                chatbot_id=bot.id, visitor_id="v", visitor_token_hash=str(uuid.uuid4()), started_at=at, status="ended"
            )
            session.add(conversation)
            await session.flush()
            session.add_all(
                Message(
                    conversation_id=conversation.id,
                    position=position,
                    role="assistant",
                    content="x",
                    meta={"latency_ms": milliseconds},
                    created_at=at,
                )
                for position, milliseconds in enumerate(taken)
            )
            session.add(Lead(chatbot_id=bot.id, conversation_id=conversation.id, email="a@b.example", created_at=at))
            session.add_all(
                ProductClick(chatbot_id=bot.id, conversation_id=conversation.id, entry_id=entry.id, created_at=at)
                for entry in clicked
            )

    week = await loaded(ada, days=7)
    assert week.figures.response == Figure("0.06 s", "Down 0.02 s from 0.08 s")
    assert week.figures.hand_offs == Figure("2", "Up 1 from 1")
    assert [(row.question, row.count) for row in week.clicked] == [("Tent", "2"), ("Chair", "1"), ("Lamp", "1")]
    month = await loaded(ada, days=30, chatbot=ada.bot.id)
    assert [(row.question, row.count) for row in month.clicked] == [("Lamp", "4"), ("Tent", "2")]
    assert month.figures.hand_offs.value == "2"
    assert (await loaded(ada, days=7, chatbot=ada.other.id)).figures.response == Figure("–", "None before")


async def test_products_languages_hours_and_cost_are_counted(ada: Owner) -> None:
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    async with unit_of_work() as session:
        lamp, tent, gone = [
            Entry(chatbot_id=ada.bot.id, source_type="product_catalog", title=title, content="x", meta=None)
            for title in ("Lamp", "Tent", "Gone")
        ]
        session.add_all([lamp, tent, gone])
        await session.flush()
        conversation = Conversation(
            chatbot_id=ada.bot.id, visitor_id="v", visitor_token_hash="h", started_at=today, message_count=6
        )
        session.add(conversation)
        await session.flush()
        told: list[tuple[str, list[Entry], dict[str, Any] | None]] = [
            ("en", [lamp, tent], {"input_tokens": 900, "output_tokens": 40, "cost_usd": "0.000110"}),
            ("de", [tent, gone], {"input_tokens": 100, "output_tokens": 2, "cost_usd": None}),
            ("en", [], None),
        ]
        for number, (language, products, model) in enumerate(told):
            cards = [{"entry_id": str(entry.id), "title": "Then"} for entry in products]
            meta: dict[str, Any] = {"products": cards, "turn": {"language": language}}
            for place, role in enumerate(("user", "assistant")):
                session.add(
                    Message(
                        conversation_id=conversation.id,
                        position=2 * number + place + 1,
                        role=role,
                        content="x",
                        meta=meta | ({"model": model} if model else {}) if place else None,
                        created_at=today,
                    )
                )
        await session.delete(gone)

    week = await loaded(ada, days=7)
    assert [(row.question, row.count) for row in week.shown] == [("Tent", "2"), ("Lamp", "1")]
    assert [(row.question, row.count) for row in week.languages] == [("English", "2"), ("German", "1")]
    assert [bar.value for bar in week.hours.days] == [3] + [0] * 23
    assert week.hours.summary == "3 in all, most at 00:00: 3."
    assert (week.cost.total, week.cost.answers, week.cost.tokens) == ("$0.0001", "2 of 3", "1,000 in, 42 out")
    assert week.cost.note == "1 answer is of a model whose price is not known here."
    other = await loaded(ada, days=7, chatbot=ada.other.id)
    assert (other.shown, other.languages, other.cost.has_model) == ([], [], False)


@pytest.mark.parametrize("days", ["", "0", "-7", "8", "366", "x", "7 "])
async def test_other_days_are_thirty(ada: Owner, days: str) -> None:
    state = await loaded(ada, days=days)
    assert (state.days, len(state.rows)) == (30, 30)


async def test_an_account_without_conversations_is_led_to_the_tag(ada: Owner) -> None:
    state = await loaded(ada)
    assert (state.has_talked, state.is_quiet) == (False, True)
    newest = state.bots[0].value
    assert state.embed_href == f"/dashboard/chatbots/{newest}/embed"


async def test_the_pickers_lead_to_an_address(ada: Owner) -> None:
    state = await loaded(ada, days=7, chatbot=ada.bot.id)
    assert [(period.label, period.is_here) for period in state.periods] == [
        ("7 days", True),
        ("30 days", False),
        ("90 days", False),
    ]
    assert state.periods[2].href == f"/dashboard/analytics?days=90&chatbot={ada.bot.id}"
    assert f"/dashboard/analytics?days=7&chatbot={ada.other.id}" in str(await call(state, "choose", str(ada.other.id)))
    for hostile in ("https://evil.example/", "//evil.example", "\ud800&days=1"):
        assert "/dashboard/analytics?days=7&chatbot=" in str(await call(state, "choose", hostile))


async def test_the_days_are_saved_as_csv(ada: Owner) -> None:
    await talk(ada.bot, clock.now(), "Do you ship?")
    state = await loaded(ada, days=7)
    told = str(await call(state, "download"))
    first, last = state.rows[0].date, state.rows[-1].date
    assert f"conversations-{first}-to-{last}.csv" in told
    assert base64.b64encode(csv_of(state.rows).encode()).decode() in told
    assert "base64" not in str(await call(shown(None), "download"))


async def test_a_fault_of_ours_is_the_error_face(ada: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret detail")

    state = await loaded(ada)
    monkeypatch.setattr(analytics, "before", fail)
    assert "secret detail" not in str(await call(state, "load"))
    assert state.failed
    monkeypatch.undo()
    await call(state, "load")
    assert not state.failed


def test_what_cannot_be_compared_says_so() -> None:
    known = replace(NONE, satisfaction=4.25, resolution_rate=0.5, helpful=1, unhelpful=1)
    assert compared(NONE, NONE).satisfaction == Figure("–", "None before")
    assert compared(known, NONE).satisfaction == Figure("4.2", "None before")
    assert compared(NONE, known).answered == Figure("–", "50% before")
    assert compared(known, replace(known, resolution_rate=0.504)).answered == Figure("50%", "Same as before")
    assert compared(known, replace(known, resolution_rate=0.49)).answered.change == "Up 1 point from 49%"
    assert compared(known, replace(known, satisfaction=4.4)).satisfaction == Figure("4.2", "Down 0.2 from 4.4", "down")
    assert compared(replace(NONE, messages=1000), replace(NONE, messages=2500)).messages == Figure(
        "1,000", "Down 1,500 from 2,500", "down"
    )


def test_days_in_a_sentence_and_in_a_file() -> None:
    days = [Bar("1 Nov", 3), Bar("2 Nov", 1), Bar("3 Nov", 3)]
    assert drawn(days).summary == "7 in all, most on 3 Nov: 3."
    assert drawn([Bar("1 Nov", 0)]).summary == "None in these days."
    assert csv_of([DayRow("2026-11-01", "1 Nov", 3, 8, 4, 1, 2, 0, "0.000120")]) == (
        "date,conversations,messages,questions,unanswered,product_clicks,hand_offs,cost_usd\r\n"
        "2026-11-01,3,8,4,1,2,0,0.000120\r\n"
    )


def test_a_cost_says_what_is_not_in_it() -> None:
    assert cost_of(NONE, NONE) == Cost(False, "$0.00", "$0.00 before", "–", "0 of 0", "0 in, 0 out", "")
    some = replace(NONE, answers=1200, by_model=1001, input_tokens=2_000_000, output_tokens=5, cost_usd=Decimal(1))
    assert cost_of(some, NONE) == Cost(
        True, "$1.00", "$0.00 before", "$0.0010", "1,001 of 1,200", "2,000,000 in, 5 out", ""
    )
    unknown = cost_of(replace(some, unpriced=1001, cost_usd=Decimal(0)), some)
    assert (unknown.total, unknown.each) == ("$0.00", "–")
    assert unknown.note == "1,001 answers are of a model whose price is not known here."
    assert cost_of(replace(some, unpriced=1), NONE).note.startswith("1 answer is")
