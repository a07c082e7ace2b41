"""Background work of conversations."""

import uuid
from datetime import timedelta

from shopchat.conversations import service, traces
from shopchat.conversations.gaps import clustering
from shopchat.core.jobs import JobRun, job, periodic

BATCH = 500
GAP_BATCH = 50  # a second of computing at most, well inside the job's lease of 15


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


@job("conversations.cluster_gaps", timeout=timedelta(hours=1))
async def cluster_gaps(run: JobRun, *, chatbot_id: str) -> None:
    """Puts the chatbot's unanswered questions beside those that ask for the same, a batch a transaction."""
    while True:
        await run.check_cancelled()
        async with run.unit() as session:
            count = await clustering.cluster_pending(session, uuid.UUID(chatbot_id), limit=GAP_BATCH)
        if count == 0:
            return


@periodic("conversations.cluster_pending_gaps", every=timedelta(minutes=1))
async def cluster_pending_gaps(run: JobRun) -> None:
    """Asks again for what is in no cluster yet, and for all once the embedding model has changed."""
    async with run.last_unit() as session:
        await clustering.ask_for_pending(session)
