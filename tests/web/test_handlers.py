"""Handlers called as a browser can call them: by nobody, by somebody else, by the owner, with anything as an id."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import pytest
import pytest_asyncio
from sqlmodel import SQLModel, select

from shopchat.accounts import service as accounts
from shopchat.accounts.models import NO_PASSWORD, User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.conversations.models import Conversation
from shopchat.core import clock
from shopchat.core.db import unit_of_work
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges
from shopchat.knowledge.index_models import EntryStanding
from shopchat.knowledge.models import Entry
from shopchat.web.owner.chatbot_settings import ChatbotSettingsState
from shopchat.web.owner.chatbots import ChatbotsState
from shopchat.web.owner.conversations import ConversationsState
from shopchat.web.owner.knowledge import KnowledgeState
from shopchat.web.owner.knowledge_editor import EditorState
from shopchat.web.owner.thread import ThreadState
from tests.web.tabs import call, tab

R = TypeVar("R", bound=SQLModel)


@dataclass(frozen=True)
class Owner:
    """A signed-in browser, and what its account has."""

    account: User
    token: str
    bot: Chatbot
    entry: Entry
    talk: Conversation


async def rows(table: type[R]) -> list[R]:
    async with unit_of_work() as session:
        return list((await session.exec(select(table))).all())


async def an_owner(email: str) -> Owner:
    async with unit_of_work() as session:
        account = User(email=email, password_hash=NO_PASSWORD)
        session.add(account)
        await session.flush()
        token = await accounts.open_session(session, account)
        bot = await chatbots.create_chatbot(session, account, fields=ChatbotChanges(name=f"Bot of {email}"))
        fields = EntryChanges(title="Returns", content="Within 45 days.")
        entry = await knowledge.add_entry(session, account, chatbot_id=bot.id, fields=fields)
        talk = Conversation(chatbot_id=bot.id, visitor_id=f"visitor of {email}", visitor_token_hash=email)
        session.add(talk)
    return Owner(account, token, bot, entry, talk)


@pytest_asyncio.fixture
async def ada(clean_database: None) -> AsyncIterator[Owner]:
    yield await an_owner("ada@example.com")


@pytest_asyncio.fixture
async def eve(ada: Owner) -> AsyncIterator[Owner]:
    yield await an_owner("eve@example.com")


async def test_without_a_session_nothing_is_made(ada: Owner) -> None:
    shown = tab(ChatbotsState)
    answer = await call(shown, "create", {"name": "Mallory", "personality": "friendly"})
    assert "/login" in str(answer.args)
    assert [bot.name for bot in await rows(Chatbot)] == [ada.bot.name]


@pytest.mark.parametrize("token", ["", "ss_made-up", "x" * 5000, "\x00"])
async def test_without_a_session_nothing_is_read(ada: Owner, token: str) -> None:
    for state in (ChatbotsState, KnowledgeState, ConversationsState):
        shown = tab(state, token)
        await call(shown, "load")
        assert shown.rows == []  # type: ignore[attr-defined]
        assert shown.total == 0


async def test_without_a_session_nothing_is_deleted(ada: Owner) -> None:
    shown = tab(EditorState)
    shown.entry_id = str(ada.entry.id)
    await call(shown, "delete")
    assert len(await rows(Entry)) == 1


async def test_a_closed_session_is_dead_at_once(ada: Owner) -> None:
    async with unit_of_work() as session:
        await accounts.close_session(session, token=ada.token)
    shown = tab(ChatbotsState, ada.token)
    await call(shown, "load")
    assert shown.total == 0
    assert shown.session_token == ""


async def test_an_old_session_is_dead(ada: Owner) -> None:
    shown = tab(ChatbotsState, ada.token)
    with clock.moved(timedelta(days=31)):
        await call(shown, "load")
    assert shown.total == 0


async def test_a_suspended_account_is_stopped_within_its_session(ada: Owner) -> None:
    async with unit_of_work() as session:
        ada.account.is_active = False
        session.add(ada.account)
    shown = tab(ChatbotsState, ada.token)
    await call(shown, "create", {"name": "One more", "personality": "friendly"})
    assert len(await rows(Chatbot)) == 1


async def test_an_owner_sees_what_is_hers_and_nothing_else(ada: Owner, eve: Owner) -> None:
    bots, entries, talks = (tab(state, eve.token) for state in (ChatbotsState, KnowledgeState, ConversationsState))
    for shown in (bots, entries, talks):
        await call(shown, "load")
    assert [row.id for row in bots.rows] == [str(eve.bot.id)]  # type: ignore[attr-defined]
    assert [row.id for row in entries.rows] == [str(eve.entry.id)]  # type: ignore[attr-defined]
    assert [row.id for row in talks.rows] == [str(eve.talk.id)]  # type: ignore[attr-defined]


async def test_a_neighbours_chatbot_does_not_exist(ada: Owner, eve: Owner) -> None:
    shown = tab(ChatbotSettingsState, eve.token)
    shown.form_for = str(ada.bot.id)
    await call(shown, "save", {"name": "Stolen"})
    await call(shown, "delete")
    assert {bot.name for bot in await rows(Chatbot)} == {ada.bot.name, eve.bot.name}


@pytest.mark.parametrize("of", ["a neighbour", "nobody", "no id"])
async def test_a_neighbours_entry_reads_like_one_that_does_not_exist(ada: Owner, eve: Owner, of: str) -> None:
    entry_id = {
        "a neighbour": str(ada.entry.id),
        "nobody": "00000000-0000-4000-8000-000000000000",
        "no id": "'; DROP TABLE users",
    }[of]
    shown = tab(EditorState, eve.token)
    answer = await call(shown, "edit", entry_id)
    assert "Knowledge entry not found." in str(answer)
    assert not shown.is_open
    assert shown.content == ""


async def test_a_neighbours_entry_is_neither_changed_nor_deleted(ada: Owner, eve: Owner) -> None:
    shown = tab(EditorState, eve.token)
    shown.entry_id = str(ada.entry.id)
    await call(shown, "save", {"title": "Stolen", "content": "Stolen"})
    await call(shown, "delete")
    assert {entry.title for entry in await rows(Entry)} == {"Returns"}
    assert len(await rows(Entry)) == 2


async def test_an_entry_is_pinned_and_taken_out_again_by_its_owner_alone(ada: Owner, eve: Owner) -> None:
    form = {"title": "Returns", "content": "Thirty days.", "is_active": "on"}
    stranger = tab(EditorState, eve.token)
    stranger.entry_id = str(ada.entry.id)
    await call(stranger, "save", form | {"is_pinned": "on"})
    assert await rows(EntryStanding) == []

    for ticked in (True, False):
        shown = tab(EditorState, ada.token)
        await call(shown, "edit", str(ada.entry.id))
        assert shown.is_pinned is not ticked
        await call(shown, "save", form | ({"is_pinned": "on"} if ticked else {}))
        assert [row.is_pinned for row in await rows(EntryStanding)] == [ticked]


async def test_an_entry_cannot_be_put_into_a_neighbours_chatbot(ada: Owner, eve: Owner) -> None:
    shown = tab(EditorState, eve.token)
    await call(shown, "save", {"bot": str(ada.bot.id), "title": "Planted", "content": "Planted"})
    assert "Planted" not in {entry.title for entry in await rows(Entry)}
    assert shown.refusal == "Chatbot not found." or not shown.is_open


async def test_a_neighbours_conversation_is_neither_ended_nor_deleted(ada: Owner, eve: Owner) -> None:
    shown = tab(ThreadState, eve.token)
    for name in ("end", "delete"):
        shown.conversation_id = str(ada.talk.id)
        await call(shown, name)
    assert shown.missing
    assert {talk.status for talk in await rows(Conversation)} == {"active"}
    assert len(await rows(Conversation)) == 2


async def test_a_neighbours_chatbot_as_a_filter_shows_nothing(ada: Owner, eve: Owner) -> None:
    for state in (KnowledgeState, ConversationsState):
        shown = tab(state, eve.token)
        await call(shown, "narrow", "bot", str(ada.bot.id))
        assert shown.rows == []  # type: ignore[attr-defined]


async def test_a_filter_cannot_set_anything_else(eve: Owner) -> None:
    shown = tab(KnowledgeState, eve.token)
    await call(shown, "narrow", "session_token", "ss_other")
    await call(shown, "narrow", "_secret", "x")
    assert shown.session_token == eve.token


async def test_the_owner_makes_a_chatbot_and_goes_to_it(ada: Owner) -> None:
    answer = await call(tab(ChatbotsState, ada.token), "create", {"name": "  Ivy ", "personality": "concise"})
    made = next(bot for bot in await rows(Chatbot) if bot.name == "Ivy")
    assert str(made.id) in str(answer.args)
    assert made.personality == "concise"


async def test_a_bad_field_is_told_beside_the_field(ada: Owner) -> None:
    shown = tab(ChatbotsState, ada.token)
    assert await call(shown, "create", {"name": " ", "personality": "friendly"}) is None
    assert shown.errors == {"name": "Please fill this in."}
    assert len(await rows(Chatbot)) == 1


async def test_a_fault_of_ours_is_a_sentence_and_the_error_face(ada: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(chatbots, "list_chatbots", fail)
    shown = tab(ChatbotsState, ada.token)
    answer = await call(shown, "load")
    assert "went wrong on our side" in str(answer)
    assert "secret detail" not in str(answer)
    assert shown.failed
