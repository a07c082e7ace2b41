"""An uploaded file, row after row."""

import asyncio
from collections.abc import Mapping

from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.jobs import Cancelled, JobRun
from shopchat.knowledge import queries
from shopchat.knowledge.importing import storing
from shopchat.knowledge.importing.drafts import Draft, RowError
from shopchat.knowledge.importing.formats import FORMATS
from shopchat.knowledge.importing.opened import opened
from shopchat.knowledge.importing.storing import BATCH
from shopchat.knowledge.models import Import


async def run(job: JobRun, row: Import) -> None:
    """Stores all rows. Raises `Invalid` for a file that nothing can be made of."""
    async with unit_of_work(unscoped=Unscoped.JOB) as session:
        content = await queries.import_content_for_job_unscoped(session, row.id)
    if content is None:
        raise Cancelled
    rows = await asyncio.to_thread(_read, row.kind, content, row.source, row.mapping)
    for start in range(job.done, len(rows), BATCH):
        await job.check_cancelled()
        batch = rows[start : start + BATCH]
        async with job.unit() as session:
            current = await storing.held(session, row.id)
            if current is None:
                raise Cancelled
            await storing.store(session, current, batch)
            current.total, current.done = len(rows), start + len(batch)
            await job.advance(session, done=start + len(batch), total=len(rows))


def _read(kind: str, content: bytes, filename: str, mapping: Mapping[str, str]) -> list[Draft | RowError]:
    return storing.settled(list(FORMATS[kind].read(opened(content), filename, mapping)))
