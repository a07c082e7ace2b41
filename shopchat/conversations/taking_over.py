"""A person answers in place of the chatbot, until she gives the conversation back."""

import uuid

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.conversations import queries, service
from shopchat.conversations.errors import ConversationEnded, NotTakenOver
from shopchat.conversations.models import Conversation, Message
from shopchat.core import clock
from shopchat.core.errors import Invalid

LONGEST_REPLY = 2000  # characters, as many as a shopper's message may have


async def take_over(session: AsyncSession, account: User, *, conversation_id: uuid.UUID) -> Conversation:
    """The chatbot is silent in it from now on, also with an answer that it has begun. Twice is not an error.

    Raises `NotFound`, `ConversationEnded`.
    """
    row = await _going_on(session, account, conversation_id)
    if row.taken_over_at is None:
        row.taken_over_at = clock.now()
        session.add(row)
    return row


async def give_back(session: AsyncSession, account: User, *, conversation_id: uuid.UUID) -> Conversation:
    """The chatbot answers what the shopper says from now on; what was said to the person stays hers.

    Twice is not an error, and neither is an ended conversation. Raises `NotFound`.
    """
    row = await service.hold_conversation(session, account, conversation_id=conversation_id)
    if row.taken_over_at is not None:
        row.taken_over_at = None
        session.add(row)
    return row


async def reply(
    session: AsyncSession, account: User, *, conversation_id: uuid.UUID, content: str, draft_id: str | None = None
) -> Message:
    """Says `content` to the shopper. The same `draft_id` again gives the first message and says nothing.

    Raises `NotFound`, `ConversationEnded`, `NotTakenOver`, `Invalid` for an empty or too long text.
    """
    said = check_reply(content)
    row = await _going_on(session, account, conversation_id)
    if row.taken_over_at is None:
        raise NotTakenOver
    if draft_id is not None and (there := await queries.message_with_client_id(session, row, draft_id)):
        return there
    message = Message(
        conversation_id=row.id,
        position=row.next_position(),
        role="person",
        content=said,
        client_message_id=draft_id,
    )
    session.add(row)
    session.add(message)
    await session.flush()
    return message


def check_reply(content: str) -> str:
    """The text as it is sent. Raises `Invalid` for an empty or too long one."""
    said = content.strip()
    if not 1 <= len(said) <= LONGEST_REPLY:
        raise Invalid(f"A reply has 1 to {LONGEST_REPLY:,} characters.", loc=("body", "content"))
    return said


async def _going_on(session: AsyncSession, account: User, conversation_id: uuid.UUID) -> Conversation:
    row = await service.hold_conversation(session, account, conversation_id=conversation_id)
    if row.status != "active":
        raise ConversationEnded
    return row
