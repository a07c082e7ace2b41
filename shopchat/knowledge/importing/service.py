"""Imports as an owner sees them: start one, watch it, call it off."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.core import clock, jobs, switches
from shopchat.core.errors import Invalid, NotFound, Unavailable
from shopchat.core.paging import PageParams
from shopchat.core.switches import Switch
from shopchat.core.text import is_storable
from shopchat.integrations import fetch
from shopchat.knowledge import queries
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.importing import columns, formats, storing, table
from shopchat.knowledge.importing.drafts import Draft, RowError
from shopchat.knowledge.importing.formats import Format
from shopchat.knowledge.importing.opened import opened
from shopchat.knowledge.models import Import, ImportFile

MAX_FILE = 50 * 1024 * 1024  # bytes as sent; gzip makes room for more
OPEN = ("queued", "running")
PREVIEWED = 200  # rows that a preview reads
SHOWN = 10  # entries, and problems, that it shows


@dataclass(frozen=True)
class Preview:
    """What an import of a file would do: its columns, what they are taken for, the first entries, and what is wrong."""

    kind: str
    header: list[str]
    mapping: dict[str, str]
    rows: list[Draft]
    problems: list[RowError]


async def start_import(
    session: AsyncSession,
    account: User,
    *,
    chatbot_id: uuid.UUID,
    filename: str,
    data: bytes,
    mapping: Mapping[str, str] | None = None,
) -> Import:
    """Accepts a file of any known format (gzip too) and queues its import; nothing accepted is lost, whoever dies.

    `mapping` is our field to the file's column and corrects the guess for a table. Raises `NotFound` for the chatbot,
    `Invalid` for a file that is too large, unreadable, or without a column for the title.
    """
    kind = (await asyncio.to_thread(_recognised, filename, data, mapping or {}))[0].kind
    chatbot = await chatbots.hold_chatbot(session, account, chatbot_id=chatbot_id)
    row = Import(chatbot_id=chatbot.id, kind=kind, source=filename[:2000], mapping=dict(mapping or {}), errors=[])
    session.add(row)
    await session.flush()
    session.add(ImportFile(import_id=row.id, content=data))
    return await _queued(session, row)


async def start_web_import(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, url: str) -> Import:
    """Queues the reading of a page, a sitemap or a Shopify `/products.json`; the same address again syncs.

    Raises `NotFound` for the chatbot, `Invalid` for an address that must not be called, `Unavailable` while imports
    from the web are switched off.
    """
    if not await switches.is_on(session, Switch.WEB_IMPORTS):
        raise Unavailable("Reading from the web is switched off at the moment. Files can be imported.")
    chatbot = await chatbots.hold_chatbot(session, account, chatbot_id=chatbot_id)
    fetch.parse(url)
    row = Import(chatbot_id=chatbot.id, kind="url", source=url, mapping={}, errors=[])
    session.add(row)
    await session.flush()
    return await _queued(session, row)


async def refresh_entry(session: AsyncSession, account: User, *, entry_id: uuid.UUID) -> Import:
    """Queues the reading of the page that an entry came from. Raises `NotFound`, `Invalid` where there is none."""
    entry = await knowledge.get_entry(session, account, entry_id=entry_id)
    url = (entry.meta or {}).get("url")
    if not isinstance(url, str) or not url.lower().startswith(("http://", "https://")):
        raise Invalid(
            "This entry has no web address to read it from again. Set metadata.url.", ("body", "metadata", "url")
        )
    return await start_web_import(session, account, chatbot_id=entry.chatbot_id, url=url)


async def preview(*, filename: str, data: bytes, mapping: Mapping[str, str] | None = None) -> Preview:
    """Reads the beginning of a file as an import would, and stores nothing. Raises `Invalid` as `start_import` does."""
    return await asyncio.to_thread(_preview, filename, data, mapping or {})


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
    seen = await get_import(session, account, import_id=import_id)
    if seen.status not in OPEN:
        return
    # The job before the import, and the chatbot in between, as the job itself goes about it.
    if seen.job_id is not None:
        await jobs.cancel(session, seen.job_id)
    await chatbots.hold_chatbot(session, account, chatbot_id=seen.chatbot_id)
    row = await queries.import_(session, account, import_id, lock=True)
    if row is None:
        raise NotFound("Import")
    if row.status not in OPEN:
        return
    row.status = "cancelled"
    row.finished_at = clock.now()
    session.add(row)
    await queries.delete_import_file_unscoped(session, row.id)


async def _queued(session: AsyncSession, row: Import) -> Import:
    row.job_id = await jobs.enqueue(session, "knowledge.import", import_id=str(row.id))
    await session.flush()
    return row


def _recognised(filename: str, data: bytes, mapping: Mapping[str, str]) -> tuple[Format, str]:
    """The format and the text. Raises `Invalid`."""
    if len(data) > MAX_FILE:
        raise Invalid(
            f"A file has at most {MAX_FILE // 1024 // 1024} MB. Compress it with gzip or split it.", ("body", "file")
        )
    if not is_storable(filename):
        raise Invalid("The file's name holds a character that cannot be stored.", ("body", "file"))
    text = opened(data)
    return formats.recognised(filename, text, mapping), text


def _preview(filename: str, data: bytes, mapping: Mapping[str, str]) -> Preview:
    form, text = _recognised(filename, data, mapping)
    rows = storing.settled(list(islice(form.read(text, filename, mapping), PREVIEWED)))
    header = table.header_of(text) if form.kind.endswith("csv") else []
    return Preview(
        kind=form.kind,
        header=header,
        mapping=columns.settled(header, mapping) if form.kind == "csv" else {},
        rows=[row for row in rows if isinstance(row, Draft)][:SHOWN],
        problems=[row for row in rows if isinstance(row, RowError)][:SHOWN],
    )
