"""The worker's machinery: Huey's threads ask, one event loop runs, a sweeper tidies, and a stop loses nothing."""

import asyncio
import logging
import signal
import threading
import uuid
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from datetime import timedelta
from types import FrameType
from typing import Any

from shopchat.core import db, redis
from shopchat.core.jobs import runner
from shopchat.core.jobs.sweeper import sweep_forever
from shopchat.core.jobs.wake import execute_with, run_job, wake

log = logging.getLogger(__name__)

# What running jobs get to finish in when the worker is asked to stop; container engines kill after 10 seconds.
GRACE = timedelta(seconds=5)
HEALTH_CHECK_SECONDS = 10


class LoopThread:
    """One event loop in a thread of its own: every job, connection and heartbeat of the process lives on it."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="jobs-loop", daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        """Starts `work` on the loop, from any thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self) -> None:
        """Ends the loop; whatever still runs on it is dropped."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Runs:
    """The job runs under way on the loop."""

    def __init__(self, loop: LoopThread) -> None:
        self._loop = loop
        self._tasks: set[asyncio.Task[Any]] = set()
        self._stopping = False

    def execute(self, job_id: uuid.UUID) -> None:
        """Runs the job on the loop and blocks until it ended: what a wake-up does in a Huey thread."""
        try:
            self._loop.submit(self._run(job_id)).result()
        except CancelledError:
            pass  # Released.
        except Exception:
            log.exception(
                "Job %s could not be started or finished; it is tried again once its lease has run out", job_id
            )

    async def stop(self, grace: timedelta) -> None:
        """Takes no more, gives what runs `grace` to finish and lets go of the rest."""
        self._stopping = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=grace.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, job_id: uuid.UUID) -> None:
        if self._stopping:
            await wake(job_id)  # The message is taken out of Redis already: hand it on.
            return
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await runner.run(job_id)
        finally:
            self._tasks.discard(task)


def serve(threads: int) -> None:
    """Works until SIGINT or SIGTERM, `threads` jobs at a time. Needs the main thread, for the signals."""
    stopped = threading.Event()
    loop = LoopThread()
    runs = Runs(loop)
    execute_with(runs.execute)
    # The delays are for the time when Redis is away; otherwise a thread waits in Redis for the next message.
    huey = run_job().huey.create_consumer(
        workers=threads, periodic=False, scheduler_interval=60, initial_delay=1, max_delay=5
    )
    sweeper = loop.submit(sweep_forever())
    huey.start()

    def stop(signum: int, _: FrameType | None) -> None:
        log.info("Received %s, stopping", signal.Signals(signum).name)
        stopped.set()

    # Huey has set its own handlers, which would end running jobs without a word to their rows.
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, stop)
    log.info("The worker is ready")
    while not stopped.wait(HEALTH_CHECK_SECONDS):
        huey.check_worker_health()

    huey.stop_flag.set()
    sweeper.cancel()
    loop.submit(runs.stop(GRACE)).result()
    for _, thread in huey.worker_threads:
        thread.join()
    loop.submit(_close()).result()
    loop.close()
    log.info("The worker has stopped")


async def _close() -> None:
    await db.dispose()
    await redis.close()
