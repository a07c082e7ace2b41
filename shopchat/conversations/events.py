"""What owners' webhooks are told of conversations, in the transaction in which it happens."""

import uuid

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.conversations.models import Conversation, Lead, Message
from shopchat.webhooks.events import publish


async def started(session: AsyncSession, owner: User, row: Conversation) -> None:
    """A shopper's first message has opened a conversation."""
    data = {
        "conversation_id": row.id,
        "chatbot_id": row.chatbot_id,
        "visitor_id": row.visitor_id,
        "visitor_name": row.visitor_name,
        "started_at": row.started_at,
    }
    await publish(session, owner, "conversation.started", data)


async def ended(session: AsyncSession, owner: User, row: Conversation) -> None:
    """The shopper, the owner or silence has ended a conversation."""
    data = {
        "conversation_id": row.id,
        "chatbot_id": row.chatbot_id,
        "visitor_id": row.visitor_id,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
        "message_count": row.message_count,
        "satisfaction_score": None if row.satisfaction_score is None else float(row.satisfaction_score),
    }
    await publish(session, owner, "conversation.ended", data)


async def handed_off(session: AsyncSession, owner: User, lead: Lead) -> None:
    """A shopper wants to hear from a person."""
    data = {
        "conversation_id": lead.conversation_id,
        "chatbot_id": lead.chatbot_id,
        "email": lead.email,
        "name": lead.name,
        "message": lead.message,
    }
    await publish(session, owner, "handoff.requested", data)


async def gap_found(session: AsyncSession, owner: User, chatbot_id: uuid.UUID, question: Message) -> None:
    """A question that nothing in the chatbot's knowledge answers."""
    data = {
        "conversation_id": question.conversation_id,
        "chatbot_id": chatbot_id,
        "message_id": question.id,
        "question": question.content,
    }
    await publish(session, owner, "gap.found", data)
