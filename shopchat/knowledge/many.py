"""One change to many entries: switched on or off, pinned, deleted; and its undoing, as long as that is possible."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.billing import service as billing
from shopchat.chatbots import service as chatbots
from shopchat.core import clock, jobs
from shopchat.core.errors import Conflict, LimitReached, NotFound
from shopchat.knowledge import many_queries, queries, revisions, writing
from shopchat.knowledge.many_queries import Held
from shopchat.knowledge.queries import Chosen

__all__ = ["MOST", "UNDONE_WITHIN", "Change", "Chosen", "delete", "pin", "remove", "switch", "undo"]

MOST = 10_000  # entries of one change
AT_ONCE = 200  # entries that are indexed in the caller's transaction: about a second; more are a job's
UNDONE_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Change:
    """How many entries are now otherwise than before; `id` undoes it, `None` where there is nothing to undo."""

    count: int
    id: uuid.UUID | None = None


async def switch(session: AsyncSession, account: User, *, chosen: Chosen, on: bool) -> Change:
    """Has answers use these entries, or no longer. Raises `Conflict` for more than `MOST`."""
    held = [entry for entry in await _held(session, account, chosen) if entry.is_active is not on]
    change = Change(len(held), None if on or not held else uuid.uuid4())
    await many_queries.set_active(session, account, _ids(held), switched_on=on, change_id=change.id)
    if not on:
        await many_queries.delete_passages(session, account, _ids(held))
    for chatbot_id, entries in _by_chatbot(held):
        if on:
            await _learn(session, account, chatbot_id, entries)
        await chatbots.knowledge_changed(session, account, chatbot_id=chatbot_id)
    return change


async def pin(session: AsyncSession, account: User, *, chosen: Chosen, pinned: bool) -> Change:
    """Has these entries come before others that fit about as well, or no longer. Raises as `switch` does."""
    held = await _held(session, account, chosen)
    known = await queries.pinned_among(session, account, _ids(held))
    held = [entry for entry in held if (entry.id in known) is not pinned]
    await many_queries.set_pinned(session, account, _ids(held), is_pinned=pinned)
    for chatbot_id, _ in _by_chatbot(held):
        await chatbots.knowledge_changed(session, account, chatbot_id=chatbot_id)
    return Change(len(held))


async def delete(session: AsyncSession, account: User, *, chosen: Chosen) -> Change:
    """Takes these entries away from everybody at once; a job removes them for good after `UNDONE_WITHIN`.

    They count against the plan no longer. Raises as `switch` does.
    """
    # The account before its entries, as an import goes about it.
    await billing.lock_entries(session, account)
    held = await _held(session, account, chosen)
    change = Change(len(held), uuid.uuid4() if held else None)
    await many_queries.delete_passages(session, account, _ids(held))
    await queries.delete_facts(session, account, _ids(held))
    await many_queries.set_deleted(session, account, _ids(held), deleted_at=clock.now(), change_id=change.id)
    for chatbot_id, entries in _by_chatbot(held):
        await billing.release_entries(session, account, chatbot_id=chatbot_id, count=len(entries))
        await chatbots.knowledge_changed(session, account, chatbot_id=chatbot_id)
    return change


async def undo(session: AsyncSession, account: User, *, change_id: uuid.UUID) -> Change:
    """Brings back what a change has deleted, or switches on what it has switched off; gives how many.

    Left out is what an import has made anew meanwhile. Raises `Conflict` when nothing of it can be undone any more,
    `LimitReached` when the plan has no room for what was deleted.
    """
    await billing.lock_entries(session, account)
    await _hold_chatbots(session, account, await many_queries.changed_ids(session, account, change_id))
    held = await many_queries.lock_changed(session, account, change_id)
    deleted = [entry for entry in held if entry.deleted_at is not None]
    taken = await many_queries.taken_keys(session, account, _ids(deleted))
    deleted = [entry for entry in deleted if entry.id not in taken]
    switched = [entry for entry in held if entry.deleted_at is None]
    if not deleted and not switched:
        raise Conflict("This can no longer be undone.")
    await many_queries.set_deleted(session, account, _ids(deleted), deleted_at=None, change_id=None)
    await many_queries.set_active(session, account, _ids(switched), switched_on=True, change_id=None)
    for chatbot_id, entries in _by_chatbot(sorted([*deleted, *switched], key=attrgetter("id"))):
        wanted = sum(entry.deleted_at is not None for entry in entries)
        if wanted and await billing.reserve_entries(session, account, chatbot_id=chatbot_id, wanted=wanted) < wanted:
            raise LimitReached("Your plan has no room any more for the entries that were deleted.")
        await _learn(session, account, chatbot_id, entries)
        await chatbots.knowledge_changed(session, account, chatbot_id=chatbot_id)
    return Change(len(deleted) + len(switched))


async def bots_with_deleted(session: AsyncSession, *, deleted_before: datetime) -> list[uuid.UUID]:
    """For jobs: the chatbots of entries that were deleted before that moment."""
    return await many_queries.bots_with_deleted_unscoped(session, deleted_before=deleted_before)


async def remove(session: AsyncSession, *, chatbot_id: uuid.UUID, deleted_before: datetime, limit: int) -> int:
    """For jobs: removes up to `limit` of the chatbot's entries that were deleted before that moment; how many."""
    if await chatbots.acting_owner(session, chatbot_id=chatbot_id, hold=True) is None:
        return 0
    ids = await many_queries.lock_deleted_unscoped(session, chatbot_id, deleted_before=deleted_before, limit=limit)
    await revisions.keep(session, ids)
    await many_queries.remove_unscoped(session, ids)
    return len(ids)


async def _held(session: AsyncSession, account: User, chosen: Chosen) -> list[Held]:
    """The chosen entries, locked after their chatbots."""
    found = await many_queries.chosen_ids(session, account, chosen, limit=MOST + 1)
    if len(found) > MOST:
        raise Conflict(f"At most {MOST:,} entries can be changed at once. Narrow the list by a filter first.")
    await _hold_chatbots(session, account, found)
    return await many_queries.lock_present(session, account, [entry_id for entry_id, _ in found])


async def _hold_chatbots(session: AsyncSession, account: User, found: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> None:
    for chatbot_id in sorted({chatbot_id for _, chatbot_id in found}):
        try:
            await chatbots.hold_chatbot(session, account, chatbot_id=chatbot_id)
        except NotFound:
            continue  # it went, and its entries with it


async def _learn(session: AsyncSession, account: User, chatbot_id: uuid.UUID, entries: Sequence[Held]) -> None:
    """Indexes these entries anew, at once or, where they are many, by a job."""
    if len(entries) > AT_ONCE:
        await jobs.enqueue(session, "knowledge.learn_again", chatbot_id=str(chatbot_id))
        return
    chatbot = await chatbots.hold_chatbot(session, account, chatbot_id=chatbot_id)
    await writing.store(session, account, chatbot, await many_queries.rows(session, account, _ids(entries)))


def _ids(entries: Sequence[Held]) -> list[uuid.UUID]:
    return [entry.id for entry in entries]


def _by_chatbot(entries: Sequence[Held]) -> list[tuple[uuid.UUID, list[Held]]]:
    ordered = sorted(entries, key=attrgetter("chatbot_id"))
    return [(chatbot_id, list(group)) for chatbot_id, group in groupby(ordered, key=attrgetter("chatbot_id"))]
