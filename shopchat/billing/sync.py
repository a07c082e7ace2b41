"""Brings an account in line with its subscriptions as payments have them now.

Nothing is ever concluded from an event's own content: order of arrival means nothing, so an event is only the sign that
something changed, and the state of everything is asked for again.
"""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import outbox
from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.billing import claims, letters, queries
from shopchat.billing.entitlement import FREE, entitlement, grace_until
from shopchat.billing.models import Subscription
from shopchat.billing.plans import plan_of
from shopchat.billing.warnings import PAGE
from shopchat.core import clock
from shopchat.core.config import get_settings
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.integrations.payments import SubscriptionState, payments

log = logging.getLogger(__name__)

REMIND = timedelta(days=2)
"""Before a grace period ends."""


@dataclass(frozen=True)
class Look:
    """What payments said of a customer; `as_of` is the database's time just before they were asked."""

    customer_id: str
    as_of: datetime
    subscriptions: tuple[SubscriptionState, ...]


async def look(customer_id: str) -> Look:
    """Asks payments. Raises `PaymentsUnreachable`, `PaymentsOff`."""
    async with unit_of_work(unscoped=Unscoped.EVENT) as session:
        as_of = await queries.database_time_unscoped(session)
    return Look(customer_id, as_of, tuple(await (await payments()).subscriptions_of(customer_id)))


async def apply(session: AsyncSession, account_id: uuid.UUID, seen: Look, *, at: datetime | None = None) -> bool:
    """Makes the account what was seen, unless a later look has been applied. Says whether anything was different.

    `at` is the time of the event that led here; without one the time is now, and only a difference counts as news.
    """
    account = await accounts.held(session, account_id=account_id)
    if account is None or account.stripe_customer_id != seen.customer_id:
        return False
    known = await queries.claim(session, account, "stripe")
    if known is not None and known.as_of is not None and known.as_of > seen.as_of:
        if at is not None:  # The later look included what this event is about; its time still counts.
            await claims.claim(session, account, source="stripe", plan=known.plan, at=at, as_of=known.as_of)
        return False
    differs = await _store(session, account, seen.subscriptions)
    if not seen.subscriptions and known is None:
        return differs
    given = entitlement(seen.subscriptions, now=clock.now(), grace=grace_period())
    differs = differs or known is None or known.plan != given.plan
    if at is None:
        at = clock.now() if differs or known is None else known.claimed_at
    before = account.plan
    await claims.claim(session, account, source="stripe", plan=given.plan, at=at, as_of=seen.as_of)
    await _tell(session, account, before, await queries.subscriptions(session, account))
    return differs


async def watch_grace(session: AsyncSession, account: User) -> None:
    """Ends a grace period whose time is over, and mails before it does."""
    await session.refresh(account, with_for_update={"key_share": True})
    rows = await queries.subscriptions(session, account)
    known = await queries.claim(session, account, "stripe")
    if known is None:
        return
    before = account.plan
    given = entitlement(rows, now=clock.now(), grace=grace_period())
    if given.plan != known.plan:
        await claims.claim(session, account, source="stripe", plan=given.plan, at=clock.now(), as_of=known.as_of)
    await _tell(session, account, before, rows)


def grace_period() -> timedelta:
    """How long a plan goes on after a payment failed."""
    return timedelta(days=get_settings().billing_grace_days)


async def _store(session: AsyncSession, account: User, states: Sequence[SubscriptionState]) -> bool:
    """Writes what differs of the account's subscriptions; those that payments do not know any more are over."""
    known = {row.stripe_subscription_id: row for row in await queries.subscriptions(session, account)}
    differs = False
    for state in states:
        row = known.pop(state.id, None) or Subscription(
            user_id=account.id,
            stripe_customer_id=state.customer_id,
            stripe_subscription_id=state.id,
            plan=state.plan or FREE,
            status="",
        )
        if state.plan is None:
            log.warning("Subscription %s is for a price that no setting names; it gives no plan", state.id)
        values = {
            "plan": state.plan or FREE,
            "status": state.status,
            "current_period_start": state.period_start,
            "current_period_end": state.period_end,
            "cancel_at_period_end": state.cancel_at_period_end,
            "unpaid_since": state.unpaid_since,
        }
        if any(getattr(row, name) != value for name, value in values.items()):
            differs = True
            for name, value in values.items():
                setattr(row, name, value)
        session.add(row)
    for row in known.values():
        if row.status != "canceled":
            differs, row.status, row.unpaid_since = True, "canceled", None
            session.add(row)
    await session.flush()
    return differs


async def _tell(session: AsyncSession, account: User, before: str, rows: Sequence[Subscription]) -> None:
    page, grace = f"{get_settings().site_url}{PAGE}", grace_period()
    for row in rows:
        until = grace_until(row, grace)
        if until is None or clock.now() >= until:
            continue
        name = f"{row.stripe_subscription_id}:{row.unpaid_since:%Y-%m-%dT%H:%M:%S}"
        plan = plan_of(row.plan)
        if await queries.note_once(session, account, f"unpaid:{name}"):
            await outbox.post(session, account, letters.payment_failed(plan, until, page))
        elif clock.now() >= until - REMIND and await queries.note_once(session, account, f"grace-ends:{name}"):
            await outbox.post(session, account, letters.grace_ends(plan, until, page))
    if before != FREE and account.plan == FREE:
        await outbox.post(session, account, letters.plan_ended(plan_of(before), page))
