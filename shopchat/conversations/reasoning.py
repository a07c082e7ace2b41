"""How an answer came about: what was understood, found and checked, read off what was kept with it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.assistant import service as assistant
from shopchat.assistant.trace import RecalledLookups, Trace
from shopchat.assistant.understanding.wish import Understanding
from shopchat.conversations import queries, receipts, service, trace_queries, turn
from shopchat.conversations.filters import ConversationFilters
from shopchat.conversations.models import Conversation, Message
from shopchat.conversations.receipts import Receipt
from shopchat.conversations.traces import Context
from shopchat.core.errors import NotFound
from shopchat.core.paging import PageParams
from shopchat.knowledge import revisions
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
    message = await trace_queries.answer(session, account, message_id)
    if message is None or message.reply_to_id is None:
        raise NotFound("Answer")
    question = await session.get_one(Message, message.reply_to_id)
    conversation = await service.get_conversation(session, account, conversation_id=message.conversation_id)
    wish, found = await _recalled(session, account, message, question)
    kept = await receipts.of_messages(session, account, conversation=conversation, messages=[message])
    return Reasoning(question.content, wish, found, kept[message.id], message.meta or {})


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


async def _recalled(
    session: AsyncSession, account: User, message: Message, question: Message
) -> tuple[Understanding | None, list[Found]]:
    kept = await trace_queries.trace(session, message)
    if kept is None:
        return None, []
    trace, stored_context, conversation = kept
    context = Context.unpacked(stored_context.content)
    states = await revisions.states(session, account, chatbot_id=conversation.chatbot_id, numbers=trace.revisions)
    lookups = RecalledLookups(Trace.unpacked(trace.revisions, trace.found), context.vocabulary, states)
    past = turn.past_turns(await queries.messages_before(session, question, turn.PAST_MESSAGES))
    wish = await assistant.understanding(
        lookups, context.speaker, context.language, message=question.content, past=past
    )
    return wish, lookups.found()
