"""SQL of wishes for a person."""

import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.conversations.models import Conversation, Lead, Message


def _owned(statement: Any, account: User) -> Any:
    return statement.join(Chatbot, col(Chatbot.id) == col(Lead.chatbot_id)).where(Chatbot.user_id == account.id)


async def lead(session: AsyncSession, account: User, lead_id: uuid.UUID) -> Lead | None:
    found: Lead | None = (await session.exec(_owned(select(Lead), account).where(Lead.id == lead_id))).first()
    return found


async def leads(session: AsyncSession, account: User, conversation: Conversation) -> list[Lead]:
    statement = _owned(select(Lead), account).where(Lead.conversation_id == conversation.id)
    return list((await session.exec(statement.order_by(col(Lead.created_at), col(Lead.id)))).all())


async def count_waiting(session: AsyncSession, account: User) -> int:
    statement: Any = select(func.count(func.distinct(col(Lead.conversation_id)))).where(Lead.status == "open")
    count: int = (await session.exec(_owned(statement, account))).one()
    return count


async def waiting_among(
    session: AsyncSession, account: User, conversation_ids: Collection[uuid.UUID]
) -> set[uuid.UUID]:
    statement = select(Lead.conversation_id).where(
        Lead.status == "open", col(Lead.conversation_id).in_(conversation_ids)
    )
    return set((await session.exec(_owned(statement, account))).all())


async def last_question(session: AsyncSession, conversation: Conversation) -> str | None:
    """What the shopper said last."""
    statement = (
        select(Message.content)
        .where(Message.conversation_id == conversation.id, Message.role == "user")
        .order_by(col(Message.position).desc())
        .limit(1)
    )
    return (await session.exec(statement)).first()
