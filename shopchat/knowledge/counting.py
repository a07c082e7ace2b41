"""The counters of entries checked against the entries, and which entries a smaller plan no longer covers."""

import uuid
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.billing import service as billing
from shopchat.billing.plans import UNLIMITED, plan_of
from shopchat.core.jobs import JobRun
from shopchat.knowledge import queries
from shopchat.knowledge.models import Entry

BATCH = 200
FIRST = uuid.UUID(int=0)


async def recount(session: AsyncSession, account: User) -> bool:
    """Counts the account's entries anew while nobody adds any, and says whether a counter was wrong."""
    await billing.lock_entries(session, account)
    return await billing.recount_entries(session, account, by_chatbot=await queries.entry_counts(session, account))


async def recount_all(run: JobRun) -> None:
    """Goes through all accounts, and on from where a run that died had come to."""
    after = uuid.UUID((run.checkpoint or {}).get("after", str(FIRST)))
    done = run.done
    while True:
        async with run.unit() as session:
            batch = await accounts.everybody(session, after=after, limit=BATCH)
        if not batch:
            return
        for account in batch:
            async with run.unit() as session:
                await recount(session, account)
                after, done = account.id, done + 1
                await run.advance(session, done=done, checkpoint={"after": str(after)})


async def over_plan_from(session: AsyncSession, account: User) -> tuple[datetime, uuid.UUID] | None:
    """The time and id from which on entries are more than the plan holds; `None` when all fit.

    They are the youngest ones. They stay and go on answering: the mark says why no new one is taken.
    """
    limit = plan_of(account.plan).max_secondary
    first = None if limit == UNLIMITED else await queries.first_beyond(session, account, limit)
    return (first.created_at, first.id) if first else None


def is_over_plan(entry: Entry, since: tuple[datetime, uuid.UUID] | None) -> bool:
    """Whether the entry is one of those."""
    return since is not None and (entry.created_at, entry.id) >= since
