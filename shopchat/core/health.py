"""Whether the parts that everything stands on are there."""

import asyncio
import logging
from collections.abc import Awaitable
from datetime import timedelta

from sqlalchemy import text

from shopchat.core import jobs
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.redis import redis

log = logging.getLogger(__name__)

PATIENCE = 3.0  # seconds for each check
# A job that has been due for so long waits for a worker that is not there.
LATE = timedelta(minutes=2)


async def checks() -> dict[str, bool]:
    """Whether `database`, `redis` and `queue` do their work; asked at once, never raises."""
    probes = {"database": _database(), "redis": _redis(), "queue": _queue()}
    found = await asyncio.gather(*(_check(name, probe) for name, probe in probes.items()))
    return dict(zip(probes, found, strict=True))


async def _check(name: str, probe: Awaitable[bool]) -> bool:
    try:
        return await asyncio.wait_for(probe, PATIENCE)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is not well.
        log.warning("Health check %s failed: %s", name, error)
        return False


async def _database() -> bool:
    async with unit_of_work(unscoped=Unscoped.HOUSE) as session:
        await (await session.connection()).execute(text("SELECT 1"))
    return True


async def _redis() -> bool:
    return bool(await redis().ping())  # type: ignore[misc]


async def _queue() -> bool:
    async with unit_of_work(unscoped=Unscoped.HOUSE) as session:
        depth = await jobs.queue_depth(session)
    return depth.oldest_due is None or depth.oldest_due < LATE
