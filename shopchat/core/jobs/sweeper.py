"""The sweeper: finds what no wake-up will start any more, starts what is periodic, throws away what is old."""

import asyncio
import logging
import random
import uuid
from datetime import timedelta

from redis import RedisError
from sqlalchemy import delete, func
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core import clock
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.jobs import registry
from shopchat.core.jobs.lease import claimable
from shopchat.core.jobs.model import Job, Status
from shopchat.core.jobs.queue import insert_job
from shopchat.core.jobs.wake import waiting, wake

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=5)
# Wake-ups kept in Redis by sweeping: enough for a worker to be busy until the next sweep, few enough to be no burden.
BATCH = 500
KEEP_FINISHED = timedelta(days=7)
REMOVE_BATCH = 1000
# Any constant: it names the sweep among PostgreSQL's advisory locks, so that of several workers one sweeps at a time.
LOCK = 0x5C_5EE9
PERIODIC_IDS = uuid.UUID("5f1a3c1e-6f0b-4a53-9a5e-2f6f4f1f7c10")


async def sweep_forever() -> None:
    """Sweeps now and then about every five seconds until cancelled; an outage of a server is logged and waited out."""
    while True:
        try:
            await sweep()
        except (SQLAlchemyError, RedisError, OSError) as error:
            log.warning("The sweep was skipped: %s", str(error).partition("\n")[0])  # The rest is the SQL.
        except Exception:
            log.exception("The sweep was skipped")  # Without a sweeper jobs would be lost: it outlives any fault.
        await asyncio.sleep(EVERY.total_seconds() * random.uniform(0.8, 1.2))  # noqa: S311


async def sweep() -> None:
    """One round. Does nothing while another worker is at it."""
    async with unit_of_work(unscoped=Unscoped.JOB) as session:
        if not (await session.exec(select(func.pg_try_advisory_xact_lock(LOCK)))).one():
            return
        await _add_periodic(session)
        await _remove_old(session)
        due = await _due(session, BATCH - min(await waiting(), BATCH))
    await wake(*due)


async def _due(session: AsyncSession, limit: int) -> list[uuid.UUID]:
    statement = select(Job.id).where(claimable()).order_by(col(Job.run_at)).limit(limit)
    return list((await session.exec(statement)).all())


async def _add_periodic(session: AsyncSession) -> None:
    for definition in registry.periodic_definitions():
        assert definition.every is not None
        slot = int(clock.now().timestamp() // definition.every.total_seconds())
        # The id follows from name and interval: the primary key allows each interval one row, even after it is done.
        job_id = uuid.uuid5(PERIODIC_IDS, f"{definition.name}:{slot}")
        await insert_job(session, job_id, definition.name, {}, dedupe_key=f"periodic:{definition.name}")


async def _remove_old(session: AsyncSession) -> None:
    old = (
        select(Job.id)
        .where(col(Job.status).in_((Status.DONE, Status.CANCELLED)), col(Job.finished_at) < func.now() - KEEP_FINISHED)
        .limit(REMOVE_BATCH)
        .with_for_update(skip_locked=True)
    )
    await session.exec(delete(Job).where(col(Job.id).in_(old)).execution_options(synchronize_session=False))
