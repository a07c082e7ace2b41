"""Imports as an owner sees them: start one, watch it, call it off."""

import asyncio
import uuid
from collections.abc import Mapping

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.core import clock, jobs
from shopchat.core.errors import Invalid, NotFound
from shopchat.core.paging import PageParams
from shopchat.core.text import is_storable
from shopchat.knowledge import queries
from shopchat.knowledge.importing import columns, csv_file
from shopchat.knowledge.models import Import, ImportFile

MAX_FILE = 50 * 1024 * 1024  # bytes as sent; gzip makes room for more
OPEN = ("queued", "running")


async def start_import(
    session: AsyncSession,
    account: User,
    *,
    chatbot_id: uuid.UUID,
    filename: str,
    data: bytes,
    mapping: Mapping[str, str] | None = None,
) -> Import:
    """Accepts a CSV file (gzip too) and queues its import; nothing accepted is lost, whoever dies.

    `mapping` is our field to the file's column and corrects the guess. Raises `NotFound` for the chatbot, `Invalid`
    for a file that is too large, unreadable, or without a column for the title.
    """
    chatbot = await chatbots.get_chatbot(session, account, chatbot_id=chatbot_id)
    if len(data) > MAX_FILE:
        raise Invalid(
            f"A file has at most {MAX_FILE // 1024 // 1024} MB. Compress it with gzip or split it.", ("body", "file")
        )
    if not is_storable(filename):
        raise Invalid("The file's name holds a character that cannot be stored.", ("body", "file"))
    await asyncio.to_thread(_check, data, mapping or {})
    row = Import(chatbot_id=chatbot.id, kind="csv", source=filename[:2000], mapping=dict(mapping or {}), errors=[])
    session.add(row)
    await session.flush()
    session.add(ImportFile(import_id=row.id, content=data))
    row.job_id = await jobs.enqueue(session, "knowledge.import", import_id=str(row.id))
    await session.flush()
    return row


async def list_imports(
    session: AsyncSession, account: User, *, paging: PageParams, chatbot_id: uuid.UUID | None = None
) -> tuple[list[Import], int]:
    """The account's imports, newest first, and how many there are."""
    return await queries.imports(session, account, paging, chatbot_id=chatbot_id)


async def get_import(session: AsyncSession, account: User, *, import_id: uuid.UUID) -> Import:
    """Raises `NotFound`, also for an import of somebody else."""
    row = await queries.import_(session, account, import_id)
    if row is None:
        raise NotFound("Import")
    return row


async def cancel_import(session: AsyncSession, account: User, *, import_id: uuid.UUID) -> None:
    """Stops an import that waits or runs; what it has stored stays. One that is over stays so. Raises `NotFound`."""
    row = await queries.import_(session, account, import_id, lock=True)
    if row is None:
        raise NotFound("Import")
    if row.status not in OPEN:
        return
    if row.job_id is not None:
        await jobs.cancel(session, row.job_id)
    row.status = "cancelled"
    row.finished_at = clock.now()
    session.add(row)
    await queries.delete_import_file_unscoped(session, row.id)


def _check(data: bytes, mapping: Mapping[str, str]) -> None:
    columns.settled(csv_file.header_of(csv_file.opened(data)), mapping)
