"""The sweeper: what was forgotten is started, what is periodic happens once, what is old goes."""

import asyncio
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from shopchat.core import clock, db
from shopchat.core.jobs import Job, JobRun, Status, job, periodic, registry, runner, sweeper
from shopchat.core.jobs.sweeper import sweep
from tests.core.job_rows import EXPIRED, change, claimed, put, woken

pytestmark = pytest.mark.usefixtures("clean_database")


@job("test.nothing")
async def nothing(run: JobRun) -> None:
    """Does nothing."""


@pytest.fixture(autouse=True)
def _own_declarations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Periodic jobs of this file end with their test, and those of the product keep out."""
    kept = {name: one for name, one in registry._definitions.items() if one.every is None}
    monkeypatch.setattr(registry, "_definitions", kept)


async def jobs_called(name: str) -> list[Job]:
    async with db.unit_of_work() as session:
        return list((await session.exec(select(Job).where(col(Job.name) == name).order_by(col(Job.created_at)))).all())


async def test_a_lost_wake_up_and_a_dead_worker_are_found() -> None:
    forgotten = await put("test.nothing")
    orphan = await claimed("test.nothing")
    await change(orphan.id, EXPIRED)
    held = await claimed("test.nothing")
    later = await put("test.nothing", delay=timedelta(hours=1))
    over = await put("test.nothing")
    await runner.run(over)
    woken()
    await sweep()
    found = set(woken())
    assert {forgotten, orphan.id} <= found
    assert not {held.id, later, over} & found


async def test_wake_ups_do_not_pile_up_while_nobody_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeper, "BATCH", 3)
    for _ in range(5):
        await put("test.nothing")
    woken()
    for _ in range(4):
        await sweep()
    assert len(woken()) == 3


async def test_while_one_sweeps_the_others_do_not() -> None:
    await put("test.nothing")
    woken()
    async with db.unit_of_work() as session:
        await session.exec(select(func.pg_advisory_xact_lock(sweeper.LOCK)))
        await sweep()
        assert woken() == []
    await sweep()
    assert woken() != []


async def test_an_interval_has_one_run_however_many_workers_and_however_fast() -> None:
    name = f"test.periodic_{uuid.uuid4().hex[:8]}"
    periodic(name, every=timedelta(hours=1))(nothing)
    await asyncio.gather(*(sweep() for _ in range(5)))
    (only,) = await jobs_called(name)
    await runner.run(only.id)
    await sweep()
    assert [one.status for one in await jobs_called(name)] == [Status.DONE]
    with clock.moved(timedelta(hours=1)):
        await sweep()
    assert [one.status for one in await jobs_called(name)] == [Status.DONE, Status.QUEUED]


async def test_intervals_do_not_pile_up_behind_one_that_waits() -> None:
    name = f"test.periodic_{uuid.uuid4().hex[:8]}"
    periodic(name, every=timedelta(minutes=1))(nothing)
    for minute in range(3):
        with clock.moved(timedelta(minutes=minute)):
            await sweep()
    assert len(await jobs_called(name)) == 1


async def test_the_sweeper_outlives_any_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: asyncio.Queue[str] = asyncio.Queue()

    async def faulty() -> None:
        rounds.put_nowait("round")
        raise [OSError, RuntimeError, ZeroDivisionError][rounds.qsize() % 3]

    monkeypatch.setattr(sweeper, "sweep", faulty)
    monkeypatch.setattr(sweeper, "EVERY", timedelta())
    sweeping = asyncio.create_task(sweeper.sweep_forever())
    for _ in range(5):
        await asyncio.wait_for(rounds.get(), 5)
    sweeping.cancel()


@pytest.mark.parametrize("every", [timedelta(seconds=4), timedelta(days=2)])
def test_an_interval_that_the_sweeper_cannot_keep_is_refused(every: timedelta) -> None:
    with pytest.raises(ValueError, match="every"):
        periodic("test.refused_interval", every=every)


async def test_what_ended_a_week_ago_goes_and_failures_stay() -> None:
    ids = {state: await put("test.nothing") for state in ("done", "cancelled", "failed", "recent")}
    for state, job_id in ids.items():
        status, age = ("done", "6 days") if state == "recent" else (state, "8 days")
        await change(job_id, f"status = '{status}', finished_at = now() - interval '{age}'")
    await sweep()
    async with db.unit_of_work() as session:
        left = {state for state, job_id in ids.items() if await session.get(Job, job_id) is not None}
    assert left == {"failed", "recent"}


@pytest.mark.parametrize("name", ["", "nodots", "Upper.case", "a.b-c", "a." + "b" * 99])
def test_a_job_has_a_dotted_name(name: str) -> None:
    with pytest.raises(ValueError, match="dotted"):
        job(name)


def test_a_name_has_one_handler() -> None:
    async def other(run: JobRun) -> None:
        """Another one."""

    with pytest.raises(ValueError, match="Two handlers"):
        job("test.nothing")(other)
