"""The giving end: a job exists exactly when its cause does."""

import asyncio
import uuid
from datetime import timedelta

import pytest

from shopchat.core import db
from shopchat.core.jobs import JobRun, Status, cancel, enqueue, get, job, queue_depth, runner
from shopchat.core.jobs.lease import claim
from shopchat.core.jobs.wake import run_job
from tests.core.job_rows import EXPIRED, change, claimed, put, row, woken

pytestmark = pytest.mark.usefixtures("clean_database")


@job("test.nothing")
async def nothing(run: JobRun) -> None:
    """Does nothing."""


def new_key() -> str:
    return f"test:{uuid.uuid4()}"


async def test_a_job_dies_with_its_cause() -> None:
    ids = []

    async def cause() -> None:
        async with db.unit_of_work() as session:
            ids.append(await enqueue(session, "test.nothing"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await cause()
    async with db.unit_of_work() as session:
        assert await get(session, ids[0]) is None
    assert woken() == []


async def test_the_commit_stores_the_job_and_wakes_a_worker_once() -> None:
    async with db.unit_of_work() as session:
        job_id = await enqueue(session, "test.nothing", entry_id="e1")
        assert woken() == []
    assert woken() == [job_id]
    stored = await row(job_id)
    assert (stored.status, stored.args, stored.attempts) == (Status.QUEUED, {"entry_id": "e1"}, 0)


async def test_a_request_succeeds_without_redis(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(run_job().huey.storage, "enqueue", unreachable)
    job_id = await put("test.nothing")
    assert (await row(job_id)).status == Status.QUEUED
    assert "sweeper" in caplog.text


def unreachable(*_: object) -> None:
    raise ConnectionRefusedError("no Redis here")


async def test_a_delayed_job_waits_and_wakes_nobody() -> None:
    job_id = await put("test.nothing", delay=timedelta(minutes=1))
    assert woken() == []
    assert await claim(job_id) is None
    await change(job_id, "run_at = now()")
    assert await claim(job_id) is not None


async def test_a_key_has_one_job_that_waits_or_runs() -> None:
    key = new_key()
    first = await put("test.nothing", dedupe_key=key)
    assert await put("test.nothing", dedupe_key=key) == first
    assert await claim(first) is not None
    assert await put("test.nothing", dedupe_key=key) == first
    await change(first, "status = 'done'")
    second = await put("test.nothing", dedupe_key=key)
    assert second != first


async def test_a_key_has_one_job_however_many_ask_at_once() -> None:
    key = new_key()
    assert len(set(await asyncio.gather(*(put("test.nothing", dedupe_key=key) for _ in range(10))))) == 1


async def test_a_waiting_job_is_cancelled_at_once() -> None:
    job_id = await put("test.nothing")
    async with db.unit_of_work() as session:
        assert await cancel(session, job_id) == Status.CANCELLED
    assert (await row(job_id)).finished_at is not None
    assert await claim(job_id) is None


async def test_a_running_job_is_asked_to_stop_and_stops_at_its_next_check() -> None:
    started = asyncio.Event()
    asked = asyncio.Event()

    @job("test.cancellable")
    async def cancellable(run: JobRun) -> None:
        started.set()
        await asked.wait()
        await run.check_cancelled()
        raise AssertionError("It went on.")

    job_id = await put("test.cancellable")
    running = asyncio.create_task(runner.run(job_id))
    await started.wait()
    async with db.unit_of_work() as session:
        assert await cancel(session, job_id) == Status.RUNNING
    asked.set()
    await running
    ended = await row(job_id)
    assert (ended.status, ended.error) == (Status.CANCELLED, None)
    assert ended.finished_at is not None


async def test_nobody_asked_nobody_stops() -> None:
    run = JobRun(await claimed("test.nothing"))
    await run.check_cancelled()


async def test_a_cancelled_job_whose_worker_died_is_not_run_again() -> None:
    taken = await claimed("test.nothing")
    async with db.unit_of_work() as session:
        await cancel(session, taken.id)
    await change(taken.id, EXPIRED)
    assert await claim(taken.id) is None
    assert (await row(taken.id)).status == Status.CANCELLED


async def test_a_cancelled_job_that_fails_is_not_tried_again() -> None:
    @job("test.cancelled_failure")
    async def cancelled_failure(run: JobRun) -> None:
        async with db.unit_of_work() as session:
            await cancel(session, run.id)
        raise ValueError("broken")

    job_id = await put("test.cancelled_failure")
    await runner.run(job_id)
    assert (await row(job_id)).status == Status.CANCELLED


async def test_what_is_over_stays_as_it_is() -> None:
    job_id = await put("test.nothing")
    await runner.run(job_id)
    async with db.unit_of_work() as session:
        assert await cancel(session, job_id) == Status.DONE
        assert await cancel(session, uuid.uuid4()) is None
    assert not (await row(job_id)).cancel_requested


async def test_the_depth_of_the_queue_moves_with_it() -> None:
    async with db.unit_of_work() as session:
        before = await queue_depth(session)
    late = await put("test.nothing")
    await change(late, "run_at = now() - interval '300 days'")
    await put("test.nothing", delay=timedelta(hours=1))
    await claimed("test.nothing")
    async with db.unit_of_work() as session:
        after = await queue_depth(session)
    assert (after.queued - before.queued, after.running - before.running, after.failed) == (2, 1, before.failed)
    assert after.oldest_due is not None
    assert after.oldest_due >= timedelta(days=300)
    await change(late, "status = 'done'")
