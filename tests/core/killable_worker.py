"""A real worker process with test jobs, which tests start and kill: `python -m tests.core.killable_worker`.

Every effect is one row in `test_effects`, which has no key: an effect that happens twice is seen twice.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import CursorResult, text
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core.db import unit_of_work
from shopchat.core.jobs import JobRun, job
from shopchat.core.jobs.lease import LEASE

ROOT = Path(__file__).parents[2]
STEPS = 5


async def sql(session: AsyncSession, statement: str, **values: Any) -> CursorResult[Any]:
    """Runs a statement as it stands."""
    return await (await session.connection()).execute(text(statement), values)


async def effect(session: AsyncSession, run: JobRun, step: int) -> None:
    """Leaves the row that must be there exactly once."""
    await sql(session, "INSERT INTO test_effects VALUES (:job_id, :step)", job_id=run.id, step=step)


@job("test.short")
async def short(run: JobRun) -> None:
    """One effect, in the last unit."""
    await asyncio.sleep(0.05)
    async with run.last_unit() as session:
        await effect(session, run, 0)
        await asyncio.sleep(0.05)


@job("test.steps")
async def steps(run: JobRun) -> None:
    """Five effects, resumed from the checkpoint."""
    first = (run.checkpoint or {"next": 0})["next"]
    for step in range(first, STEPS):
        async with run.unit() as session:
            await effect(session, run, step)
            await run.advance(session, done=step + 1, total=STEPS, checkpoint={"next": step + 1})
            await asyncio.sleep(0.2)


@job("test.patient")
async def patient(run: JobRun) -> None:
    """Longer than the grace that a stopping worker gives."""
    await asyncio.sleep(7)
    async with run.last_unit() as session:
        await effect(session, run, 0)


EFFECTS = {"test.short": 1, "test.steps": STEPS, "test.patient": 1}


class WorkerProcess:
    """A worker as its own process, in the environment of the tests."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.core.killable_worker"]
        self._process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"LOG_LEVEL": "WARNING"})

    def end(self, signum: signal.Signals) -> int:
        """Sends the signal and returns the exit code."""
        self._process.send_signal(signum)
        return self._process.wait(30)


async def make_effects_table() -> None:
    """An empty `test_effects`."""
    async with unit_of_work() as session:
        await sql(session, "DROP TABLE IF EXISTS test_effects")
        await sql(session, "CREATE TABLE test_effects (job_id uuid NOT NULL, step int NOT NULL)")


async def at_work(patience: float = 60) -> bool:
    """Waits until a worker that was started just now holds a job, at most `patience` seconds."""
    deadline = time.monotonic() + patience
    async with unit_of_work() as session:
        now = (await sql(session, "SELECT clock_timestamp()")).scalar_one()
    # A lease that a dead worker left behind ends before the shortest one that can be taken from now on.
    statement = "SELECT count(*) FROM jobs WHERE status = 'running' AND lease_until > :end"
    while time.monotonic() < deadline:
        async with unit_of_work() as session:
            if (await sql(session, statement, end=now + LEASE)).scalar_one():
                return True
        await asyncio.sleep(0.1)
    return False


async def drained(jobs: dict[uuid.UUID, str], patience: float) -> bool:
    """Waits until none of `jobs` waits or runs any more, at most `patience` seconds."""
    deadline = time.monotonic() + patience
    statement = "SELECT count(*) FROM jobs WHERE id = ANY(:ids) AND status IN ('queued', 'running')"
    while time.monotonic() < deadline:
        async with unit_of_work() as session:
            if (await sql(session, statement, ids=list(jobs))).scalar_one() == 0:
                return True
        await asyncio.sleep(0.5)
    return False


async def crashes(jobs: dict[uuid.UUID, str]) -> int:
    """How many runs of `jobs` died with their worker."""
    async with unit_of_work() as session:
        statement = "SELECT sum(crashes) FROM jobs WHERE id = ANY(:ids)"
        return int((await sql(session, statement, ids=list(jobs))).scalar_one())


async def lost_and_doubled(jobs: dict[uuid.UUID, str]) -> tuple[int, int]:
    """How many effects that `jobs` owe are missing, and how many there are too many."""
    async with unit_of_work() as session:
        rows: Sequence[Any] = (
            await sql(session, "SELECT job_id, step, count(*) FROM test_effects GROUP BY 1, 2")
        ).all()
    seen: dict[tuple[uuid.UUID, int], int] = {(job_id, step): count for job_id, step, count in rows}
    owed = {(job_id, step) for job_id, name in jobs.items() for step in range(EFFECTS[name])}
    return len(owed - seen.keys()), sum(count - 1 for count in seen.values())


if __name__ == "__main__":
    from shopchat import worker

    worker.main()
