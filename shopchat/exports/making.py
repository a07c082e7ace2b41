"""The job that writes an account's export."""

import asyncio
import uuid
from typing import Any

from shopchat.accounts.models import User
from shopchat.core import clock
from shopchat.core.db import unit_of_work
from shopchat.core.jobs import JobRun
from shopchat.core.record import metadata
from shopchat.exports import contents, queries
from shopchat.exports.archive import Archive
from shopchat.exports.service import KEPT

PART = 1024 * 1024  # bytes: a row of the table of parts
BATCH = 500
README = """This is everything that your ShopChat account holds, one file a kind, one JSON object a line.
Credentials (passwords, keys, tokens) and what is computed from your knowledge (search indexes) are left out.
Times are UTC. Files:

"""


async def make(run: JobRun, export_id: uuid.UUID) -> None:
    """Writes the zip, part by part, as of one moment; a run that follows a dead one begins anew."""
    async with run.unit() as session:
        account = await queries.account_for_job_unscoped(session, export_id)
        await queries.delete_parts_unscoped(session, export_id)
    if account is None:  # Deleted meanwhile.
        return
    parts = _Parts(run, export_id)
    await _write(account, parts)
    async with run.last_unit() as session:
        row = await queries.export_for_job_unscoped(session, export_id)
        if row is not None:
            row.status, row.size, row.expires_at = "ready", parts.size, clock.now() + KEPT
            session.add(row)


class _Parts:
    """Where the zip's bytes go."""

    def __init__(self, run: JobRun, export_id: uuid.UUID) -> None:
        self._run, self._export_id = run, export_id
        self._count = 0
        self.size = 0

    async def store(self, content: bytes) -> None:
        if not content:
            return
        async with self._run.unit() as session:
            await queries.add_part(session, self._export_id, self._count, content)
        self._count += 1
        self.size += len(content)


async def _write(account: User, parts: _Parts) -> None:
    archive = Archive()
    tables = [table for table in metadata.sorted_tables if contents.is_exported(table)]
    archive.begin("README.txt")
    archive.write_text(README + "".join(f"{table.name}.jsonl\n" for table in tables))
    async with unit_of_work(acting=account.id) as session:
        # All tables as they were at one moment.
        connection = await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        for table in tables:
            archive.begin(f"{table.name}.jsonl")
            result = await connection.stream(contents.rows_of(table, account))
            async for batch in result.mappings().partitions(BATCH):
                rows: list[dict[str, Any]] = [dict(row) for row in batch]
                await asyncio.to_thread(archive.write_rows, rows)
                await parts.store(archive.taken(PART))
    archive.close()
    await parts.store(archive.taken(1))
