"""What entries said before: kept in the transaction that changes or deletes them, as long as an answer rests on it."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.core import clock
from shopchat.core.config import get_settings
from shopchat.knowledge.models import REVISIONS, Entry, EntryRevision

# Read from the row itself, which holds the old state until the session flushes.
_KEEP = """
    INSERT INTO knowledge_revisions
        (revision, chatbot_id, entry_id, source_type, title, content, metadata, created_at, replaced_at)
    SELECT revision, chatbot_id, id, source_type, title, content, metadata, created_at, CAST(:moment AS timestamptz)
    FROM knowledge_base WHERE id = ANY(:ids) AND :is_wanted
"""
_REPLACE = text(
    f"""
    WITH kept AS ({_KEEP})
    SELECT nextval('{REVISIONS.name}') FROM generate_series(1, :count)
    """  # noqa: S608 - pieced together from the constants of this module
)


async def keep(session: AsyncSession, entry_ids: Sequence[uuid.UUID]) -> None:
    """Keeps what these entries say now, before they are deleted; nothing where `REPLAY_DAYS` is 0."""
    connection = await session.connection()
    await connection.execute(text(_KEEP), _values(entry_ids))


async def replace(session: AsyncSession, entries: Sequence[Entry]) -> None:
    """Keeps what the entries' rows say, and gives the entries, changed and not flushed yet, their new numbers."""
    if not entries:
        return
    connection = await session.connection()
    numbers = await connection.execute(_REPLACE, {**_values([it.id for it in entries]), "count": len(entries)})
    for entry, (number,) in zip(entries, numbers, strict=True):
        entry.revision = number


def _values(entry_ids: Sequence[uuid.UUID]) -> dict[str, Any]:
    return {"ids": list(entry_ids), "moment": clock.now(), "is_wanted": get_settings().replay_days > 0}


async def states(
    session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, numbers: Sequence[int]
) -> dict[int, Entry]:
    """The chatbot's entries as they were under these numbers; what is still so is the entry itself.

    Numbers of another account's entries, and of what is no longer kept, are missing.
    """
    present = await session.exec(
        select(Entry).where(col(Entry.chatbot_id).in_(_owned(account, chatbot_id)), col(Entry.revision).in_(numbers))
    )
    past = await past_states(session, account, chatbot_id=chatbot_id, numbers=numbers)
    return {entry.revision: entry for entry in present if entry.revision} | past


async def past_states(
    session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, numbers: Sequence[int]
) -> dict[int, Entry]:
    """Those of the states that have been replaced, as entries that belong to no session."""
    past = await session.exec(
        select(EntryRevision).where(
            col(EntryRevision.chatbot_id).in_(_owned(account, chatbot_id)), col(EntryRevision.revision).in_(numbers)
        )
    )
    return {row.revision: _entry(row) for row in past}


def _owned(account: User, chatbot_id: uuid.UUID) -> Any:
    return select(Chatbot.id).where(Chatbot.id == chatbot_id, Chatbot.user_id == account.id)


def _entry(row: EntryRevision) -> Entry:
    return Entry(
        id=row.entry_id,
        chatbot_id=row.chatbot_id,
        source_type=row.source_type,
        title=row.title,
        content=row.content,
        meta=row.meta,
        created_at=row.created_at,
        updated_at=row.replaced_at,
        revision=row.revision,
    )


async def unsettled_unscoped(session: AsyncSession, *, replaced_before: datetime) -> list[uuid.UUID]:
    """The chatbots of which a state was replaced before that moment and nobody has looked yet who needs it."""
    statement = select(EntryRevision.chatbot_id).where(
        col(EntryRevision.is_needed).is_(None), EntryRevision.replaced_at < replaced_before
    )
    return list((await session.exec(statement.distinct())).all())


async def settle_unscoped(
    session: AsyncSession, chatbot_id: uuid.UUID, *, replaced_before: datetime, needed: Any
) -> None:
    """Of the states replaced before that moment keeps those whose numbers the query `needed` gives."""
    of_chatbot = (
        col(EntryRevision.chatbot_id) == chatbot_id,
        col(EntryRevision.is_needed).is_(None),
        col(EntryRevision.replaced_at) < replaced_before,
    )
    await session.exec(
        update(EntryRevision).where(*of_chatbot, col(EntryRevision.revision).in_(needed)).values(is_needed=True)
    )
    await session.exec(delete(EntryRevision).where(*of_chatbot))


async def forget_unscoped(session: AsyncSession, *, replaced_before: datetime) -> None:
    """Removes what was replaced so long ago that no answer of which a trace is kept can rest on it."""
    await session.exec(delete(EntryRevision).where(col(EntryRevision.replaced_at) < replaced_before))
