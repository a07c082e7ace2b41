"""Workers die in the middle of their work, and nothing is lost and nothing happens twice."""

import asyncio
import random
import signal
import uuid
from dataclasses import dataclass
from itertools import cycle

import pytest

from shopchat.core import db
from shopchat.core.jobs import enqueue
from tests.core import killable_worker


@dataclass(frozen=True)
class Figures:
    """What came of it: `died` counts runs that a kill ended, the rest counts effects."""

    jobs: int
    died: int
    lost: int
    doubled: int


async def kill_workers(kills: int, jobs_a_round: int) -> Figures:
    """Kills as many workers at their work, by SIGKILL and SIGTERM in turn, then lets one finish what is left."""
    await killable_worker.make_effects_table()
    jobs: dict[uuid.UUID, str] = {}
    names = cycle(killable_worker.EFFECTS)
    for round_number in range(kills):
        async with db.unit_of_work() as session:
            for _ in range(jobs_a_round):
                name = next(names)
                jobs[await enqueue(session, name)] = name
        worker = killable_worker.WorkerProcess()
        assert await killable_worker.at_work()
        await asyncio.sleep(random.uniform(0, 2))
        await asyncio.to_thread(worker.end, signal.SIGTERM if round_number % 2 else signal.SIGKILL)
    worker = killable_worker.WorkerProcess()
    try:
        assert await killable_worker.drained(jobs, patience=90 + 2 * len(jobs))
    finally:
        assert await asyncio.to_thread(worker.end, signal.SIGINT) == 0
    lost, doubled = await killable_worker.lost_and_doubled(jobs)
    return Figures(len(jobs), await killable_worker.crashes(jobs), lost, doubled)


@pytest.mark.usefixtures("clean_database")
async def test_three_kills_lose_nothing_and_double_nothing() -> None:
    figures = await kill_workers(kills=3, jobs_a_round=6)
    assert figures.died > 0, "No kill hit a running job; this run proves nothing."
    assert (figures.lost, figures.doubled) == (0, 0)
