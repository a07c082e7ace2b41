"""Background work of the local payments."""

from datetime import timedelta

from shopchat.core.jobs import JobRun, job, periodic
from shopchat.integrations import payments
from shopchat.integrations.payments import local_billing, local_events


@job("payments.send_local_event", max_attempts=local_events.ATTEMPTS, timeout=timedelta(minutes=1))
async def send_local_event(run: JobRun, *, event_id: str) -> None:
    """Delivers one event; a worker that dies at the wrong moment delivers it twice, as Stripe may."""
    await local_events.send_unscoped(event_id)


@periodic("payments.renew_local", every=timedelta(hours=1))
async def renew_local(run: JobRun) -> None:
    """Renews or ends local subscriptions whose period is over."""
    async with run.last_unit() as session:
        if payments.is_local():
            await local_billing.renew_due_unscoped(session)
