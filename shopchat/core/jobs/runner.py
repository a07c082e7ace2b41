"""Runs one claimed job to its end: heartbeat, timeout, and what is written when it fails, is called off or let go."""

import asyncio
import logging
import random
import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import case, func
from sqlmodel import col
from structlog.contextvars import bound_contextvars

from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import ShopChatError, is_final
from shopchat.core.jobs import registry
from shopchat.core.jobs.lease import HEARTBEAT, LeaseLost, claim, renew, settle
from shopchat.core.jobs.model import Job, Status
from shopchat.core.jobs.run import Cancelled, JobRun
from shopchat.core.jobs.wake import wake

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)
ERROR_LENGTH = 1000


class Failed(Exception):
    """The run ended without success, for the reason in the message."""


async def run(job_id: uuid.UUID) -> None:
    """Claims the job, if it is there to be claimed, and sees it to one of its ends. Cancelling this lets the job go."""
    job = await claim(job_id)
    if job is None:
        return
    with bound_contextvars(job_id=str(job.id), job=job.name):
        try:
            await _attempt(job)
        except LeaseLost:
            log.warning("Another worker took the job over; this run wrote nothing more")
        except Cancelled:
            await _settle(job, status=Status.CANCELLED, finished_at=func.now())
            log.info("Cancelled")
        except asyncio.CancelledError:
            await _release(job)
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler raises is the job's failure
            await _fail(job, error)
        else:
            await _settle(job, status=Status.DONE, finished_at=func.now(), error=None)
            # What comes round every minute is news only when it fails.
            log.log(logging.DEBUG if registry.is_periodic(job.name) else logging.INFO, "Done")


def pause_after(attempt: int) -> timedelta:
    """The wait after the `attempt`th failure: from 2 seconds, doubling, to 10 minutes; a quarter more or less."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(attempt - 1, 20)
    return min(doubled, LONGEST_PAUSE) * random.uniform(0.75, 1.25)  # noqa: S311


async def _attempt(job: Job) -> None:
    definition = registry.find(job.name)
    if definition is None:
        raise Failed(f"This worker knows no job called {job.name}; is it an older version than the web process?")
    work = asyncio.create_task(definition.handler(JobRun(job), **job.args))
    lease = asyncio.create_task(_until_lease_is_lost(job))
    try:
        timeout = definition.timeout.total_seconds()
        ended, _ = await asyncio.wait({work, lease}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
    finally:
        lease.cancel()
        if not work.done():
            work.cancel()
        await asyncio.gather(work, lease, return_exceptions=True)
    if work in ended and work.cancelled():
        raise Failed("Something inside it cancelled it.")
    if work in ended:
        work.result()
    elif lease in ended:
        raise LeaseLost
    else:
        raise Failed(f"It took longer than {definition.timeout}.")


async def _until_lease_is_lost(job: Job) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT.total_seconds())
        try:
            if not await renew(job):
                return
        except Exception as error:  # noqa: BLE001 - a database away for a moment; units are fenced in any case
            log.warning("The lease was not renewed: %s", str(error).partition("\n")[0])


async def _settle(job: Job, **values: Any) -> bool:
    async with unit_of_work(unscoped=Unscoped.JOB) as session:
        return await settle(session, job, **values)


async def _release(job: Job) -> None:
    """Gives the job back uncounted, for another worker to take at once."""
    if await _settle(job, status=Status.QUEUED, run_at=func.now(), attempts=col(Job.attempts) - 1):
        log.info("Released for another worker")
        await wake(job.id)


async def _fail(job: Job, error: Exception) -> None:
    sentence = _sentence(error)
    if is_final(error) or job.attempts >= job.max_attempts:
        log.error("Failed for good after %d attempt(s): %s", job.attempts, sentence, exc_info=error)
        await _settle(job, status=Status.FAILED, finished_at=func.now(), error=sentence)
        return
    pause = pause_after(job.attempts)
    log.warning("Attempt %d of %d failed, next in %s: %s", job.attempts, job.max_attempts, pause, sentence)
    called_off = col(Job.cancel_requested)
    await _settle(
        job,
        status=case((called_off, Status.CANCELLED), else_=Status.QUEUED),
        finished_at=case((called_off, func.now()), else_=None),
        run_at=func.now() + pause,
        error=sentence,
    )


def _sentence(error: Exception) -> str:
    text = str(error) if isinstance(error, ShopChatError | Failed) else f"{type(error).__name__}: {error}"
    # PostgreSQL stores neither NUL nor lone surrogates, and an error must never fail on its own text.
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:ERROR_LENGTH]
