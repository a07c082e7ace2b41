"""Who may run a job: a lease on its row. The lease's token fences every write; all times are the database's."""

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.jobs import registry
from shopchat.core.jobs.model import Job, Status

LEASE = timedelta(seconds=15)
HEARTBEAT = timedelta(seconds=5)
# Deaths of the worker in a row, without committed progress between them, after which the job itself is suspected.
MAX_CRASHES = 10


class LeaseLost(Exception):
    """Another worker holds the job now, or it has ended: what this run was about to write must not be written."""


def claimable() -> Any:
    """The condition on a row that some worker may start: due, or left behind by a worker that died."""
    return or_(
        and_(col(Job.status) == Status.QUEUED, col(Job.run_at) <= func.now()),
        and_(col(Job.status) == Status.RUNNING, col(Job.lease_until) < func.now()),
    )


async def claim(job_id: uuid.UUID) -> Job | None:
    """Takes the job under a fresh lease; `None` when there is nothing to run. Of many callers exactly one gets it."""
    died = col(Job.status) == Status.RUNNING
    free = (
        select(Job.id)
        .where(col(Job.id) == job_id, claimable())
        .with_for_update(skip_locked=True, key_share=True)
        .scalar_subquery()
    )
    statement = (
        update(Job)
        .where(col(Job.id) == free)
        .values(
            status=Status.RUNNING,
            attempts=col(Job.attempts) + case((died, 0), else_=1),
            crashes=col(Job.crashes) + case((died, 1), else_=0),
            lease_token=uuid.uuid4(),
            lease_until=func.now() + LEASE,
            started_at=func.coalesce(col(Job.started_at), func.now()),
        )
        .returning(Job)
        .execution_options(synchronize_session=False)
    )
    async with unit_of_work(unscoped=Unscoped.JOB) as session:
        job: Job | None = (await session.exec(statement)).scalar_one_or_none()
        if job is None:
            return None
        if job.cancel_requested:
            await settle(session, job, status=Status.CANCELLED, finished_at=func.now())
            return None
        if job.crashes >= MAX_CRASHES:
            error = f"The worker died {job.crashes} times while running this, so it is not tried again."
            await settle(session, job, status=Status.FAILED, finished_at=func.now(), error=error)
            return None
        definition = registry.find(job.name)
        if definition is not None:
            job.max_attempts = definition.max_attempts
        return job


async def hold(session: AsyncSession, job: Job) -> Job:
    """Locks the row for the rest of the transaction, so that nobody can take the job over in it; else `LeaseLost`."""
    statement = (
        select(Job)
        .where(col(Job.id) == job.id, col(Job.lease_token) == job.lease_token, col(Job.status) == Status.RUNNING)
        .with_for_update(key_share=True)
    )
    held = (await session.exec(statement)).one_or_none()
    if held is None:
        raise LeaseLost(f"Job {job.id} ({job.name}) is no longer leased to this run.")
    return held


async def renew(job: Job) -> bool:
    """Prolongs the lease; `False` once it is lost. A row locked by the run's own open unit counts as held."""
    free = (
        select(Job.id)
        .where(col(Job.id) == job.id, col(Job.lease_token) == job.lease_token, col(Job.status) == Status.RUNNING)
        .with_for_update(skip_locked=True, key_share=True)
        .scalar_subquery()
    )
    async with unit_of_work(unscoped=Unscoped.JOB) as session:
        await session.exec(
            update(Job)
            .where(col(Job.id) == free)
            .values(lease_until=func.now() + LEASE)
            .execution_options(synchronize_session=False)
        )
        token = (await session.exec(select(Job.lease_token).where(col(Job.id) == job.id))).one_or_none()
    return token == job.lease_token


async def settle(session: AsyncSession, job: Job, **values: Any) -> bool:
    """Ends the run by writing `values` to the row; `False` when the lease was no longer this run's."""
    statement = (
        update(Job)
        .where(col(Job.id) == job.id, col(Job.lease_token) == job.lease_token, col(Job.status) == Status.RUNNING)
        .values(lease_until=None, **values)
        .execution_options(synchronize_session=False)
    )
    return bool((await session.exec(statement)).rowcount)
