"""Background work of webhooks."""

import uuid
from datetime import timedelta

from shopchat.core import clock
from shopchat.core.jobs import JobRun, job, periodic
from shopchat.webhooks import delivering, journal, queries

LOG_KEPT_FOR = timedelta(days=30)


@job("webhooks.deliver", timeout=timedelta(minutes=1))
async def deliver(run: JobRun, *, delivery_id: str) -> None:
    """Makes one attempt at a message; a receiver may see it twice, under the same `webhook-id`."""
    await delivering.attempt(run, uuid.UUID(delivery_id))


@periodic("webhooks.forget_old", every=timedelta(hours=6))
async def forget_old(run: JobRun) -> None:
    """Drops what was delivered, or given up, a month ago, and what came in and was worked three months ago."""
    async with run.last_unit() as session:
        await queries.delete_events_unscoped(session, clock.now() - journal.KEPT_FOR)
        await queries.delete_deliveries_unscoped(session, clock.now() - LOG_KEPT_FOR)
