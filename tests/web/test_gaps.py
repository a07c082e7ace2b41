"""The page of unanswered questions, as a browser can call it."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import select

from shopchat.accounts import service as accounts
from shopchat.accounts.models import NO_PASSWORD, User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.conversations.gaps import clustering, service
from shopchat.conversations.models import Conversation, Gap, GapCluster, Message
from shopchat.core.db import unit_of_work
from shopchat.integrations.embeddings import HashedEmbedder
from shopchat.knowledge.models import Entry
from shopchat.web.owner.gaps import GapsState
from shopchat.web.owner.gaps_answer import AnswerState
from tests.web.tabs import call, tab

WRAP = ("Do you wrap gifts?", "do you wrap gifts please")


@dataclass(frozen=True)
class Owner:
    """A signed-in browser whose shoppers have asked for the same twice."""

    account: User
    token: str
    bot: Chatbot
    cluster: uuid.UUID


async def an_owner(email: str, *, plan: str = "pro") -> Owner:
    async with unit_of_work() as session:
        account = User(email=email, password_hash=NO_PASSWORD, plan=plan)
        session.add(account)
        await session.flush()
        token = await accounts.open_session(session, account)
        bot = await chatbots.create_chatbot(session, account, fields=ChatbotChanges(name=f"Bot of {email}"))
        talk = Conversation(chatbot_id=bot.id, visitor_id="visitor", visitor_token_hash=email)
        session.add(talk)
        await session.flush()
        near = {
            "entry_id": str(uuid.uuid4()), "title": "Gift cards", "source_type": "faq", "passage": "**No** end date.",
        }  # fmt: skip
        for position, question in enumerate(WRAP, start=1):
            message = Message(conversation_id=talk.id, position=position, role="user", content=question)
            session.add(message)
            await session.flush()
            words = clustering.plain_words(question)
            session.add(Gap(chatbot_id=bot.id, message_id=message.id, question=question, words=words, nearest=[near]))
    async with unit_of_work() as session:
        await clustering.cluster_pending(session, bot.id, limit=9)
    async with unit_of_work() as session:
        cluster = (await session.exec(select(GapCluster.id).where(GapCluster.chatbot_id == bot.id))).one()
    return Owner(account, token, bot, cluster)


@pytest_asyncio.fixture
async def ada(clean_database: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Owner]:
    monkeypatch.setattr(clustering, "embedder", HashedEmbedder)
    yield await an_owner("ada@example.com")


async def status_of(cluster_id: uuid.UUID) -> str:
    async with unit_of_work() as session:
        return (await session.get_one(GapCluster, cluster_id)).status


async def entries() -> list[tuple[str, str]]:
    async with unit_of_work() as session:
        return list((await session.exec(select(Entry.title, Entry.content))).all())


async def test_nobody_and_a_neighbour_see_and_change_nothing(ada: Owner) -> None:
    eve = await an_owner("eve@example.com")
    for token in ("", eve.token):
        shown, dialog = tab(GapsState, token), tab(AnswerState, token)
        await call(shown, "load")
        assert str(ada.cluster) not in {row.id for row in shown.rows}
        await call(shown, "narrow", "bot", str(ada.bot.id))
        assert shown.rows == []
        for name in ("dismiss", "reopen"):
            for cluster_id in (str(ada.cluster), "no id"):
                await call(shown, name, cluster_id)
        await call(dialog, "look", str(ada.cluster))
        assert (dialog.is_open, dialog.told) == (False, [])
        await call(dialog, "start", str(ada.cluster), "Q?")
        await call(dialog, "save", {"title": "Planted", "content": "Planted"})
        await call(dialog, "ask_again")
        assert (dialog.is_saved, dialog.told) == (False, [])
    assert await entries() == []
    assert await status_of(ada.cluster) == "open"


async def test_the_owner_sees_the_question_how_often_and_what_came_near(ada: Owner) -> None:
    shown = tab(GapsState, ada.token)
    await call(shown, "load")
    (row,) = shown.rows
    assert {row.question, *row.others} == set(WRAP)
    assert (row.count, row.trend, row.bot) == ("Asked 2 times", "up", ada.bot.name)
    assert row.weeks == "2 in 7 days, 0 in the 7 before"
    assert [(near.title, near.kind, near.passage) for near in row.nearest] == [("Gift cards", "FAQ", "No end date.")]


async def test_a_dismissed_question_is_found_again_and_opened(ada: Owner) -> None:
    shown = tab(GapsState, ada.token)
    await call(shown, "dismiss", str(ada.cluster))
    assert shown.rows == []
    await call(shown, "narrow", "status", "dismissed")
    assert [row.status for row in shown.rows] == ["dismissed"]
    await call(shown, "narrow", "status", "anything")
    assert shown.status == "dismissed"
    await call(shown, "reopen", str(ada.cluster))
    await call(shown, "widen")
    assert [row.status for row in shown.rows] == ["open"]


async def test_an_answer_is_written_and_asked_for(ada: Owner) -> None:
    dialog = tab(AnswerState, ada.token)
    await call(dialog, "start", str(ada.cluster), WRAP[0])
    assert (dialog.is_open, dialog.question) == (True, WRAP[0])
    await call(dialog, "save", {"title": WRAP[0], "content": "Yes, for two euros a piece."})
    await call(dialog, "ask_again")
    assert dialog.is_saved
    assert [row.is_answered for row in dialog.told] == [True, True]
    assert dialog.verdict == "Shoppers who ask this get an answer now."
    assert await entries() == [(WRAP[0], "Yes, for two euros a piece.")]
    assert await status_of(ada.cluster) == "answered"
    again = tab(AnswerState, ada.token)
    await call(again, "look", str(ada.cluster))
    assert (again.is_open, again.is_saved, len(again.told)) == (True, True, 2)


async def test_an_answer_that_does_not_help_says_so(ada: Owner) -> None:
    dialog = tab(AnswerState, ada.token)
    await call(dialog, "start", str(ada.cluster), WRAP[0])
    await call(dialog, "save", {"title": "Opening hours", "content": "From nine to five."})
    await call(dialog, "ask_again")
    assert dialog.verdict == "0 of 2 ways to ask it are answered now. The answer is still being learned…"
    assert dialog.is_learning
    async with unit_of_work() as session:
        (await session.exec(select(Entry))).one().embedding_status = "ready"
    await call(dialog, "ask_again")
    assert (dialog.is_learning, len(dialog.told)) == (False, 2)
    assert dialog.verdict.endswith("Say in the question what shoppers call it, then ask again.")


@pytest.mark.parametrize(("form", "field"), [({"title": " ", "content": "x"}, "title"), ({"title": "x"}, "content")])
async def test_an_empty_field_is_told_beside_the_field(ada: Owner, form: dict[str, str], field: str) -> None:
    dialog = tab(AnswerState, ada.token)
    await call(dialog, "start", str(ada.cluster), WRAP[0])
    await call(dialog, "save", form)
    await call(dialog, "ask_again")
    assert dialog.errors[field] == "Please fill this in."
    assert (dialog.is_saved, await status_of(ada.cluster)) == (False, "open")


async def test_at_the_plans_limit_nothing_is_marked_as_answered(ada: Owner) -> None:
    poor = await an_owner("poor@example.com", plan="free")
    for number in range(11):
        dialog = tab(AnswerState, poor.token)
        await call(dialog, "start", str(poor.cluster), WRAP[0])
        await call(dialog, "save", {"title": f"Entry {number}", "content": "Text."})
        if number == 9:
            await call(tab(GapsState, poor.token), "reopen", str(poor.cluster))
    assert "plan" in dialog.refusal
    assert (dialog.is_saved, await status_of(poor.cluster)) == (False, "open")


async def test_a_fault_of_ours_is_the_error_face(ada: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(service, "list_clusters", fail)
    shown = tab(GapsState, ada.token)
    assert "secret detail" not in str(await call(shown, "load"))
    assert shown.failed
