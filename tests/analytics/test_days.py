"""Counted days tell what a direct count tells, before and after the job, and after whatever changes."""

import random
import uuid
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import col, select

from shopchat.accounts.models import NO_PASSWORD, User
from shopchat.analytics import days, service
from shopchat.analytics.counts import Counts
from shopchat.analytics.models import DailyFigures
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.conversations.models import Conversation, Gap, Lead, Message, MessageFeedback
from shopchat.core import clock
from shopchat.core.db import unit_of_work
from shopchat.knowledge.models import Entry

AT_ONCE = timedelta(0)
TITLES = ("Lamp", "Tent", "Rope")


async def an_owner(email: str) -> tuple[User, Chatbot]:
    async with unit_of_work() as session:
        account = User(email=email, password_hash=NO_PASSWORD, plan="pro")
        session.add(account)
        await session.flush()
        bot = await chatbots.create_chatbot(session, account, fields=ChatbotChanges(name="Ivy"))
        session.add_all(
            Entry(
                id=uuid.uuid5(bot.id, title), chatbot_id=bot.id, source_type="product_catalog", title=title, content="x"
            )
            for title in TITLES
        )
        return account, bot


def answered(bot: Chatbot, chance: random.Random) -> dict[str, Any]:
    """What is kept beside an answer; every entry that it may have shown is there."""
    shown = [{"entry_id": str(uuid.uuid5(bot.id, title))} for title in TITLES if chance.random() < 0.5]
    model = {"input_tokens": 700, "output_tokens": 9, "cost_usd": chance.choice(("0.000123", None))}
    return {
        "latency_ms": chance.choice((0, 12.345, 900.4, 15000)),
        "products": shown,
        "turn": {"language": chance.choice(("en", "de"))},
    } | ({"model": model} if chance.random() < 0.5 else {})


async def history(bot: Chatbot, chance: random.Random, count: int) -> None:
    """Talks of the last twelve days, some over midnight."""
    async with unit_of_work() as session:
        for _ in range(count):
            at = clock.now() - timedelta(minutes=chance.randrange(12 * 24 * 60))
            asked = chance.randrange(1, 4)
            talk = Conversation(
                chatbot_id=bot.id,
                visitor_id=str(uuid.uuid4()),
                visitor_token_hash=str(uuid.uuid4()),
                started_at=at,
                last_message_at=at + timedelta(hours=asked),
                message_count=2 * asked,
                status=chance.choice(("active", "ended")),
                satisfaction_score=chance.choice((None, 1.0, 4.5)),
            )
            session.add(talk)
            await session.flush()
            for number in range(asked):
                said = at + timedelta(hours=number)
                question = Message(
                    conversation_id=talk.id,
                    position=2 * number + 1,
                    role="user",
                    content=chance.choice(("Do you ship?", "do you ship? ", "Any tents?", "Who are you?")),
                    created_at=said,
                )
                answer = Message(
                    conversation_id=talk.id,
                    position=2 * number + 2,
                    role="assistant",
                    content="Yes.",
                    meta=answered(bot, chance),
                    created_at=said,
                )
                session.add_all([question, answer])
                await session.flush()
                if chance.random() < 0.3:
                    session.add(
                        Gap(
                            chatbot_id=bot.id,
                            message_id=question.id,
                            question="?",
                            words="?",
                            nearest=[],
                            created_at=said,
                        )
                    )
                if chance.random() < 0.3:
                    session.add(MessageFeedback(message_id=answer.id, helpful=chance.random() < 0.5))
            if chance.random() < 0.3:
                session.add(Lead(chatbot_id=bot.id, conversation_id=talk.id, email="a@b.example", created_at=at))


async def told(account: User) -> list[dict[str, Any]]:
    """The overview and the figures before it, over a part of the history."""
    async with unit_of_work(acting=account.id) as session:
        return [
            asdict(await service.overview(session, account, days=length)) | {"gaps": None} for length in (1, 5, 30)
        ] + [asdict(await service.before(session, account, days=5))]


async def work() -> int:
    """What the job does, without the pause before a day is counted."""
    async with unit_of_work() as session:
        await days.open_days(session)
    async with unit_of_work() as session:
        return await days.count_open(session, limit=1000, settled=AT_ONCE)


async def opened() -> int:
    async with unit_of_work() as session:
        return len((await session.exec(select(DailyFigures).where(col(DailyFigures.is_open)))).all())


@pytest_asyncio.fixture
async def ada(clean_database: None) -> AsyncIterator[tuple[User, Chatbot]]:
    owner = await an_owner("ada@example.com")
    await history(owner[1], random.Random(7), 60)
    yield owner


async def test_a_neighbour_is_told_nothing(ada: tuple[User, Chatbot]) -> None:
    eve, _ = await an_owner("eve@example.com")
    nothing = await told(eve)
    await work()
    assert await told(eve) == nothing
    async with unit_of_work(acting=eve.id) as session:
        assert (await session.exec(select(DailyFigures))).all() == []


async def test_counted_days_tell_what_a_direct_count_tells(ada: tuple[User, Chatbot]) -> None:
    account, _ = ada
    direct = await told(account)
    assert [len(direct[2][name]) for name in ("top_shown", "languages")] == [3, 2]
    assert direct[2]["cost_usd"] > 0
    assert await work() > 10
    assert await told(account) == direct
    assert await work() == 0
    async with unit_of_work(acting=account.id) as session:
        seen = await days.known(session, account, clock.now() - timedelta(days=30), clock.now(), None)
        assert all(span.start.date() >= clock.now().date() for span in seen.spans)


@pytest.mark.parametrize("change", ["deleted", "rated", "helpful", "answered again", "ended"])
async def test_a_change_opens_its_day_again(ada: tuple[User, Chatbot], change: str) -> None:
    account, _ = ada
    await work()
    before = await told(account)
    async with unit_of_work(acting=account.id) as session:
        old = col(Conversation.last_message_at) < clock.now() - timedelta(days=2)
        talks = (
            await session.exec(select(Conversation).where(old).order_by(col(Conversation.started_at).desc()))
        ).all()
        talk = next(each for each in talks if each.status == "active" and each.satisfaction_score is None)
        if change == "deleted":
            await session.delete(talk)
        elif change == "rated":
            talk.satisfaction_score = 2.0
        elif change == "ended":
            talk.status = "ended"
        elif change == "answered again":
            talk.message_count += 1
        else:
            answers = select(Message).where(Message.conversation_id == talk.id, Message.role == "assistant")
            for answer in (await session.exec(answers)).all():
                vote = await session.get(MessageFeedback, answer.id)
                session.add(vote or MessageFeedback(message_id=answer.id, helpful=True))
                if vote:
                    vote.helpful = not vote.helpful
    assert await opened() > 0
    changed = await told(account)
    assert changed != before
    await work()
    assert await opened() == 0
    assert await told(account) == changed


async def test_what_was_asked_in_a_deleted_conversation_is_not_kept(ada: tuple[User, Chatbot]) -> None:
    account, bot = ada
    await work()
    async with unit_of_work(acting=account.id) as session:
        for talk in (await session.exec(select(Conversation).where(Conversation.chatbot_id == bot.id))).all():
            await session.delete(talk)
    async with unit_of_work() as session:
        assert {str(row.questions) for row in (await session.exec(select(DailyFigures))).all()} == {"[]"}
    await work()
    nothing = asdict(service.Figures.of(Counts()))
    assert (await told(account))[-1] == nothing


async def test_a_day_is_not_counted_before_it_has_settled(ada: tuple[User, Chatbot]) -> None:
    async with unit_of_work() as session:
        await days.open_days(session)
    async with unit_of_work() as session:
        assert await days.count_open(session, limit=1000) == 0
    async with unit_of_work() as session:
        assert await days.count_open(session, limit=2, settled=AT_ONCE) == 2


def test_the_median_lies_between_the_two_in_the_middle() -> None:
    assert Counts().median_latency() is None
    counts = Counts(latencies={"9": 1, "100": 1})
    assert counts.median_latency() == 54.5
    counts.add(Counts(latencies={"100": 1}))
    assert counts.median_latency() == 100
