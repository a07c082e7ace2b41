"""Background work of conversations."""

from datetime import timedelta

from shopchat.conversations import service, traces
from shopchat.core.jobs import JobRun, periodic

BATCH = 500


@periodic("conversations.end_idle", every=timedelta(minutes=1))
async def end_idle(run: JobRun) -> None:
    """Ends conversations in which nobody has spoken for the configured time."""
    while True:
        async with run.unit() as session:
            if await service.end_idle(session, limit=BATCH) < BATCH:
                return


@periodic("conversations.forget_traces", every=timedelta(hours=1))
async def forget_traces(run: JobRun) -> None:
    """Removes what old answers were made from, and earlier states of entries that no answer rests on."""
    async with run.last_unit() as session:
        await traces.forget(session)


@periodic("conversations.recount", every=timedelta(days=1), max_attempts=3, timeout=timedelta(hours=1))
async def recount(run: JobRun) -> None:
    """Raises counters of the month that are lower than the conversations that are there."""
    async with run.last_unit() as session:
        await service.recount_month(session)
