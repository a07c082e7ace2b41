"""Read-only aggregates over an account's conversations."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import distinct, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.conversations.models import Conversation, Gap, Lead, Message, MessageFeedback, ProductClick
from shopchat.knowledge.models import Entry

TOP = 10


def _of_account(statement: Any, account: User, chatbot_id: uuid.UUID | None, bot_column: Any) -> Any:
    statement = statement.join(Chatbot, col(Chatbot.id) == bot_column).where(col(Chatbot.user_id) == account.id)
    return statement if chatbot_id is None else statement.where(col(Chatbot.id) == chatbot_id)


async def totals(
    session: AsyncSession, account: User, since: datetime, until: datetime, chatbot_id: uuid.UUID | None
) -> tuple[int, int, float | None, int]:
    """Conversations, messages, mean satisfaction, ended conversations that were started in that time."""
    statement: Any = select(
        func.count(),
        func.coalesce(func.sum(Conversation.message_count), 0),
        func.avg(Conversation.satisfaction_score),
        func.count().filter(col(Conversation.status) == "ended"),
    ).select_from(Conversation)
    statement = _of_account(statement, account, chatbot_id, Conversation.chatbot_id)
    started = col(Conversation.started_at)
    row = (await session.exec(statement.where(started >= since, started < until))).one()
    return row[0], int(row[1]), None if row[2] is None else float(row[2]), row[3]


async def by_day(
    session: AsyncSession, account: User, since: datetime, chatbot_id: uuid.UUID | None
) -> dict[date, tuple[int, int]]:
    """Conversations and messages by UTC day of the start; days without any are left out."""
    day = func.date(func.timezone("UTC", col(Conversation.started_at)))
    statement: Any = select(day, func.count(), func.coalesce(func.sum(Conversation.message_count), 0)).select_from(
        Conversation
    )
    statement = _of_account(statement, account, chatbot_id, Conversation.chatbot_id)
    rows = await session.exec(statement.where(col(Conversation.started_at) >= since).group_by(day))
    return {row[0]: (row[1], int(row[2])) for row in rows}


async def questions(
    session: AsyncSession, account: User, since: datetime, until: datetime, chatbot_id: uuid.UUID | None
) -> tuple[int, int, int, int]:
    """Questions asked, those that no source answered, thumbs up, thumbs down."""
    statement: Any = (
        select(
            func.count(distinct(col(Message.id))).filter(col(Message.role) == "user"),
            func.count(distinct(col(Gap.id))),
            func.count().filter(col(MessageFeedback.helpful).is_(True)),
            func.count().filter(col(MessageFeedback.helpful).is_(False)),
        )
        .select_from(Message)
        .join(Conversation, col(Conversation.id) == Message.conversation_id)
        .outerjoin(Gap, col(Gap.message_id) == Message.id)
        .outerjoin(MessageFeedback, col(MessageFeedback.message_id) == Message.id)
    )
    statement = _of_account(statement, account, chatbot_id, Conversation.chatbot_id)
    written = col(Message.created_at)
    row = (await session.exec(statement.where(written >= since, written < until))).one()
    return row[0], row[1], row[2], row[3]


async def top_questions(
    session: AsyncSession, account: User, since: datetime, chatbot_id: uuid.UUID | None
) -> Sequence[tuple[str, int]]:
    """The questions asked most, alike but for case and outer space, with how often."""
    asked = func.lower(func.trim(col(Message.content)))
    statement: Any = (
        select(func.min(Message.content), func.count())
        .select_from(Message)
        .join(Conversation, col(Conversation.id) == Message.conversation_id)
        .where(col(Message.role) == "user", col(Message.created_at) >= since)
    )
    statement = _of_account(statement, account, chatbot_id, Conversation.chatbot_id)
    rows = await session.exec(statement.group_by(asked).order_by(func.count().desc(), asked).limit(TOP))
    return [(row[0], row[1]) for row in rows]


async def clicks(
    session: AsyncSession, account: User, since: datetime, until: datetime, chatbot_id: uuid.UUID | None
) -> int:
    statement = _of_account(
        select(func.count()).select_from(ProductClick), account, chatbot_id, ProductClick.chatbot_id
    )
    clicked = col(ProductClick.created_at)
    return int((await session.exec(statement.where(clicked >= since, clicked < until))).one())


async def response_time(
    session: AsyncSession, account: User, since: datetime, until: datetime, chatbot_id: uuid.UUID | None
) -> float | None:
    """The median time that an answer took, in milliseconds; none without an answer that was timed."""
    taken = col(Message.meta)["latency_ms"].as_float()
    statement: Any = (
        select(func.percentile_cont(0.5).within_group(taken))
        .select_from(Message)
        .join(Conversation, col(Conversation.id) == Message.conversation_id)
        .where(col(Message.role) == "assistant")
    )
    statement = _of_account(statement, account, chatbot_id, Conversation.chatbot_id)
    written = col(Message.created_at)
    median: float | None = (await session.exec(statement.where(written >= since, written < until))).one()
    return median


async def hand_offs(
    session: AsyncSession, account: User, since: datetime, until: datetime, chatbot_id: uuid.UUID | None
) -> int:
    """How often shoppers asked for a person."""
    statement = _of_account(select(func.count()).select_from(Lead), account, chatbot_id, Lead.chatbot_id)
    asked = col(Lead.created_at)
    return int((await session.exec(statement.where(asked >= since, asked < until))).one())


async def top_products(
    session: AsyncSession, account: User, since: datetime, chatbot_id: uuid.UUID | None
) -> Sequence[tuple[str, int]]:
    """The products that were clicked most, by their present titles, with how often. Two of one title stay two."""
    statement: Any = select(Entry.title, func.count()).select_from(ProductClick)
    statement = statement.join(Entry, col(Entry.id) == ProductClick.entry_id)
    statement = _of_account(statement, account, chatbot_id, ProductClick.chatbot_id)
    rows = await session.exec(
        statement.where(col(ProductClick.created_at) >= since)
        .group_by(col(Entry.id), col(Entry.title))
        .order_by(func.count().desc(), col(Entry.title), col(Entry.id))
        .limit(TOP)
    )
    return [(row[0], row[1]) for row in rows]
