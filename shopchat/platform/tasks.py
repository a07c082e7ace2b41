"""Background work of the platform."""

import uuid
from datetime import timedelta

from shopchat.core.jobs import JobRun, job
from shopchat.platform import events
from shopchat.webhooks import journal


@job("platform.work_event", max_attempts=journal.ATTEMPTS, timeout=timedelta(minutes=2))
async def work_event(run: JobRun, *, event_id: str) -> None:
    """Works an event that the request which brought it did not."""
    await journal.work_by_job(run, uuid.UUID(event_id), events.prepare)
