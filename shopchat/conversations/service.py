"""Conversations as the owner sees them."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.billing import service as billing
from shopchat.chatbots import service as chatbots
from shopchat.conversations import events, queries
from shopchat.conversations.filters import ConversationFilters, ConversationSort
from shopchat.conversations.models import Conversation, Message
from shopchat.core import clock
from shopchat.core.config import get_settings
from shopchat.core.errors import Invalid, NotFound
from shopchat.core.paging import PageParams

LOWEST_SCORE, HIGHEST_SCORE = 1.0, 5.0
TAKEN_OVER_TIMEOUT = timedelta(days=1)
"""After so much silence a conversation ends also where a person answers: forgotten ones would be mute for good."""


async def list_conversations(
    session: AsyncSession,
    account: User,
    *,
    paging: PageParams,
    filters: ConversationFilters,
    sort: ConversationSort = "-started_at",
) -> tuple[Sequence[Conversation], int]:
    """The account's conversations in the order of `sort`, and how many the filters leave."""
    return await queries.conversations(session, account, paging, filters, sort)


async def get_conversation(session: AsyncSession, account: User, *, conversation_id: uuid.UUID) -> Conversation:
    """Raises `NotFound`, also for a conversation of somebody else's chatbot."""
    row = await queries.conversation(session, account, conversation_id)
    if row is None:
        raise NotFound("Conversation")
    return row


async def list_messages(session: AsyncSession, account: User, *, conversation_id: uuid.UUID) -> list[Message]:
    """What was said, in order. Raises `NotFound`."""
    return await queries.messages(session, await get_conversation(session, account, conversation_id=conversation_id))


async def page_of_messages(
    session: AsyncSession, account: User, *, conversation_id: uuid.UUID, paging: PageParams
) -> tuple[Sequence[Message], int]:
    """A page of what was said, in order, and how many messages there are. Raises `NotFound`."""
    row = await get_conversation(session, account, conversation_id=conversation_id)
    return await queries.page_of_messages(session, row, paging)


async def end_conversation(session: AsyncSession, account: User, *, conversation_id: uuid.UUID) -> Conversation:
    """Ends it; one that has ended stays as it is. Raises `NotFound`."""
    return await close(session, account, await hold_conversation(session, account, conversation_id=conversation_id))


async def rate_conversation(
    session: AsyncSession, account: User, *, conversation_id: uuid.UUID, score: float
) -> Conversation:
    """Sets the satisfaction score, 1.0 to 5.0. Raises `NotFound`, `Invalid`."""
    return rate(session, await hold_conversation(session, account, conversation_id=conversation_id), score)


async def delete_conversation(session: AsyncSession, account: User, *, conversation_id: uuid.UUID) -> None:
    """Removes it with its messages. The month's count stays. Raises `NotFound`."""
    await session.delete(await hold_conversation(session, account, conversation_id=conversation_id))
    await session.flush()


async def forget_visitor(
    session: AsyncSession, account: User, *, visitor_id: str, chatbot_id: uuid.UUID | None = None
) -> None:
    """Removes all that the visitor said, with ratings and contact details. Raises `NotFound` for an unknown one."""
    if not await queries.delete_of_visitor(session, account, visitor_id, chatbot_id):
        raise NotFound("Visitor")


async def end_idle(session: AsyncSession, *, limit: int) -> int:
    """Ends up to `limit` conversations in which nobody spoke for the configured time, and says how many.

    Those in which a person answers wait for `TAKEN_OVER_TIMEOUT`.
    """
    now = clock.now()
    rows = await queries.end_idle_unscoped(session, now - _timeout(), now - TAKEN_OVER_TIMEOUT, limit)
    for chatbot_id in {row.chatbot_id for row in rows}:
        found = await chatbots.with_owner(session, chatbot_id=chatbot_id)
        if found is not None:
            for row in rows:
                if row.chatbot_id == chatbot_id:
                    await events.ended(session, found[1], row)
    return len(rows)


def is_idle(row: Conversation) -> bool:
    """Whether nobody has spoken in it for so long that it is over."""
    return row.last_message_at < clock.now() - (_timeout() if row.taken_over_at is None else TAKEN_OVER_TIMEOUT)


def _timeout() -> timedelta:
    return timedelta(minutes=get_settings().conversation_timeout_minutes)


async def close(session: AsyncSession, owner: User, row: Conversation) -> Conversation:
    """Ends the conversation of `owner`'s chatbot that the caller has found and holds."""
    if row.status != "ended":
        row.status, row.ended_at, row.taken_over_at = "ended", clock.now(), None
        session.add(row)
        await events.ended(session, owner, row)
    return row


def rate(session: AsyncSession, row: Conversation, score: float) -> Conversation:
    """Scores the conversation that the caller has found and holds. Raises `Invalid` outside of 1.0 to 5.0."""
    if not LOWEST_SCORE <= score <= HIGHEST_SCORE:
        raise Invalid("A score lies between 1.0 and 5.0.", loc=("body", "score"))
    row.satisfaction_score = score
    session.add(row)
    return row


async def hold_conversation(session: AsyncSession, account: User, *, conversation_id: uuid.UUID) -> Conversation:
    """The conversation, its row held until the transaction ends. Raises `NotFound`."""
    row = await queries.conversation(session, account, conversation_id, lock=True)
    if row is None:
        raise NotFound("Conversation")
    return row


async def recount_month(session: AsyncSession) -> None:
    """For a job: raises each account's counter of the month to the conversations that are there."""
    counted = await queries.begun_since_unscoped(session, clock.month_start(clock.now()))
    for account_id, count in sorted(counted.items()):
        account = await accounts.held(session, account_id=account_id)
        if account is not None:
            await billing.recount_conversations(session, account, at_least=count)
