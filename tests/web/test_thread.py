"""A conversation's page, as a browser can call it: correcting an answer, tags, wishes for a person."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlmodel import select

from shopchat.accounts import service as accounts
from shopchat.accounts.models import NO_PASSWORD, OutboxMail, User
from shopchat.billing.plans import PLANS
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.conversations.models import Conversation, Lead, Message
from shopchat.core import clock
from shopchat.core.db import unit_of_work
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges
from shopchat.knowledge.models import Entry
from shopchat.web.owner.conversations import ConversationsState
from shopchat.web.owner.knowledge_editor import EditorState
from shopchat.web.owner.thread import ThreadState
from shopchat.web.owner.thread_correction import CorrectionState
from shopchat.web.owner.thread_hand_offs import HandOffState
from shopchat.web.owner.thread_tags import TagsState
from shopchat.web.session import SessionState
from tests.web.tabs import beside, call, tab

ASKED = "Do you sharpen skates?"
RIGHT = "Yes, we sharpen skates on Fridays."


@dataclass(frozen=True)
class Owner:
    """A signed-in browser, its chatbot, and one conversation with a wrong answer and a wish for a person."""

    account: User
    token: str
    bot: Chatbot
    talk: Conversation
    answer: Message
    lead: Lead


async def an_owner(email: str) -> Owner:
    async with unit_of_work() as session:
        account = User(email=email, password_hash=NO_PASSWORD, plan="free")
        session.add(account)
        await session.flush()
        token = await accounts.open_session(session, account)
        bot = await chatbots.create_chatbot(session, account, fields=ChatbotChanges(name="Ivy"))
        talk = Conversation(chatbot_id=bot.id, visitor_id="v", visitor_token_hash=email, message_count=2)
        session.add(talk)
        await session.flush()
        asked = Message(conversation_id=talk.id, position=1, role="user", content=ASKED)
        session.add(asked)
        await session.flush()
        answer = Message(
            conversation_id=talk.id, position=2, role="assistant", content="**No**, we do not.", reply_to_id=asked.id
        )
        lead = Lead(chatbot_id=bot.id, conversation_id=talk.id, email="bea@example.com", message="Call me")
        session.add_all([answer, lead])
    return Owner(account, token, bot, talk, answer, lead)


@pytest_asyncio.fixture
async def ada(clean_database: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Owner]:
    """Her conversation is in every tab's address."""
    owner = await an_owner("ada@example.com")
    monkeypatch.setattr(SessionState, "_route_id", lambda *_: owner.talk.id)
    yield owner


async def entries() -> list[tuple[str, str, str]]:
    async with unit_of_work() as session:
        rows = (await session.exec(select(Entry))).all()
    return [(row.source_type, row.title, row.content) for row in rows]


async def test_nobody_and_a_neighbour_change_nothing(ada: Owner) -> None:
    eve = await an_owner("eve@example.com")
    for token in ("", eve.token):
        thread = tab(ThreadState, token)
        for state, name, *arguments in (
            (CorrectionState, "start", str(ada.answer.id)),
            (HandOffState, "settle", str(ada.lead.id)),
            (
                HandOffState,
                "send",
                {"lead_id": str(ada.lead.id), "draft_id": str(uuid.uuid4()), "content": "Hello"},
            ),
        ):
            await call(beside(thread, state), name, *arguments)
        correction = beside(thread, CorrectionState)
        assert not correction.is_open
        correction.message_id = str(ada.answer.id)
        await call(correction, "save", {"title": ASKED, "content": RIGHT})
        tags = beside(thread, TagsState)
        tags.conversation_id = str(ada.talk.id)
        await call(tags, "add", {"tag": "vip"})
    assert await entries() == []
    async with unit_of_work() as session:
        assert (await session.get_one(Lead, ada.lead.id)).status == "open"
        assert (await session.get_one(Conversation, ada.talk.id)).tags == []
        assert (await session.exec(select(OutboxMail))).all() == []


async def test_a_wrong_answer_is_put_right_and_asked_again(ada: Owner) -> None:
    state = tab(CorrectionState, ada.token)
    await call(state, "start", str(ada.answer.id))
    assert (state.is_open, state.question, state.answer) == (True, ASKED, "No, we do not.")
    await call(state, "ask_again")
    assert state.told == []
    await call(state, "save", {"title": "Skates", "content": ""})
    assert (list(state.errors), state.entry_id) == (["content"], "")
    await call(state, "save", {"title": ASKED, "content": RIGHT})
    await call(state, "ask_again")
    assert await entries() == [("faq", ASKED, RIGHT)]
    assert [(row.question, row.is_answered) for row in state.told] == [(ASKED, True)]
    assert RIGHT in state.told[0].text
    assert state.verdict == "Whoever asks this gets your answer now."
    editor = beside(state, EditorState)
    await call(editor, "edit", state.entry_id)
    assert (editor.is_open, editor.content) == (True, RIGHT)


async def test_at_the_plans_limit_nothing_written_is_lost(ada: Owner) -> None:
    async with unit_of_work() as session:
        for number in range(PLANS["free"].max_secondary):
            fields = EntryChanges(title=f"Entry {number}", content="x")
            await knowledge.add_entry(session, ada.account, chatbot_id=ada.bot.id, fields=fields)
    state = tab(CorrectionState, ada.token)
    await call(state, "start", str(ada.answer.id))
    await call(state, "save", {"title": ASKED, "content": RIGHT})
    assert (state.is_open, state.entry_id) == (True, "")
    assert "10" in state.refusal


async def test_tags_are_added_taken_away_and_looked_for(ada: Owner) -> None:
    state = beside(tab(ThreadState, ada.token), TagsState)
    await call(state, "load")
    for tag in ("VIP", "vip", "  ", "refund"):
        await call(state, "add", {"tag": tag})
    assert (state.tags, state.known) == (["vip", "refund"], ["refund", "vip"])
    assert "30 characters" in str(await call(state, "add", {"tag": "x" * 31}))
    await call(state, "remove", "vip")
    assert (state.tags, state.known) == (["refund"], ["refund"])
    inbox = beside(state, ConversationsState)
    for tag, count in (("refund", 1), ("vip", 0)):
        await call(inbox, "narrow", "tag", tag)
        assert [row.tags for row in inbox.rows] == [["refund"]] * count
    assert inbox.tags == ["refund"]


async def test_a_wish_for_a_person_is_seen_answered_and_gone(ada: Owner) -> None:
    thread = tab(ThreadState, ada.token)
    await call(thread, "load")
    assert [(row.email, row.message, row.is_open) for row in thread.hand_offs] == [("bea@example.com", "Call me", True)]
    inbox = beside(thread, ConversationsState)
    await call(inbox, "narrow", "status", "waiting")
    assert [row.is_waiting for row in inbox.rows] == [True]
    dialog = beside(thread, HandOffState)
    await call(dialog, "start", str(ada.lead.id), "bea@example.com")
    form = {"lead_id": dialog.lead_id, "draft_id": dialog.draft_id}
    await call(dialog, "send", form | {"content": " "})
    assert (dialog.is_open, list(dialog.errors)) == (True, ["content"])
    for _ in range(2):
        await call(dialog, "send", form | {"content": "I will."})
    assert not dialog.is_open
    await call(thread, "load")
    assert (thread.messages[-1].mailed_to, thread.messages[-1].trouble) == ("bea@example.com", "")
    assert [row.is_open for row in thread.hand_offs] == [False]
    await call(inbox, "load")
    assert inbox.rows == []
    async with unit_of_work() as session:
        mail = (await session.exec(select(OutboxMail))).one()
        mail.status, mail.error = "failed", "No such mailbox."
    await call(thread, "load")
    assert thread.messages[-1].trouble == "The mail did not arrive. No such mailbox."


async def test_the_bot_is_silent_while_the_owner_answers(ada: Owner) -> None:
    thread = tab(ThreadState, ada.token)
    await call(thread, "load")
    assert "Take it over" in str(await call(thread, "reply", {"content": "Hello", "draft_id": str(uuid.uuid4())}))
    await call(thread, "take_over")
    taken = thread.is_taken_over
    assert taken
    draft = {"content": "Hello", "draft_id": thread.draft_id}
    for _ in range(2):
        await call(thread, "reply", draft)
    assert [row.is_person for row in thread.messages] == [False, False, True]
    await call(thread, "give_back")
    assert not thread.is_taken_over
    await call(thread, "end")
    assert not thread.is_active
    assert "has ended" in str(await call(thread, "take_over"))
    async with unit_of_work() as session:
        row = await session.get_one(Conversation, ada.talk.id)
    assert row.ended_at is not None
    assert row.ended_at > clock.now() - timedelta(minutes=1)
