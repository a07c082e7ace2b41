"""The home page: what happened since its owner last looked, and what waits for her."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest_asyncio
from sqlmodel import col, update

from shopchat.accounts import looks
from shopchat.accounts import service as accounts
from shopchat.accounts.models import NO_PASSWORD, User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.conversations.models import Conversation, Gap, Lead, Message, ProductClick
from shopchat.core import clock
from shopchat.core.db import unit_of_work
from shopchat.knowledge.models import Entry, Import
from shopchat.web.owner.home import HomeState
from tests.web.tabs import call, tab


@dataclass(frozen=True)
class Owner:
    """A signed-in browser and its chatbot."""

    account: User
    token: str
    bot: Chatbot


async def an_owner(email: str) -> Owner:
    async with unit_of_work() as session:
        account = User(email=email, password_hash=NO_PASSWORD, plan="free")
        session.add(account)
        await session.flush()
        token = await accounts.open_session(session, account)
        return Owner(account, token, await chatbots.create_chatbot(session, account, fields=ChatbotChanges(name="Ivy")))


@pytest_asyncio.fixture
async def ada(clean_database: None) -> AsyncIterator[Owner]:
    yield await an_owner("ada@example.com")


async def happened(owner: Owner, at: datetime) -> None:
    """A rated conversation with a question in vain, a click and a wish for a person."""
    async with unit_of_work() as session:
        lamp = Entry(chatbot_id=owner.bot.id, source_type="product_catalog", title="Lamp", content="x")
        talk = Conversation(
            chatbot_id=owner.bot.id,
            visitor_id="v",
            visitor_token_hash=str(uuid.uuid4()),
            started_at=at,
            last_message_at=at,
            message_count=1,
            satisfaction_score=4.0,
            status="ended",
        )
        session.add_all([lamp, talk])
        await session.flush()
        asked = Message(conversation_id=talk.id, position=1, role="user", content="Why?", created_at=at)
        session.add(asked)
        await session.flush()
        of_talk: dict[str, Any] = {"chatbot_id": owner.bot.id, "conversation_id": talk.id, "created_at": at}
        session.add_all(
            [
                Gap(
                    chatbot_id=owner.bot.id,
                    message_id=asked.id,
                    question="Why?",
                    words="why",
                    nearest=[],
                    created_at=at,
                ),
                ProductClick(entry_id=lamp.id, **of_talk),
                Lead(email="a@b.example", **of_talk),
            ]
        )


async def last_looked(owner: Owner, at: datetime) -> None:
    async with unit_of_work() as session:
        await session.exec(update(User).where(col(User.id) == owner.account.id).values(looked_at=at))


async def loaded(owner: Owner) -> HomeState:
    state = tab(HomeState, owner.token)
    await call(state, "load")
    assert state.loaded
    return state


async def test_a_first_look_has_nothing_to_compare_with(ada: Owner) -> None:
    await happened(ada, clock.now())
    state = await loaded(ada)
    assert (state.since, state.news) == ("", [])


async def test_what_happened_since_is_told_once_a_visit(ada: Owner) -> None:
    now = clock.now()
    await happened(ada, now - timedelta(days=9))
    before = now - timedelta(days=4)
    await last_looked(ada, before)
    assert (await loaded(ada)).news == []
    for days in (3, 0):
        await happened(ada, now - timedelta(days=days))
    for _ in range(2):  # the page reads itself again every few seconds
        state = await loaded(ada)
        assert state.since == before.isoformat()
        assert [news.text for news in state.news] == [
            "2 conversations",
            "2 questions without an answer",
            "2 wishes for a person",
            "2 product clicks",
            "Rated 4.0 of 5",
        ]


async def test_a_pause_begins_a_new_visit(ada: Owner) -> None:
    now = clock.now()
    await last_looked(ada, now - timedelta(days=2))
    first = (await loaded(ada)).since
    await last_looked(ada, now - looks.PAUSE + timedelta(minutes=1))
    assert (await loaded(ada)).since == first
    left = now - looks.PAUSE - timedelta(seconds=1)
    await last_looked(ada, left)
    assert (await loaded(ada)).since == left.isoformat()


async def test_a_neighbour_and_an_admin_who_looks_change_nothing(ada: Owner) -> None:
    before = clock.now() - timedelta(days=2)
    await last_looked(ada, before)
    eve = await an_owner("eve@example.com")
    await last_looked(eve, before)
    await happened(ada, clock.now())
    assert (await loaded(eve)).news == []
    async with unit_of_work() as session:
        await session.exec(update(User).where(col(User.id) == eve.account.id).values(role="admin"))
    state = tab(HomeState, eve.token)
    state._look_at(ada.account)
    await call(state, "load")
    assert (state.loaded, state.failed) == (True, False)
    async with unit_of_work() as session:
        row = await session.get(User, ada.account.id)
        assert row is not None
        assert (row.looked_at, row.looked_since) == (before, None)


async def test_looking_is_no_change_of_the_account(ada: Owner) -> None:
    await loaded(ada)
    async with unit_of_work() as session:
        row = await session.get(User, ada.account.id)
        assert row is not None
        assert row.looked_at is not None
        assert row.updated_at == ada.account.updated_at


async def test_what_waits_is_named_until_it_is_done(ada: Owner) -> None:
    assert (await loaded(ada)).needs == []
    now = clock.now()
    async with unit_of_work() as session:
        for source, status, days in (
            ("good.csv", "done", 0),
            ("bad.csv", "failed", 1),
            ("mended.csv", "failed", 2),
            ("mended.csv", "done", 1),
            ("old.csv", "failed", 8),
        ):
            at = now - timedelta(days=days)
            session.add(
                Import(
                    chatbot_id=ada.bot.id,
                    kind="csv",
                    source=source,
                    status=status,
                    mapping={},
                    errors=[],
                    created_at=at,
                )
            )
    await happened(ada, now)
    state = await loaded(ada)
    assert [(need.text, need.verb) for need in state.needs] == [
        ("1 shopper waits for a person.", "Reply"),
        ("The import of bad.csv failed.", "See why"),
        ("1 question has no answer.", "Answer"),
    ]
