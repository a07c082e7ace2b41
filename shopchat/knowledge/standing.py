"""What people think of entries: the owner pins what should come first, shoppers say what helped."""

import uuid
from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.core.errors import NotFound
from shopchat.knowledge import queries
from shopchat.knowledge.index_models import EntryStanding


async def pin(session: AsyncSession, account: User, *, entry_id: uuid.UUID, pinned: bool) -> None:
    """Has the entry come before others that fit about as well, or no longer. Raises `NotFound`."""
    entry = await queries.entry(session, account, entry_id)
    if entry is None:
        raise NotFound("Knowledge entry")
    statement = insert(EntryStanding).values(entry_id=entry.id, chatbot_id=entry.chatbot_id, is_pinned=pinned)
    await session.exec(statement.on_conflict_do_update(index_elements=["entry_id"], set_={"is_pinned": pinned}))
    await chatbots.knowledge_changed(session, account, chatbot_id=entry.chatbot_id)


async def pinned_among(session: AsyncSession, account: User, entry_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these entries of the account are pinned."""
    return await queries.pinned_among(session, account, entry_ids)


async def vote(
    session: AsyncSession, account: User, *, entry_ids: Sequence[uuid.UUID], helpful: bool, before: bool | None = None
) -> None:
    """Counts a shopper's opinion of an answer for the entries that it rests on; `before` is what she said earlier.

    Entries that are gone, or of another account, are passed over.
    """
    if helpful == before:
        return
    for entry in await queries.entries_of_account(session, account, sorted(entry_ids)):
        up = int(helpful) - int(before is True)
        down = int(not helpful) - int(before is False)
        statement = insert(EntryStanding).values(
            entry_id=entry.id, chatbot_id=entry.chatbot_id, helpful=max(up, 0), unhelpful=max(down, 0)
        )
        standing = {
            "helpful": col(EntryStanding.helpful) + up,
            "unhelpful": col(EntryStanding.unhelpful) + down,
        }
        await session.exec(statement.on_conflict_do_update(index_elements=["entry_id"], set_=standing))
