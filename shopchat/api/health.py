"""Whether everything that an answer needs is there."""

import asyncio
import logging
from collections.abc import Awaitable
from datetime import timedelta
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy import text

from shopchat import __version__
from shopchat.core import jobs
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.redis import redis

log = logging.getLogger(__name__)
router = APIRouter(tags=["health"])

PATIENCE = 3.0  # seconds for each check
# A job that has been due for so long waits for a worker that is not there.
LATE = timedelta(minutes=2)

Check = Literal["ok", "failed"]


class Checks(BaseModel):
    database: Check
    redis: Check
    queue: Check


class Health(BaseModel):
    status: Literal["ok", "degraded"]
    version: str
    checks: Checks


@router.get("/health", responses={503: {"model": Health}})
async def health(response: Response) -> Health:
    """200 when PostgreSQL, Redis and the queue answer, else 503; `checks` says which does not."""
    database, cache, queue = await asyncio.gather(
        _check("database", _database()), _check("redis", _redis()), _check("queue", _queue())
    )
    checks = Checks(database=database, redis=cache, queue=queue)
    is_well = all(value == "ok" for value in (database, cache, queue))
    response.status_code = 200 if is_well else 503
    response.headers["Cache-Control"] = "no-store"
    return Health(status="ok" if is_well else "degraded", version=__version__, checks=checks)


async def _check(name: str, probe: Awaitable[bool]) -> Check:
    try:
        return "ok" if await asyncio.wait_for(probe, PATIENCE) else "failed"
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is not well.
        log.warning("Health check %s failed: %s", name, error)
        return "failed"


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
