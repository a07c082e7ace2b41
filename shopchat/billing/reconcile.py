"""Once a day every customer is compared with payments: a webhook may never have come, or we may have been wrong."""

import logging
import uuid

from shopchat.accounts import service as accounts
from shopchat.accounts.models import AuditEvent
from shopchat.billing import sync
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.jobs import JobRun
from shopchat.integrations.payments import is_local, is_off

log = logging.getLogger(__name__)

BATCH = 100
FIRST = uuid.UUID(int=0)


async def run(job: JobRun) -> None:
    """Goes through all customers, and on from where a run that died had come to."""
    if is_off():
        return
    after = uuid.UUID((job.checkpoint or {}).get("after", str(FIRST)))
    repaired = (job.checkpoint or {}).get("repaired", 0)
    done = job.done
    while True:
        async with unit_of_work(unscoped=Unscoped.EVENT) as session:
            batch = await accounts.customers(session, after=after, limit=BATCH)
        if not batch:
            break
        for account_id in batch:
            repaired += await _compare(account_id)
            after, done = account_id, done + 1
        async with job.unit() as session:
            await job.advance(session, done=done, checkpoint={"after": str(after), "repaired": repaired})
    log.log(logging.WARNING if repaired else logging.INFO, "Compared %d customers, repaired %d", done, repaired)


async def _compare(account_id: uuid.UUID) -> bool:
    async with unit_of_work(unscoped=Unscoped.EVENT) as session:
        account = await accounts.held(session, account_id=account_id)
        customer = account.stripe_customer_id if account else None
    if customer is None or ("_local_" in customer) != is_local():
        return False
    seen = await sync.look(customer)
    async with unit_of_work(unscoped=Unscoped.EVENT) as session:
        differed = await sync.apply(session, account_id, seen)
        if differed:
            session.add(AuditEvent(action="billing.repaired", subject=str(account_id), details={"customer": customer}))
    return differed
