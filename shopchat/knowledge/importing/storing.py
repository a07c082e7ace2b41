"""Drafts into the chatbot's knowledge: new ones added while the plan has room, known ones compared and updated."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.billing import service as billing
from shopchat.chatbots import service as chatbots
from shopchat.core.jobs import Cancelled
from shopchat.knowledge import queries, writing
from shopchat.knowledge.importing.drafts import Draft, RowError, checked
from shopchat.knowledge.models import Entry, Import

BATCH = 200  # rows a transaction: about a second of work, far inside the job's lease
MAX_ERRORS = 100  # kept on the import; the count goes on

_NO_ROOM = "Your plan has no room for this entry. Change to a larger plan and import again."


def settled(rows: Sequence[Draft | RowError]) -> list[Draft | RowError]:
    """The rows held to an entry's rules; of rows with the same key the last one counts, as in a later import."""
    kept = [checked(row) if isinstance(row, Draft) else row for row in rows]
    last = {row.external_key: row.row for row in kept if isinstance(row, Draft)}
    return [
        RowError(row.row, f"Row {last[row.external_key]} has the same key and replaces this one.")
        if isinstance(row, Draft) and last[row.external_key] != row.row
        else row
        for row in kept
    ]


async def held(session: AsyncSession, import_id: UUID) -> Import | None:
    """The import for the job that runs it, its chatbot held before it; `None` when they are gone.

    The unit of work acts for its owner from here on.
    """
    chatbot_id = await queries.chatbot_of_import_unscoped(session, import_id)
    if chatbot_id is None or await chatbots.acting_owner(session, chatbot_id=chatbot_id, hold=True) is None:
        return None
    return await queries.import_for_job_unscoped(session, import_id)


async def store(session: AsyncSession, row: Import, batch: Sequence[Draft | RowError]) -> None:
    """Writes a batch of settled rows and counts it on the import. Raises `Cancelled` when the chatbot is gone."""
    found = await chatbots.with_owner(session, chatbot_id=row.chatbot_id)
    if found is None:
        raise Cancelled
    chatbot, owner = found
    drafts = [item for item in batch if isinstance(item, Draft)]
    errors = [item for item in batch if isinstance(item, RowError)]
    known = await _known(session, owner, row, drafts)
    new = [draft for draft in drafts if draft.row not in known]
    room = await billing.reserve_entries(session, owner, chatbot_id=row.chatbot_id, wanted=len(new))
    changed = [known[draft.row] for draft in drafts if draft.row in known and _change(known[draft.row], draft)]
    errors += [RowError(draft.row, _NO_ROOM) for draft in new[room:]]
    created = [_entry(draft, row) for draft in new[:room]]
    await writing.store(session, owner, chatbot, [*created, *changed])
    await queries.mark_seen(session, owner, [entry.id for entry in known.values()], row.id)
    row.created += len(created)
    row.updated += len(changed)
    row.skipped += len(drafts) - len(new) - len(changed)
    add_errors(row, errors)
    session.add(row)


def add_errors(row: Import, errors: Sequence[RowError]) -> None:
    """Counts rows that were left out, and keeps the first reasons."""
    row.failed += len(errors)
    row.errors = [*row.errors, *(error.shown() for error in errors)][:MAX_ERRORS]


async def switch_off_vanished(session: AsyncSession, row: Import) -> int:
    """Deactivates up to a batch of what earlier imports of the same address found and this one did not; how many."""
    found = await chatbots.with_owner(session, chatbot_id=row.chatbot_id)
    if found is None:
        raise Cancelled
    chatbot, owner = found
    gone = await queries.vanished(session, owner, row, limit=BATCH)
    for entry in gone:
        entry.is_active = False
    await writing.store(session, owner, chatbot, gone)
    row.updated += len(gone)
    session.add(row)
    return len(gone)


async def _known(session: AsyncSession, owner: User, row: Import, drafts: Sequence[Draft]) -> Mapping[int, Entry]:
    """The entries that the drafts are about, by the draft's row: by key, and on the web by address too."""
    by_key = await queries.entries_by_key(session, owner, row.chatbot_id, [draft.external_key for draft in drafts])
    known = {draft.row: by_key[draft.external_key] for draft in drafts if draft.external_key in by_key}
    strangers = {
        draft.metadata["url"]: draft
        for draft in drafts
        if draft.row not in known and draft.source_type != "faq" and draft.metadata and "url" in draft.metadata
    }
    for entry in await queries.entries_by_url(session, owner, row.chatbot_id, list(strangers)):
        draft = strangers.pop((entry.meta or {})["url"], None)
        if draft is not None and entry.id not in {other.id for other in known.values()}:
            entry.external_key = entry.external_key or draft.external_key
            known[draft.row] = entry
    return known


def _change(entry: Entry, draft: Draft) -> bool:
    """Sets the entry to what the draft says; `False` where it says so already."""
    told = writing.content_hash(draft.source_type, draft.title, draft.content, draft.metadata)
    if told == entry.content_hash and entry.is_active == draft.is_active:
        return False
    entry.source_type, entry.title, entry.content = draft.source_type, draft.title, draft.content
    entry.meta, entry.is_active = draft.metadata, draft.is_active
    return True


def _entry(draft: Draft, row: Import) -> Entry:
    return Entry(
        chatbot_id=row.chatbot_id,
        source_type=draft.source_type,
        title=draft.title,
        content=draft.content,
        meta=draft.metadata,
        is_active=draft.is_active,
        external_key=draft.external_key,
        import_id=row.id,
    )
