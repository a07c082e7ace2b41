"""What an answer was made from, read back as its composer had it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.assistant.trace import RecalledLookups, Trace
from shopchat.assistant.turns import PastTurn
from shopchat.conversations import queries, trace_queries, turn
from shopchat.conversations.models import Conversation, Message, MessageTrace
from shopchat.conversations.traces import Context
from shopchat.core.errors import NotFound
from shopchat.knowledge import revisions


@dataclass(frozen=True)
class Recalled:
    """The knowledge and the settings of that time, and what was said before."""

    trace: MessageTrace
    context: Context
    conversation: Conversation
    lookups: RecalledLookups
    past: Sequence[PastTurn]


async def answered(session: AsyncSession, account: User, *, message_id: uuid.UUID) -> tuple[Message, Message]:
    """The answer and its question. Raises `NotFound`, also for an answer of somebody else's chatbot."""
    message = await trace_queries.answer(session, account, message_id)
    if message is None or message.reply_to_id is None:
        raise NotFound("Answer")
    return message, await session.get_one(Message, message.reply_to_id)


async def recalled(session: AsyncSession, account: User, message: Message, question: Message) -> Recalled | None:
    """What the answer was made from, if it is kept."""
    kept = await trace_queries.trace(session, message)
    if kept is None:
        return None
    trace, stored_context, conversation = kept
    context = Context.unpacked(stored_context.content)
    states = await revisions.states(session, account, chatbot_id=conversation.chatbot_id, numbers=trace.revisions)
    lookups = RecalledLookups(Trace.unpacked(trace.revisions, trace.found), context.vocabulary, states)
    past = turn.past_turns(await queries.messages_before(session, question, turn.PAST_MESSAGES))
    return Recalled(trace, context, conversation, lookups, past)
