"""Short ways for the job tests to put, see and change rows, and to see who was woken."""

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from shopchat.core import db
from shopchat.core.jobs import Job, enqueue, get
from shopchat.core.jobs.lease import claim
from shopchat.core.jobs.wake import run_job

EXPIRED = "lease_until = now() - interval '1 second'"


async def put(name: str, *, dedupe_key: str | None = None, delay: timedelta | None = None, **args: Any) -> uuid.UUID:
    """A committed job."""
    async with db.unit_of_work() as session:
        return await enqueue(session, name, dedupe_key=dedupe_key, delay=delay, **args)


async def row(job_id: uuid.UUID) -> Job:
    """The row as committed."""
    async with db.unit_of_work() as session:
        found = await get(session, job_id)
    assert found is not None
    return found


async def change(job_id: uuid.UUID, assignments: str) -> None:
    """Changes the row behind everybody's back."""
    async with db.unit_of_work() as session:
        await (await session.connection()).execute(
            text(f"UPDATE jobs SET {assignments} WHERE id = :id"), {"id": job_id}
        )


async def claimed(name: str, **args: Any) -> Job:
    """A job that a worker has just taken."""
    job = await claim(await put(name, **args))
    assert job is not None
    return job


def woken() -> list[uuid.UUID]:
    """Whom the wake-ups in Redis are for; takes them out."""
    huey = run_job().huey
    ids = []
    while huey.storage.queue_size():
        (job_id,) = huey.dequeue().args
        ids.append(uuid.UUID(job_id))
    return ids
