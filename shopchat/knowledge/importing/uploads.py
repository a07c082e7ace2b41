"""A table with columns that nothing is known of: kept until its owner says what they mean, then imported."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.core import clock
from shopchat.core.errors import Invalid, NotFound
from shopchat.knowledge import upload_queries
from shopchat.knowledge.importing import columns, service, table
from shopchat.knowledge.importing.drafts import RowError
from shopchat.knowledge.importing.opened import opened
from shopchat.knowledge.models import Import, Upload

KEPT = timedelta(days=1)
MOST_COLUMNS = 60
FIRST = 50  # rows that samples are taken from
SAMPLES = 3  # cells of a column
LONGEST = 80  # characters of a cell, as it is shown


@dataclass(frozen=True)
class Column:
    """A column of the file, its first cells that say anything, and the field that it is taken for, or none."""

    name: str
    samples: tuple[str, ...]
    field: str


async def keep(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, filename: str, data: bytes) -> Upload:
    """Keeps a file of the chatbot for a day, in the place of one that was kept before.

    Raises `NotFound` for the chatbot, and `Invalid` for a file that is no table of up to `MOST_COLUMNS` columns.
    """
    await asyncio.to_thread(_columns, data)
    chatbot = await chatbots.hold_chatbot(session, account, chatbot_id=chatbot_id)
    await upload_queries.delete_uploads_of_chatbot(session, account, chatbot.id)
    row = Upload(chatbot_id=chatbot.id, filename=filename[:2000], content=data)
    session.add(row)
    await session.flush()
    return row


async def columns_of(session: AsyncSession, account: User, *, upload_id: uuid.UUID) -> tuple[str, list[Column]]:
    """The file's name and its columns. Raises `NotFound`."""
    row = await _found(session, account, upload_id)
    return row.filename, await asyncio.to_thread(_columns, row.content)


async def start(session: AsyncSession, account: User, *, upload_id: uuid.UUID, fields: Mapping[str, str]) -> Import:
    """Queues the file's import; `fields` gives each column its field, and a column without one is passed over.

    Raises `NotFound`, and `Invalid` when two columns have one field or none is the title.
    """
    row = await _found(session, account, upload_id)
    mapping: dict[str, str] = {}
    for column, field in fields.items():
        if field and field in mapping:
            meant = field.replace("_", " ")
            raise Invalid(f"“{mapping[field]}” and “{column}” cannot both be the {meant}.", ("body", "mapping"))
        if field:
            mapping[field] = column
    if "title" not in mapping and "question" not in mapping:
        raise Invalid("Say which column is the title, or the question.", ("body", "mapping"))
    # What only the guess has found is dropped: the owner has seen it and chose otherwise.
    unused = {column.field: "" for column in await asyncio.to_thread(_columns, row.content) if column.field}
    started = await service.start_import(
        session,
        account,
        chatbot_id=row.chatbot_id,
        filename=row.filename,
        data=row.content,
        mapping={**unused, **mapping},
    )
    await upload_queries.delete_upload(session, account, upload_id)
    return started


async def forget(session: AsyncSession, account: User, *, upload_id: uuid.UUID) -> None:
    """Removes the file; one that is gone already is no error."""
    await upload_queries.delete_upload(session, account, upload_id)


async def remove_old(session: AsyncSession) -> None:
    """For jobs: removes what was kept for longer than `KEPT`."""
    await upload_queries.delete_old_uploads_unscoped(session, kept_since=clock.now() - KEPT)


async def _found(session: AsyncSession, account: User, upload_id: uuid.UUID) -> Upload:
    row = await upload_queries.upload(session, account, upload_id)
    if row is None:
        raise NotFound("File")
    return row


def _columns(data: bytes) -> list[Column]:
    text = opened(data)
    header = table.header_of(text)
    names = [name for name in dict.fromkeys(header) if name]
    if len(names) > MOST_COLUMNS:
        raise Invalid(
            f"The file has {len(names)} columns, and none of them is called title, name or question. Call one so.",
            ("body", "file"),
        )
    fields = {column: field for field, column in columns.guessed(header).items()}
    rows = [record[1] for record in islice(table.records(text, header), FIRST) if not isinstance(record, RowError)]
    return [
        Column(
            name,
            tuple(islice((cells[name][:LONGEST] for cells in rows if cells.get(name)), SAMPLES)),
            fields.get(name, ""),
        )
        for name in names
    ]
