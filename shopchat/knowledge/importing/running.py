"""The running of an import: batch after batch, each one transaction, from where the last worker stopped."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.chatbots import service as chatbots
from shopchat.core import clock
from shopchat.core.errors import ShopChatError
from shopchat.core.jobs import Cancelled, JobRun
from shopchat.knowledge import queries
from shopchat.knowledge.importing import running_file, running_site
from shopchat.knowledge.importing.drafts import RowError
from shopchat.knowledge.importing.formats import FORMATS
from shopchat.knowledge.importing.storing import held
from shopchat.knowledge.models import Import
from shopchat.webhooks.events import publish


async def run(job: JobRun, import_id: uuid.UUID) -> None:
    """Works the import through to `done` or `failed`; progress and effects of a batch are one transaction."""
    try:
        async with job.unit() as session:
            row = await held(session, import_id)
            if row is None or row.status not in ("queued", "running"):
                return
            row.status = "running"
        work = running_file if row.kind in FORMATS else running_site
        await work.run(job, row)
    except ShopChatError as error:
        async with _last(job, import_id) as (session, row):
            await _close(session, row, "failed", error)
        return
    async with _last(job, import_id) as (session, row):
        await _close(session, row, "done")


@asynccontextmanager
async def _last(job: JobRun, import_id: uuid.UUID) -> AsyncIterator[tuple[AsyncSession, Import]]:
    async with job.last_unit() as session:
        row = await held(session, import_id)
        if row is None:  # Its chatbot was deleted meanwhile.
            raise Cancelled
        yield session, row


async def _close(session: AsyncSession, row: Import, status: str, error: ShopChatError | None = None) -> None:
    row.status = status
    row.finished_at = clock.now()
    if error is not None and not any(known["detail"] == error.detail for known in row.errors):
        row.errors = [*row.errors, RowError(0, error.detail).shown()]
    session.add(row)
    await queries.delete_import_file_unscoped(session, row.id)
    await _tell(session, row)


async def close_dead(session: AsyncSession) -> None:
    """An import whose job has failed for good is failed too, and says so."""
    for row in await queries.close_dead_imports_unscoped(session):
        await _tell(session, row)


async def _tell(session: AsyncSession, row: Import) -> None:
    found = await chatbots.with_owner(session, chatbot_id=row.chatbot_id)
    if found is None:
        return
    told = ("chatbot_id", "kind", "source", "status", "created", "updated", "skipped", "failed")
    data = {"import_id": row.id, **{name: getattr(row, name) for name in told}}
    await publish(session, found[1], "import.finished", data)
