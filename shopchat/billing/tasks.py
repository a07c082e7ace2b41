"""Background work of billing."""

import uuid
from datetime import timedelta

from shopchat.accounts import service as accounts
from shopchat.billing import queries, reconcile, stripe_events, sync
from shopchat.core import clock
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.jobs import JobRun, job, periodic
from shopchat.integrations.payments import is_off, payments
from shopchat.webhooks import journal

NOTICES_KEPT = timedelta(days=400)


@job("billing.work_event", max_attempts=journal.ATTEMPTS, timeout=timedelta(minutes=2))
async def work_event(run: JobRun, *, event_id: str) -> None:
    """Works a webhook event that the request which brought it did not."""
    await journal.work_by_job(run, uuid.UUID(event_id), stripe_events.prepare)


@job("billing.end_customer", max_attempts=50, timeout=timedelta(minutes=2))
async def end_customer(run: JobRun, *, customer_id: str) -> None:
    """Ends what a customer pays for whose account is gone. Tried for hours: money goes out otherwise."""
    if not is_off():
        await (await payments()).end_customer(customer_id)


@periodic("billing.watch_grace", every=timedelta(hours=1))
async def watch_grace(run: JobRun) -> None:
    """Ends grace periods whose time is over, and mails those that soon will be."""
    async with unit_of_work(unscoped=Unscoped.JOB) as session:
        unpaid = await queries.past_due_accounts_unscoped(session)
    for account_id in unpaid:
        async with run.unit() as session:
            account = await accounts.held(session, account_id=account_id)
            if account is not None:
                await sync.watch_grace(session, account)


@periodic("billing.reconcile", every=timedelta(days=1), max_attempts=5, timeout=timedelta(hours=3))
async def reconcile_nightly(run: JobRun) -> None:
    """Compares every customer with payments, and repairs what differs."""
    await reconcile.run(run)


@periodic("billing.forget_old", every=timedelta(days=1))
async def forget_old(run: JobRun) -> None:
    """Drops the memory of what was mailed a year ago."""
    async with run.last_unit() as session:
        await queries.delete_notices_unscoped(session, clock.now() - NOTICES_KEPT)
