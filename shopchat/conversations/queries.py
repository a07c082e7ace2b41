"""SQL of conversations. What an owner asks joins through the chatbot; what a shopper asks goes by token or turn."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, cast, delete, exists, func, text, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.conversations.filters import ConversationFilters
from shopchat.conversations.models import Conversation, Lead, Message, MessageFeedback, ProductClick
from shopchat.core.paging import PageParams, ordering, paginate


def _owned(account: User) -> Select[Any]:
    return (
        select(Conversation)
        .join(Chatbot, col(Chatbot.id) == col(Conversation.chatbot_id))
        .where(Chatbot.user_id == account.id)
    )


async def conversations(
    session: AsyncSession, account: User, paging: PageParams, filters: ConversationFilters, sort: str
) -> tuple[Sequence[Conversation], int]:
    statement = _owned(account)
    for condition in _conditions(filters):
        statement = statement.where(condition)
    names = ("started_at", "last_message_at", "message_count", "satisfaction_score")
    columns = {name: getattr(Conversation, name) for name in names}
    return await paginate(session, statement.order_by(*ordering(sort, columns, col(Conversation.id))), paging)


async def conversations_beyond(
    session: AsyncSession, account: User, last: Conversation | None, filters: ConversationFilters, *, limit: int
) -> Sequence[Conversation]:
    """The next conversations after `last`, oldest first."""
    statement = _owned(account)
    for condition in _conditions(filters):
        statement = statement.where(condition)
    place = tuple_(col(Conversation.started_at), col(Conversation.id))
    if last is not None:
        statement = statement.where(place > tuple_(last.started_at, last.id))
    return (await session.exec(statement.order_by(place).limit(limit))).all()  # type: ignore[call-overload,no-any-return]


async def used_tags(session: AsyncSession, account: User) -> list[str]:
    tagged = _owned(account).where(col(Conversation.tags) != []).subquery()
    statement: Any = select(func.unnest(tagged.c.tags).label("tag")).distinct().order_by("tag")
    return list((await session.exec(statement)).all())


async def messages_of(session: AsyncSession, conversations: Sequence[Conversation]) -> dict[uuid.UUID, list[Message]]:
    """What was said in each of them, in order."""
    statement = (
        select(Message)
        .where(col(Message.conversation_id).in_([row.id for row in conversations]))
        .order_by(col(Message.conversation_id), col(Message.position))
    )
    said: dict[uuid.UUID, list[Message]] = {}
    for message in (await session.exec(statement)).all():
        said.setdefault(message.conversation_id, []).append(message)
    return said


async def delete_of_visitor(session: AsyncSession, account: User, visitor_id: str, chatbot_id: uuid.UUID | None) -> int:
    """Removes what the visitor said to the account's chatbots, or to one of them; gives the number of conversations."""
    owned = select(Chatbot.id).where(Chatbot.user_id == account.id)
    if chatbot_id is not None:
        owned = owned.where(Chatbot.id == chatbot_id)
    statement = (
        delete(Conversation)
        .where(col(Conversation.visitor_id) == visitor_id, col(Conversation.chatbot_id).in_(owned))
        .returning(col(Conversation.id))
    )
    return len((await session.exec(statement)).all())


def _conditions(filters: ConversationFilters) -> list[Any]:
    conditions: list[Any] = []
    if filters.chatbot_id is not None:
        conditions.append(col(Conversation.chatbot_id) == filters.chatbot_id)
    if filters.status is not None:
        conditions.append(col(Conversation.status) == filters.status)
    if filters.visitor_id is not None:
        conditions.append(col(Conversation.visitor_id) == filters.visitor_id)
    if filters.since is not None:
        conditions.append(col(Conversation.started_at) >= filters.since)
    if filters.until is not None:
        conditions.append(col(Conversation.started_at) < filters.until)
    if filters.min_score is not None:
        conditions.append(col(Conversation.satisfaction_score) >= filters.min_score)
    if filters.waiting is not None:
        waits = exists(select(Lead.id).where(Lead.conversation_id == Conversation.id, Lead.status == "open"))
        conditions.append(waits if filters.waiting else ~waits)
    if filters.tag is not None:
        # The first condition names the index in which only those with a tag are.
        conditions += [col(Conversation.tags) != [], col(Conversation.tags).contains([filters.tag])]
    if filters.q:
        said = select(Message.id).where(
            Message.conversation_id == Conversation.id, col(Message.content).icontains(filters.q, autoescape=True)
        )
        conditions.append(exists(said))
    return conditions


async def conversation(
    session: AsyncSession, account: User, conversation_id: uuid.UUID, *, lock: bool = False
) -> Conversation | None:
    statement = _owned(account).where(col(Conversation.id) == conversation_id)
    if lock:
        statement = statement.with_for_update(of=Conversation)
    return (await session.exec(statement)).first()  # type: ignore[call-overload,no-any-return]


def _messages(conversation: Conversation) -> SelectOfScalar[Message]:
    return select(Message).where(Message.conversation_id == conversation.id).order_by(col(Message.position))


async def messages(session: AsyncSession, conversation: Conversation) -> list[Message]:
    return list((await session.exec(_messages(conversation))).all())


async def page_of_messages(
    session: AsyncSession, conversation: Conversation, paging: PageParams
) -> tuple[Sequence[Message], int]:
    return await paginate(session, _messages(conversation), paging)


async def messages_before(session: AsyncSession, question: Message, count: int) -> list[Message]:
    """The last `count` messages before `question`, oldest of them first."""
    statement = (
        select(Message)
        .where(Message.conversation_id == question.conversation_id, Message.position < question.position)
        .order_by(col(Message.position).desc())
        .limit(count)
    )
    return list(reversed((await session.exec(statement)).all()))


async def active_of_visitor(session: AsyncSession, chatbot: Chatbot, visitor_id: str) -> Conversation | None:
    """The visitor's active conversation with the chatbot, its row held until the transaction ends."""
    statement = (
        select(Conversation)
        .where(
            Conversation.chatbot_id == chatbot.id,
            Conversation.visitor_id == visitor_id,
            Conversation.status == "active",
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.exec(statement)).first()


async def insert_if_none_active(session: AsyncSession, row: Conversation) -> bool:
    """Stores `row` unless the visitor has an active conversation by now."""
    statement = (
        insert(Conversation)
        .values(**row.model_dump())
        # Spelled out: of a bound parameter PostgreSQL cannot tell, in a prepared plan, that it means the partial index.
        .on_conflict_do_nothing(index_elements=["chatbot_id", "visitor_id"], index_where=text("status = 'active'"))
        .returning(col(Conversation.id))
    )
    return (await session.exec(statement)).first() is not None


async def by_token(
    session: AsyncSession, chatbot: Chatbot, token_hash: str, *, lock: bool = False
) -> Conversation | None:
    statement = select(Conversation).where(
        Conversation.chatbot_id == chatbot.id, Conversation.visitor_token_hash == token_hash
    )
    if lock:
        statement = statement.with_for_update()
    return (await session.exec(statement)).first()


async def by_client_message_id(
    session: AsyncSession, chatbot: Chatbot, visitor_id: str, client_message_id: str
) -> tuple[Message, Conversation] | None:
    """The visitor's message that carried this id, however its conversation ended."""
    statement = (
        select(Message, Conversation)
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(
            Conversation.chatbot_id == chatbot.id,
            Conversation.visitor_id == visitor_id,
            Message.client_message_id == client_message_id,
        )
    )
    return (await session.exec(statement)).first()


async def message_with_client_id(
    session: AsyncSession, conversation: Conversation, client_message_id: str
) -> Message | None:
    statement = select(Message).where(
        Message.conversation_id == conversation.id, Message.client_message_id == client_message_id
    )
    return (await session.exec(statement)).first()


async def mark_for_person(session: AsyncSession, message: Message) -> None:
    """Says beside a message, which another session may have read, that a person answers it."""
    await session.exec(
        update(Message)
        .where(col(Message.id) == message.id)
        .values(meta=func.coalesce(Message.meta, text("'{}'::jsonb")).op("||")(cast({"for_person": True}, JSONB)))
        .execution_options(synchronize_session=False)
    )


async def reply_to(session: AsyncSession, message: Message) -> Message | None:
    return (await session.exec(select(Message).where(Message.reply_to_id == message.id))).first()


async def conversation_for_turn(session: AsyncSession, conversation_id: uuid.UUID) -> Conversation | None:
    """For the second half of a turn: the row by its id, held until the transaction ends."""
    statement = (
        select(Conversation)
        .where(Conversation.id == conversation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.exec(statement)).first()


async def answer_in(session: AsyncSession, conversation: Conversation, message_id: uuid.UUID) -> Message | None:
    statement = select(Message).where(
        Message.id == message_id, Message.conversation_id == conversation.id, Message.role == "assistant"
    )
    return (await session.exec(statement)).first()


async def feedback(session: AsyncSession, conversation: Conversation) -> dict[uuid.UUID, bool]:
    statement = (
        select(MessageFeedback.message_id, MessageFeedback.helpful)
        .join(Message, col(Message.id) == col(MessageFeedback.message_id))
        .where(Message.conversation_id == conversation.id)
    )
    return dict((await session.exec(statement)).all())


async def set_feedback(session: AsyncSession, message: Message, helpful: bool, moment: datetime) -> None:
    statement = insert(MessageFeedback).values(message_id=message.id, helpful=helpful, created_at=moment)
    await session.exec(
        statement.on_conflict_do_update(index_elements=["message_id"], set_={"helpful": helpful, "created_at": moment})
    )


async def has_clicked(session: AsyncSession, conversation: Conversation, entry_id: uuid.UUID) -> bool:
    statement = select(ProductClick.id).where(
        ProductClick.conversation_id == conversation.id, ProductClick.entry_id == entry_id
    )
    return (await session.exec(statement.limit(1))).first() is not None


async def end_idle_unscoped(
    session: AsyncSession, idle_since: datetime, taken_over_since: datetime, limit: int
) -> list[Conversation]:
    """Ends up to `limit` conversations in which nothing was said since `idle_since`, and gives them.

    For those that a person has taken over, `taken_over_since` counts instead.
    """
    taken_over = col(Conversation.taken_over_at).is_not(None)
    idle = (
        select(Conversation.id)
        .where(
            Conversation.status == "active",
            Conversation.last_message_at < idle_since,
            ~taken_over | (col(Conversation.last_message_at) < taken_over_since),
        )
        .limit(limit)
        .with_for_update(skip_locked=True)
        # A plain subquery may run once for each row of the outer statement, and then ends more than `limit`.
        .cte("idle")
    )
    ended = await session.exec(
        update(Conversation)
        .where(col(Conversation.id).in_(select(idle.c.id)))
        .values(status="ended", ended_at=func.now(), taken_over_at=None)
        .returning(Conversation)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return list(ended.scalars())


async def begun_since_unscoped(session: AsyncSession, since: datetime) -> dict[uuid.UUID, int]:
    """How many conversations of each account began since then and are still there."""
    statement = (
        select(Chatbot.user_id, func.count())
        .join(Conversation, col(Conversation.chatbot_id) == Chatbot.id)
        .where(Conversation.started_at >= since)
        .group_by(col(Chatbot.user_id))
    )
    return dict((await session.exec(statement)).all())
