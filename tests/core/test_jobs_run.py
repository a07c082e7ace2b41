"""The running end: effects happen once, failures come back later, and only the holder of the lease writes."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core import db
from shopchat.core.errors import Invalid, Unavailable
from shopchat.core.jobs import Job, JobRun, LeaseLost, Status, job, runner
from shopchat.core.jobs.lease import MAX_CRASHES, claim, renew
from shopchat.core.jobs.runner import pause_after
from tests.core.job_rows import EXPIRED, change, claimed, put, row, woken

pytestmark = pytest.mark.usefixtures("clean_database")


@job("test.nothing")
async def nothing(run: JobRun) -> None:
    """Does nothing."""


async def leave_mark(session: AsyncSession) -> uuid.UUID:
    """An effect: a row that is there or not."""
    mark = Job(name="test.mark", max_attempts=1, status="done")
    session.add(mark)
    await session.flush()
    return mark.id


async def exists(job_id: uuid.UUID) -> bool:
    async with db.unit_of_work() as session:
        return await session.get(Job, job_id) is not None


async def test_of_many_workers_one_gets_the_job() -> None:
    job_id = await put("test.nothing")
    taken = await asyncio.gather(*(claim(job_id) for _ in range(10)))
    assert len([one for one in taken if one is not None]) == 1
    stored = await row(job_id)
    assert (stored.status, stored.attempts) == (Status.RUNNING, 1)


async def test_a_handler_that_returns_is_done() -> None:
    job_id = await put("test.nothing")
    await runner.run(job_id)
    ended = await row(job_id)
    assert ended.status == Status.DONE
    assert ended.finished_at is not None
    assert ended.lease_until is None


async def test_arguments_arrive() -> None:
    seen: list[Any] = []

    @job("test.arguments")
    async def arguments(run: JobRun, *, entry_id: str, deep: dict[str, int]) -> None:
        seen.append((entry_id, deep, run.attempt))

    await runner.run(await put("test.arguments", entry_id="e1", deep={"a": 1}))
    assert seen == [("e1", {"a": 1}, 1)]


async def test_the_last_unit_is_all_or_nothing() -> None:
    marks: list[uuid.UUID] = []

    @job("test.last_unit")
    async def last(run: JobRun) -> None:
        async with run.last_unit() as session:
            marks.append(await leave_mark(session))
            if run.attempt == 1:
                raise ValueError("between the effect and the end")

    job_id = await put("test.last_unit")
    await runner.run(job_id)
    assert not await exists(marks[0])
    assert (await row(job_id)).status == Status.QUEUED
    await change(job_id, "run_at = now()")
    await runner.run(job_id)
    assert await exists(marks[1])
    ended = await row(job_id)
    assert (ended.status, ended.error) == (Status.DONE, None)


async def test_what_follows_the_last_unit_cannot_undo_it() -> None:
    @job("test.after_the_end")
    async def after_the_end(run: JobRun) -> None:
        async with run.last_unit():
            pass
        raise ValueError("too late")

    job_id = await put("test.after_the_end")
    await runner.run(job_id)
    assert (await row(job_id)).status == Status.DONE


async def test_progress_and_checkpoint_are_stored_with_the_unit() -> None:
    first = JobRun(await claimed("test.nothing"))
    async with first.unit() as session:
        await first.advance(session, done=2, total=5, checkpoint={"next": 2})

    async def broken_unit() -> None:
        async with first.unit() as session:
            await first.advance(session, done=3, checkpoint={"next": 3})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await broken_unit()
    assert (first.done, first.total, first.checkpoint) == (2, 5, {"next": 2})
    await change(first.id, EXPIRED)
    taken = await claim(first.id)
    assert taken is not None
    second = JobRun(taken)
    assert (second.done, second.total, second.checkpoint) == (2, 5, {"next": 2})


async def test_what_an_advance_leaves_out_stays_within_the_unit_too() -> None:
    run = JobRun(await claimed("test.nothing"))
    async with run.unit() as session:
        await run.advance(session, done=1, total=3)
        await run.advance(session, checkpoint={"next": 1})
    assert (run.done, run.total, run.checkpoint) == (1, 3, {"next": 1})


async def test_a_run_that_lost_its_lease_writes_nothing() -> None:
    late = JobRun(await claimed("test.nothing"))
    await change(late.id, EXPIRED)
    assert await claim(late.id) is not None
    for unit in (late.unit, late.last_unit):
        with pytest.raises(LeaseLost):
            async with unit():
                raise AssertionError("It was let in.")
    with pytest.raises(LeaseLost):
        await late.check_cancelled()
    assert (await row(late.id)).status == Status.RUNNING


async def test_a_run_taken_over_does_not_fail_the_job() -> None:
    @job("test.taken_over", max_attempts=1)
    async def taken_over(run: JobRun) -> None:
        await change(run.id, EXPIRED)
        assert await claim(run.id) is not None
        raise ValueError("the old run breaks")

    job_id = await put("test.taken_over")
    await runner.run(job_id)
    stored = await row(job_id)
    assert (stored.status, stored.error) == (Status.RUNNING, None)


async def test_an_open_unit_cannot_be_taken_over() -> None:
    run = JobRun(await claimed("test.nothing"))
    await change(run.id, EXPIRED)
    async with run.unit():
        assert await claim(run.id) is None
    # The unit prolonged the lease with its commit, before anybody could take the job.
    assert await claim(run.id) is None


async def test_a_heartbeat_prolongs_the_lease_and_notices_its_loss() -> None:
    taken = await claimed("test.nothing")
    await change(taken.id, EXPIRED)
    assert await renew(taken)
    assert await claim(taken.id) is None
    run = JobRun(taken)
    async with run.unit():
        assert await renew(taken)
    await change(taken.id, EXPIRED)
    assert await claim(taken.id) is not None
    assert not await renew(taken)


async def test_a_lost_lease_ends_the_handler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "HEARTBEAT", timedelta(milliseconds=20))
    ends: list[str] = []

    @job("test.endless")
    async def endless(run: JobRun) -> None:
        await change(run.id, "lease_token = gen_random_uuid()")  # Another worker has it, between two heartbeats.
        try:
            await asyncio.Event().wait()
        finally:
            ends.append("ended")

    await asyncio.wait_for(runner.run(await put("test.endless")), 10)
    assert ends == ["ended"]


async def test_a_heartbeat_during_the_end_does_not_disturb_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "HEARTBEAT", timedelta(milliseconds=5))
    ends: list[str] = []

    @job("test.afterwards")
    async def afterwards(run: JobRun) -> None:
        async with run.last_unit():
            pass
        await asyncio.sleep(0.1)
        ends.append("went on")

    await runner.run(await put("test.afterwards"))
    assert ends == ["went on"]


async def test_a_failure_is_tried_again_later_and_for_good_after_the_last_attempt() -> None:
    @job("test.broken", max_attempts=2)
    async def broken(run: JobRun) -> None:
        raise ValueError("no \x00 stock \ud800")

    job_id = await put("test.broken")
    await runner.run(job_id)
    waiting = await row(job_id)
    assert (waiting.status, waiting.attempts, waiting.lease_until) == (Status.QUEUED, 1, None)
    assert waiting.error == "ValueError: no  stock ?"
    assert await claim(job_id) is None, "The pause was not kept."
    await change(job_id, "run_at = now()")
    await runner.run(job_id)
    failed = await row(job_id)
    assert (failed.status, failed.attempts) == (Status.FAILED, 2)
    assert failed.finished_at is not None


async def test_an_expected_refusal_is_final_and_an_outage_is_not() -> None:
    @job("test.refused")
    async def refused(run: JobRun, *, again: bool) -> None:
        raise Unavailable("Come back later.") if again else Invalid("The file is empty.")

    final, later = await put("test.refused", again=False), await put("test.refused", again=True)
    await runner.run(final)
    await runner.run(later)
    assert ((await row(final)).status, (await row(final)).error) == (Status.FAILED, "The file is empty.")
    assert ((await row(later)).status, (await row(later)).error) == (Status.QUEUED, "Come back later.")


async def test_a_handler_that_takes_too_long_is_stopped() -> None:
    stopped: list[bool] = []

    @job("test.slow", max_attempts=1, timeout=timedelta(milliseconds=50))
    async def slow(run: JobRun) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.append(True)

    job_id = await put("test.slow")
    await runner.run(job_id)
    ended = await row(job_id)
    assert ended.status == Status.FAILED
    assert ended.error is not None
    assert "longer than" in ended.error
    assert stopped == [True]


async def test_a_handler_cancelled_from_inside_has_failed() -> None:
    @job("test.self_cancelled", max_attempts=1)
    async def self_cancelled(run: JobRun) -> None:
        raise asyncio.CancelledError

    job_id = await put("test.self_cancelled")
    await runner.run(job_id)
    assert (await row(job_id)).status == Status.FAILED


async def test_a_name_that_nobody_declares_waits_for_a_newer_worker() -> None:
    job_id = await put("test.of_tomorrow")
    await runner.run(job_id)
    waiting = await row(job_id)
    assert waiting.status == Status.QUEUED
    assert waiting.error is not None
    assert "test.of_tomorrow" in waiting.error


async def test_deaths_of_the_worker_are_no_attempts_but_are_counted() -> None:
    taken = await claimed("test.nothing")
    for _ in range(MAX_CRASHES - 1):
        await change(taken.id, EXPIRED)
        assert await claim(taken.id) is not None
    stored = await row(taken.id)
    assert (stored.attempts, stored.crashes) == (1, MAX_CRASHES - 1)
    await change(taken.id, EXPIRED)
    assert await claim(taken.id) is None
    failed = await row(taken.id)
    assert failed.status == Status.FAILED
    assert failed.error is not None
    assert "worker died" in failed.error


async def test_progress_between_deaths_forgives_them_and_a_unit_without_progress_does_not() -> None:
    taken = await claimed("test.nothing")
    await change(taken.id, "crashes = 5")
    run = JobRun(taken)
    async with run.unit() as session:
        await run.advance(session, total=10)
    assert (await row(taken.id)).crashes == 5
    async with run.unit() as session:
        await run.advance(session, done=1)
    assert (await row(taken.id)).crashes == 0


async def test_a_run_let_go_is_uncounted_and_there_for_others_at_once() -> None:
    started = asyncio.Event()

    @job("test.let_go")
    async def let_go(run: JobRun) -> None:
        started.set()
        await asyncio.Event().wait()

    job_id = await put("test.let_go")
    woken()
    running = asyncio.create_task(runner.run(job_id))
    await started.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    released = await row(job_id)
    assert (released.status, released.attempts, released.crashes) == (Status.QUEUED, 0, 0)
    assert woken() == [job_id]
    assert await claim(job_id) is not None


def test_pauses_grow_and_stay_bounded() -> None:
    for attempt in range(1, 200):
        expected = min(timedelta(seconds=2) * 2 ** min(attempt - 1, 12), timedelta(minutes=10))
        assert expected * 0.75 <= pause_after(attempt) <= expected * 1.25


async def test_the_table_refuses_an_unknown_status() -> None:
    job_id = await put("test.nothing")
    with pytest.raises(Exception, match="ck_jobs_status"):
        async with db.unit_of_work() as session:
            await (await session.connection()).execute(
                text("UPDATE jobs SET status = 'lost' WHERE id = :id"), {"id": job_id}
            )
