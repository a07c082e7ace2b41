"""How an answer came about: what was understood, found and checked, read off what was kept with it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.assistant import service as assistant
from shopchat.assistant.understanding.wish import Understanding
from shopchat.conversations import recalling, receipts, service
from shopchat.conversations.filters import ConversationFilters
from shopchat.conversations.models import Conversation
from shopchat.conversations.receipts import Receipt
from shopchat.core.paging import PageParams
from shopchat.knowledge.service import Found


@dataclass(frozen=True)
class Reasoning:
    """One answer's way. `wish` is `None`, and `found` empty, where what it was made from is not kept.

    `beside` is the answer's metadata: its sources, who spoke, the model's tokens, milliseconds.
    """

    question: str
    wish: Understanding | None
    found: Sequence[Found]
    receipts: Sequence[Receipt]
    beside: dict[str, Any]


async def of_answer(session: AsyncSession, account: User, *, message_id: uuid.UUID) -> Reasoning:
    """Changes nothing. Raises `NotFound`, also for an answer of somebody else's chatbot."""
    message, question = await recalling.answered(session, account, message_id=message_id)
    conversation = await service.get_conversation(session, account, conversation_id=message.conversation_id)
    receipt = (await receipts.of_messages(session, account, conversation=conversation, messages=[message]))[message.id]
    beside = message.meta or {}
    kept = await recalling.recalled(session, account, message, question)
    if kept is None:
        return Reasoning(question.content, None, [], receipt, beside)
    wish = await assistant.understanding(
        kept.lookups, kept.context.speaker, kept.context.language, message=question.content, past=kept.past
    )
    return Reasoning(question.content, wish, kept.lookups.found(), receipt, beside)


async def latest_of_visitor(
    session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, visitor_id: str
) -> Conversation | None:
    """The conversation in which the visitor spoke last with the account's chatbot."""
    rows, _ = await service.list_conversations(
        session,
        account,
        paging=PageParams(page=1, page_size=1),
        filters=ConversationFilters(chatbot_id=chatbot_id, visitor_id=visitor_id),
        sort="-last_message_at",
    )
    return rows[0] if rows else None
