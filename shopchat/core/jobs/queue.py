"""The giving end: put a job in the queue, look at it, call it off, measure the queue."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Interval, case, func, type_coerce, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core import db
from shopchat.core.jobs import registry
from shopchat.core.jobs.model import OPEN, Job, Status
from shopchat.core.jobs.wake import wake

# Until the worker that runs it writes the declared number: the caller may sit below the slice that declares the job.
ATTEMPTS_UNKNOWN = 5


@dataclass(frozen=True)
class QueueDepth:
    """What `/health` and `doctor` say about the queue. `oldest_due` is how long the first in line has been due."""

    queued: int
    running: int
    failed: int
    oldest_due: timedelta | None


async def enqueue(
    session: AsyncSession, name: str, *, dedupe_key: str | None = None, delay: timedelta | None = None, **args: Any
) -> uuid.UUID:
    """Writes the job in the caller's transaction, wakes a worker after its commit, and returns the job's id.

    `args` are JSON values, ids as strings. `delay` counts from now; the start is then exact to about five seconds.
    While a job with `dedupe_key` (at most 255 characters) waits or runs, its id is returned and no row is written.
    A running twin may have read its input before the caller's change, so a deduplicated handler compares what it
    worked on with what is there in its last unit.
    """
    while True:
        job_id = await insert_job(session, uuid.uuid4(), name, args, dedupe_key=dedupe_key, delay=delay)
        if job_id is not None:
            if not delay:
                db.after_commit(session, partial(wake, job_id))
            return job_id
        twin = await session.exec(select(Job.id).where(col(Job.dedupe_key) == dedupe_key, col(Job.status).in_(OPEN)))
        if (twin_id := twin.one_or_none()) is not None:
            return twin_id
        # The twin ended between the two statements: the key is free again.


async def insert_job(
    session: AsyncSession,
    job_id: uuid.UUID,
    name: str,
    args: dict[str, Any],
    *,
    dedupe_key: str | None = None,
    delay: timedelta | None = None,
) -> uuid.UUID | None:
    """Writes a queued row and returns its id; `None` where its id or its `dedupe_key` is taken."""
    definition = registry.find(name)
    statement = (
        insert(Job)
        .values(
            id=job_id,
            name=name,
            args=args,
            status=Status.QUEUED,
            attempts=0,
            crashes=0,
            max_attempts=definition.max_attempts if definition else ATTEMPTS_UNKNOWN,
            run_at=func.now() + (delay or timedelta()),
            created_at=func.now(),
            done=0,
            dedupe_key=dedupe_key,
            cancel_requested=False,
        )
        .on_conflict_do_nothing()
        .returning(col(Job.id))
    )
    return (await session.exec(statement)).scalar_one_or_none()


async def get(session: AsyncSession, job_id: uuid.UUID) -> Job | None:
    """The job with its progress, or `None`; finished ones stay for some days."""
    return await session.get(Job, job_id, populate_existing=True)


async def cancel(session: AsyncSession, job_id: uuid.UUID) -> Status | None:
    """Ends a queued job at once and asks a running one to stop at its next check; finished ones stay as they are.

    Returns the status after the call (`running` means: it will stop soon), or `None` for an unknown job.
    """
    queued = col(Job.status) == Status.QUEUED
    statement = (
        update(Job)
        .where(col(Job.id) == job_id, col(Job.status).in_(OPEN))
        .values(
            cancel_requested=True,
            status=case((queued, Status.CANCELLED), else_=col(Job.status)),
            finished_at=case((queued, func.now()), else_=None),
        )
        .execution_options(synchronize_session=False)
    )
    await session.exec(statement)
    status = (await session.exec(select(Job.status).where(col(Job.id) == job_id))).one_or_none()
    return None if status is None else Status(status)


async def queue_depth(session: AsyncSession) -> QueueDepth:
    """How many jobs wait, run and have failed, and how long the oldest due one has waited."""
    status = col(Job.status)
    due = (status == Status.QUEUED) & (col(Job.run_at) <= func.now())
    row = (
        await session.exec(
            select(
                func.count().filter(status == Status.QUEUED),
                func.count().filter(status == Status.RUNNING),
                func.count().filter(status == Status.FAILED),
                type_coerce(func.now() - func.min(col(Job.run_at)).filter(due), Interval),
            ).where(status.in_((*OPEN, Status.FAILED)))
        )
    ).one()
    return QueueDepth(*row)
