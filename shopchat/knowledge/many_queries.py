"""SQL of many entries at once. Each statement names the account whose entries it may touch."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, literal, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.knowledge import queries
from shopchat.knowledge.index_models import Chunk, EntryStanding
from shopchat.knowledge.models import Entry, Product
from shopchat.knowledge.queries import Chosen


class Held(NamedTuple):
    """An entry that is locked for a change."""

    id: uuid.UUID
    chatbot_id: uuid.UUID
    is_active: bool
    deleted_at: datetime | None


_HELD = (col(Entry.id), col(Entry.chatbot_id), col(Entry.is_active), col(Entry.deleted_at))


def _owned(account: User, *what: Any) -> Any:
    return (
        select(*what)
        .select_from(Entry)
        .join(Chatbot, col(Chatbot.id) == Entry.chatbot_id)
        .where(Chatbot.user_id == account.id)
    )


async def chosen_ids(
    session: AsyncSession, account: User, chosen: Chosen, *, limit: int
) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Up to `limit` of these entries, each with its chatbot."""
    statement = _owned(account, Entry.id, Entry.chatbot_id).where(*queries.narrowed(chosen))
    return list((await session.exec(statement.order_by(col(Entry.id)).limit(limit))).all())


async def changed_ids(session: AsyncSession, account: User, change_id: uuid.UUID) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """What one change has deleted or switched off, each with its chatbot."""
    statement = _owned(account, Entry.id, Entry.chatbot_id).where(col(Entry.change_id) == change_id)
    return list((await session.exec(statement.order_by(col(Entry.id)))).all())


async def lock_present(session: AsyncSession, account: User, entry_ids: Sequence[uuid.UUID]) -> list[Held]:
    """Those of these entries that are still there, locked in the order of their ids."""
    statement = _owned(account, *_HELD).where(col(Entry.id).in_(entry_ids), col(Entry.deleted_at).is_(None))
    rows = await session.exec(statement.order_by(col(Entry.id)).with_for_update(of=Entry))
    return [Held(*row) for row in rows]


async def lock_changed(session: AsyncSession, account: User, change_id: uuid.UUID) -> list[Held]:
    """What one change has deleted or switched off, locked in the order of their ids."""
    statement = _owned(account, *_HELD).where(col(Entry.change_id) == change_id)
    rows = await session.exec(statement.order_by(col(Entry.id)).with_for_update(of=Entry))
    return [Held(*row) for row in rows]


async def set_active(
    session: AsyncSession,
    account: User,
    entry_ids: Sequence[uuid.UUID],
    *,
    switched_on: bool,
    change_id: uuid.UUID | None,
) -> None:
    """Switches these entries on or off; one that is off has nothing left to embed."""
    status = "pending" if switched_on else "ready"
    await session.exec(_set(account, entry_ids, is_active=switched_on, change_id=change_id, embedding_status=status))


async def set_deleted(
    session: AsyncSession,
    account: User,
    entry_ids: Sequence[uuid.UUID],
    *,
    deleted_at: datetime | None,
    change_id: uuid.UUID | None,
) -> None:
    """Hides these entries from everybody, or shows them again as they were."""
    values = {"deleted_at": deleted_at, "change_id": change_id, "updated_at": col(Entry.updated_at)}
    status = "ready" if deleted_at else "pending"
    await session.exec(_set(account, entry_ids, embedding_status=status, **values))


def _set(account: User, entry_ids: Sequence[uuid.UUID], **values: Any) -> Any:
    owned = _owned(account, Entry.id).where(col(Entry.id).in_(entry_ids))
    statement = update(Entry).where(col(Entry.id).in_(owned)).values(**values)
    return statement.execution_options(synchronize_session=False)


async def delete_passages(session: AsyncSession, account: User, entry_ids: Sequence[uuid.UUID]) -> None:
    """Takes these entries out of the search index."""
    owned = _owned(account, Entry.id).where(col(Entry.id).in_(entry_ids))
    await session.exec(delete(Chunk).where(col(Chunk.entry_id).in_(owned)))


async def set_pinned(session: AsyncSession, account: User, entry_ids: Sequence[uuid.UUID], *, is_pinned: bool) -> None:
    """Pins these entries or takes the pins out."""
    owned = _owned(account, Entry.id, Entry.chatbot_id, literal(is_pinned)).where(col(Entry.id).in_(entry_ids))
    statement = insert(EntryStanding).from_select(["entry_id", "chatbot_id", "is_pinned"], owned.order_by(Entry.id))
    await session.exec(statement.on_conflict_do_update(index_elements=["entry_id"], set_={"is_pinned": is_pinned}))


async def rows(session: AsyncSession, account: User, entry_ids: Sequence[uuid.UUID]) -> list[Entry]:
    """These entries as the statements above have left them."""
    statement = _owned(account, Entry).where(col(Entry.id).in_(entry_ids)).order_by(col(Entry.id))
    return list((await session.exec(statement.execution_options(populate_existing=True))).all())


async def taken_keys(session: AsyncSession, account: User, entry_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these hidden entries whose key another entry of the chatbot has by now."""
    other = aliased(Entry)
    statement = (
        _owned(account, Entry.id)
        .join(
            other,
            (col(other.chatbot_id) == Entry.chatbot_id) & (col(other.external_key) == Entry.external_key),
        )
        .where(col(Entry.id).in_(entry_ids), col(other.deleted_at).is_(None))
    )
    return set((await session.exec(statement)).all())


async def unlearned_for_job_unscoped(
    session: AsyncSession, chatbot_id: uuid.UUID, after: uuid.UUID | None, limit: int
) -> list[Entry]:
    """The chatbot's entries beyond `after` whose text or facts are not indexed, in the order of their ids."""
    passages = select(Chunk.id).where(Chunk.entry_id == Entry.id).exists()
    facts = select(Product.entry_id).where(Product.entry_id == Entry.id).exists()
    statement = select(Entry).where(
        Entry.chatbot_id == chatbot_id,
        col(Entry.deleted_at).is_(None),
        (col(Entry.is_active).is_(True) & ~passages) | ((col(Entry.source_type) == "product_catalog") & ~facts),
    )
    if after is not None:
        statement = statement.where(col(Entry.id) > after)
    return list((await session.exec(statement.order_by(col(Entry.id)).limit(limit))).all())


async def bots_with_deleted_unscoped(session: AsyncSession, *, deleted_before: datetime) -> list[uuid.UUID]:
    statement = select(Entry.chatbot_id).where(col(Entry.deleted_at) < deleted_before).distinct()
    return list((await session.exec(statement)).all())


async def lock_deleted_unscoped(
    session: AsyncSession, chatbot_id: uuid.UUID, *, deleted_before: datetime, limit: int
) -> list[uuid.UUID]:
    """Up to `limit` of the chatbot's entries that were deleted before that moment, locked."""
    statement = select(Entry.id).where(Entry.chatbot_id == chatbot_id, col(Entry.deleted_at) < deleted_before)
    return list((await session.exec(statement.order_by(col(Entry.id)).limit(limit).with_for_update())).all())


async def remove_unscoped(session: AsyncSession, entry_ids: Sequence[uuid.UUID]) -> None:
    """Removes these entries and all that belongs to them."""
    await session.exec(delete(Entry).where(col(Entry.id).in_(entry_ids)))
