"""What an account has, pays and uses, in one look."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.billing import claims, queries, service
from shopchat.billing.entitlement import grace_until
from shopchat.billing.models import Subscription
from shopchat.billing.service import Meter, Usage
from shopchat.billing.sync import grace_period
from shopchat.core.config import get_settings
from shopchat.integrations.payments import is_local, is_off
from shopchat.integrations.payments.payments import LIVE

Level = Literal["fine", "near", "full", "over"]
NEAR = 80
"""Percent of a limit from which on the owner is warned."""


@dataclass(frozen=True)
class Over:
    """How much more is there than the plan allows: kept, answered from, and not added to."""

    items: int
    secondary: int


@dataclass(frozen=True)
class Overview:
    """`status` is the subscription's, or `none`. `source` is whose word gave the plan, `None` if nobody's did."""

    plan: str
    status: str
    source: str | None
    subscribed_plan: str | None
    current_period_start: datetime | None
    current_period_end: datetime | None
    cancel_at_period_end: bool
    grace_until: datetime | None
    payments: Literal["stripe", "local", "off"]
    is_customer: bool
    usage: Usage
    cost_usd: Decimal
    token_budget: int
    over: Over


async def overview(session: AsyncSession, account: User) -> Overview:
    """Reads the account's plan, its subscription and the month's use."""
    usage = await service.usage(session, account)
    rows = await queries.subscriptions(session, account)
    row = _current(rows)
    said = await queries.claims(session, account)
    newest = max(said, key=lambda each: (each.claimed_at, claims.ORDER.index(each.source)), default=None)
    return Overview(
        plan=account.plan,
        status=row.status if row else "none",
        source=newest.source if newest else None,
        subscribed_plan=row.plan if row and row.status in LIVE else None,
        current_period_start=row.current_period_start if row else None,
        current_period_end=row.current_period_end if row else None,
        cancel_at_period_end=bool(row and row.status in LIVE and row.cancel_at_period_end),
        grace_until=grace_until(row, grace_period()) if row else None,
        payments="off" if is_off() else "local" if is_local() else "stripe",
        is_customer=account.stripe_customer_id is not None,
        usage=usage,
        cost_usd=usage.tokens.cost_usd,
        token_budget=get_settings().llm_monthly_tokens(account.plan),
        over=Over(_over(usage.items), _over(usage.secondary)),
    )


def level(meter: Meter) -> Level:
    """How a meter stands; without a limit it is always fine."""
    if meter.left is None or meter.used * 100 < meter.limit * NEAR:
        return "fine"
    if meter.used < meter.limit:
        return "near"
    return "full" if meter.used == meter.limit else "over"


def _current(rows: list[Subscription]) -> Subscription | None:
    """The live one, else the latest."""
    return next((row for row in rows if row.status in LIVE), rows[0] if rows else None)


def _over(meter: Meter) -> int:
    return 0 if meter.left is None else max(meter.used - meter.limit, 0)
