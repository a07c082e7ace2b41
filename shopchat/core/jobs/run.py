"""What a handler is given: the running job, and units of work that only the holder of its lease can commit."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core.db import Unscoped, after_commit, unit_of_work
from shopchat.core.jobs.lease import LEASE, LeaseLost, hold
from shopchat.core.jobs.model import Job, Status


class Cancelled(Exception):
    """Somebody called the job off; a handler lets it pass after tidying up."""


class JobRun:
    """One run of one job.

    A handler writes inside `unit()`, many times if it likes, or inside `last_unit()`, which ends the job in the same
    transaction. Whatever is written there happens exactly once, however often workers die; what a handler does
    outside of them (a mail, a call) can happen again. Units are short: they hold the job's row.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self.id: uuid.UUID = job.id
        self.attempt: int = job.attempts
        self.done: int = job.done
        self.total: int | None = job.total
        self.checkpoint: dict[str, Any] | None = job.checkpoint

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[AsyncSession]:
        """A unit of work that commits only while this run holds the job's lease; else `LeaseLost`, nothing written."""
        async with unit_of_work(unscoped=Unscoped.JOB) as session:
            row = await hold(session, self._job)
            yield session
            row.lease_until = func.clock_timestamp() + LEASE  # type: ignore[assignment]

    @asynccontextmanager
    async def last_unit(self) -> AsyncIterator[AsyncSession]:
        """The unit in which the job ends: its writes and the job's `done` are one transaction."""
        async with unit_of_work(unscoped=Unscoped.JOB) as session:
            row = await hold(session, self._job)
            yield session
            row.status = Status.DONE
            row.lease_until = None
            row.error = None
            row.finished_at = func.clock_timestamp()  # type: ignore[assignment]

    async def advance(
        self,
        session: AsyncSession,
        *,
        done: int | None = None,
        total: int | None = None,
        checkpoint: dict[str, Any] | None = None,
    ) -> None:
        """Stores progress and the place to resume from, atomically with the unit that `session` belongs to.

        `done` and `total` are counts of whatever the job works through; what is left out stays as it was.
        """
        row = await session.get_one(Job, self.id)
        before = (row.done, row.checkpoint)
        row.done = row.done if done is None else done
        row.total = row.total if total is None else total
        row.checkpoint = row.checkpoint if checkpoint is None else checkpoint
        if (row.done, row.checkpoint) != before:
            row.crashes = 0
        reached = (row.done, row.total, row.checkpoint)

        async def remember() -> None:
            self.done, self.total, self.checkpoint = reached

        after_commit(session, remember)

    async def check_cancelled(self) -> None:
        """Raises `Cancelled` if somebody called the job off, `LeaseLost` if it is no longer ours."""
        async with unit_of_work(unscoped=Unscoped.JOB) as session:
            statement = select(Job.cancel_requested, Job.lease_token).where(col(Job.id) == self.id)
            row = (await session.exec(statement)).one_or_none()
        if row is None or row[1] != self._job.lease_token:
            raise LeaseLost(f"Job {self.id} ({self._job.name}) is no longer leased to this run.")
        if row[0]:
            raise Cancelled(f"Job {self.id} ({self._job.name}) was cancelled.")
