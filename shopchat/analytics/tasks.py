"""Background work of analytics."""

from datetime import timedelta

from shopchat.analytics import days
from shopchat.core.jobs import JobRun, periodic

BATCH = 10


@periodic("analytics.count_days", every=timedelta(minutes=5), timeout=timedelta(hours=1))
async def count_days(run: JobRun) -> None:
    """Counts the days that are over, and again those of which something has changed."""
    async with run.unit() as session:
        await days.open_days(session)
    while True:
        await run.check_cancelled()
        async with run.unit() as session:
            if await days.count_open(session, limit=BATCH) < BATCH:
                return
