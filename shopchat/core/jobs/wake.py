"""Huey: the wake-up and the runner. It forgets what it was running when it dies, so it is told ids and nothing else."""

import asyncio
import logging
import uuid
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from huey import RedisHuey
from redis import ConnectionPool, RedisError

from shopchat.core.config import get_settings

log = logging.getLogger(__name__)

# Longer than the second that a consumer thread blocks for a message, shorter than a request would bear.
SOCKET_TIMEOUT = 3

_execute: Callable[[uuid.UUID], None] | None = None


def execute_with(execute: Callable[[uuid.UUID], None] | None) -> None:
    """Says what a wake-up does in this process. Only a worker says so; the others only send."""
    global _execute
    _execute = execute


@lru_cache
def run_job() -> Any:
    """Huey's one task, `run_job(job_id)`, made on first use because only then are the settings complete."""
    settings = get_settings()
    if settings.redis_url is None:
        raise RuntimeError("REDIS_URL is not set and no embedded Redis was prepared.")
    pool = ConnectionPool.from_url(
        settings.redis_url, socket_timeout=SOCKET_TIMEOUT, socket_connect_timeout=SOCKET_TIMEOUT
    )
    huey = RedisHuey(f"{settings.redis_prefix}:jobs", results=False, connection_pool=pool, clean_name=False)

    @huey.task(name="run_job")
    def shell(job_id: str) -> None:
        if _execute is not None:
            _execute(uuid.UUID(job_id))

    return shell


async def wake(*job_ids: uuid.UUID) -> None:
    """Tells some worker to look at these jobs now. Never fails: without Redis the sweeper finds them later."""
    try:
        await asyncio.to_thread(_send, job_ids)
    except (RedisError, OSError) as error:
        log.warning("Redis does not take wake-ups; the sweeper will start %d job(s) later: %s", len(job_ids), error)


async def waiting() -> int:
    """How many wake-ups lie in Redis unread. Raises `RedisError` when Redis does not answer."""
    return int(await asyncio.to_thread(run_job().huey.storage.queue_size))


def _send(job_ids: tuple[uuid.UUID, ...]) -> None:
    task = run_job()
    for job_id in job_ids:
        task(str(job_id))
