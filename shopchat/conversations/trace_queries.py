"""SQL of what answers were made from."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.conversations.models import AnswerContext, Conversation, Message, MessageTrace


async def answer(session: AsyncSession, account: User, message_id: uuid.UUID) -> Message | None:
    """An answer that one of the account's chatbots gave."""
    statement = (
        select(Message)
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .join(Chatbot, col(Chatbot.id) == col(Conversation.chatbot_id))
        .where(Message.id == message_id, Message.role == "assistant", Chatbot.user_id == account.id)
    )
    return (await session.exec(statement)).first()


async def owner_of_message_unscoped(session: AsyncSession, message_id: uuid.UUID) -> User | None:
    statement = (
        select(User)
        .join(Chatbot, col(Chatbot.user_id) == col(User.id))
        .join(Conversation, col(Conversation.chatbot_id) == col(Chatbot.id))
        .join(Message, col(Message.conversation_id) == col(Conversation.id))
        .where(Message.id == message_id)
    )
    return (await session.exec(statement)).first()


async def trace(session: AsyncSession, message: Message) -> tuple[MessageTrace, AnswerContext, Conversation] | None:
    """What the answer, which the caller has found, was made from."""
    statement = (
        select(MessageTrace, AnswerContext, Conversation)
        .join(AnswerContext, col(AnswerContext.id) == col(MessageTrace.context_id))
        .join(Message, col(Message.id) == col(MessageTrace.message_id))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(MessageTrace.message_id == message.id, AnswerContext.chatbot_id == Conversation.chatbot_id)
    )
    return (await session.exec(statement)).first()


async def hold_context(session: AsyncSession, context_id: uuid.UUID) -> bool:
    """Whether the context is there; it then stays until the transaction ends."""
    statement = select(AnswerContext.id).where(AnswerContext.id == context_id)
    return (await session.exec(statement.with_for_update(read=True, key_share=True))).first() is not None


async def insert_context(session: AsyncSession, row: AnswerContext) -> None:
    await session.exec(insert(AnswerContext).values(**row.model_dump()).on_conflict_do_nothing())


async def delete_traces_unscoped(session: AsyncSession, *, before: datetime) -> None:
    await session.exec(delete(MessageTrace).where(col(MessageTrace.created_at) < before))


async def delete_unused_contexts_unscoped(session: AsyncSession, *, before: datetime) -> None:
    used = select(MessageTrace.context_id).where(MessageTrace.context_id == AnswerContext.id)
    await session.exec(delete(AnswerContext).where(col(AnswerContext.created_at) < before, ~exists(used)))


def revisions_in_traces(chatbot_id: uuid.UUID) -> Any:
    """A query for the numbers of the states that the chatbot's answers were made from."""
    return (
        select(func.unnest(col(MessageTrace.revisions)))
        .join(AnswerContext, col(AnswerContext.id) == col(MessageTrace.context_id))
        .where(AnswerContext.chatbot_id == chatbot_id)
    )
