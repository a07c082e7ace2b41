"""Background work of exports."""

import uuid
from datetime import timedelta

from shopchat.core.jobs import JobRun, job, periodic
from shopchat.exports import making, service


@job("exports.make", max_attempts=3, timeout=timedelta(hours=2))
async def make(run: JobRun, *, export_id: str) -> None:
    """Writes the zip with everything of an account."""
    await making.make(run, uuid.UUID(export_id))


@periodic("exports.tidy", every=timedelta(minutes=5))
async def tidy(run: JobRun) -> None:
    """Removes exports whose day is over."""
    async with run.last_unit() as session:
        await service.tidy(session)
