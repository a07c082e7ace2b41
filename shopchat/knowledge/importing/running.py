"""The running of an import: batch after batch, each one transaction, from where the last worker stopped."""

import asyncio
import uuid
from collections.abc import Mapping, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.billing import service as billing
from shopchat.chatbots import service as chatbots
from shopchat.core import clock
from shopchat.core.db import unit_of_work
from shopchat.core.errors import ShopChatError
from shopchat.core.jobs import Cancelled, JobRun
from shopchat.knowledge import queries, writing
from shopchat.knowledge.importing import csv_file
from shopchat.knowledge.importing.drafts import Draft, RowError, checked
from shopchat.knowledge.models import Entry

BATCH = 200  # rows a transaction: about a second of work, far inside the job's lease
MAX_ERRORS = 100  # kept on the import; the count goes on


async def run(job: JobRun, import_id: uuid.UUID) -> None:
    """Works the import through to `done` or `failed`; progress and effects of a batch are one transaction."""
    async with unit_of_work() as session:
        content = await queries.import_content_for_job_unscoped(session, import_id)
    if content is None:  # Cancelled, or its chatbot deleted, before it began.
        return
    try:
        rows = await asyncio.to_thread(_read, content, await _mapping(job, import_id))
    except ShopChatError as error:
        async with job.last_unit() as session:
            await _close(session, import_id, "failed", RowError(0, error.detail))
        return
    for start in range(job.done, len(rows), BATCH):
        await job.check_cancelled()
        batch = rows[start : start + BATCH]
        async with job.unit() as session:
            await _store(session, import_id, batch, total=len(rows))
            await job.advance(session, done=start + len(batch), total=len(rows))
    async with job.last_unit() as session:
        await _close(session, import_id, "done")


async def _mapping(job: JobRun, import_id: uuid.UUID) -> dict[str, str]:
    async with job.unit() as session:
        row = await queries.import_for_job_unscoped(session, import_id)
        if row is None:
            raise Cancelled
        row.status = "running"
        return dict(row.mapping)


def _read(content: bytes, mapping: Mapping[str, str]) -> list[Draft | RowError]:
    """All rows, held to the rules; of rows with the same key the last one counts, as in a later import."""
    rows = [checked(row) if isinstance(row, Draft) else row for row in csv_file.read(csv_file.opened(content), mapping)]
    last = {row.external_key: row.row for row in rows if isinstance(row, Draft)}
    return [
        RowError(row.row, f"Row {last[row.external_key]} has the same key and replaces this one.")
        if isinstance(row, Draft) and last[row.external_key] != row.row
        else row
        for row in rows
    ]


async def _store(session: AsyncSession, import_id: uuid.UUID, batch: Sequence[Draft | RowError], *, total: int) -> None:
    row = await queries.import_for_job_unscoped(session, import_id)
    found = None if row is None else await chatbots.with_owner(session, chatbot_id=row.chatbot_id)
    if row is None or found is None:
        raise Cancelled
    chatbot, owner = found
    drafts = [item for item in batch if isinstance(item, Draft)]
    errors = [item for item in batch if isinstance(item, RowError)]
    known = await queries.entries_by_key(session, owner, row.chatbot_id, [draft.external_key for draft in drafts])
    changed = _changed(drafts, known)
    new = [draft for draft in drafts if draft.external_key not in known]
    room = await billing.reserve_entries(session, owner, chatbot_id=row.chatbot_id, wanted=len(new))
    errors += [
        RowError(draft.row, "Your plan has no room for this entry. Change to a larger plan and import again.")
        for draft in new[room:]
    ]
    created = [_entry(draft, row.chatbot_id) for draft in new[:room]]
    await writing.store(session, owner, chatbot, [*created, *changed])
    row.total = total
    row.done += len(batch)
    row.created += len(created)
    row.updated += len(changed)
    row.skipped += len(drafts) - len(new) - len(changed)
    row.failed += len(errors)
    row.errors = [*row.errors, *(error.shown() for error in errors)][:MAX_ERRORS]
    session.add(row)


def _changed(drafts: Sequence[Draft], known: Mapping[str, Entry]) -> list[Entry]:
    """The known entries that the file says otherwise, already set to what it says."""
    changed = []
    for draft in drafts:
        entry = known.get(draft.external_key)
        if entry is None:
            continue
        told = writing.content_hash(draft.source_type, draft.title, draft.content, draft.metadata)
        if told == entry.content_hash and entry.is_active:
            continue
        entry.source_type, entry.title, entry.content = draft.source_type, draft.title, draft.content
        entry.meta, entry.is_active = draft.metadata, True
        changed.append(entry)
    return changed


def _entry(draft: Draft, chatbot_id: uuid.UUID) -> Entry:
    return Entry(
        chatbot_id=chatbot_id,
        source_type=draft.source_type,
        title=draft.title,
        content=draft.content,
        meta=draft.metadata,
        external_key=draft.external_key,
    )


async def _close(session: AsyncSession, import_id: uuid.UUID, status: str, error: RowError | None = None) -> None:
    row = await queries.import_for_job_unscoped(session, import_id)
    if row is None:
        return
    row.status = status
    row.finished_at = clock.now()
    if error is not None:
        row.errors = [*row.errors, error.shown()]
    session.add(row)
    await queries.delete_import_file_unscoped(session, import_id)
