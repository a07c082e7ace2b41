"""Which plan subscriptions give: a pure function of their states and the time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shopchat.billing.plans import PLANS

FREE = "free"


class Held(Protocol):
    """A subscription, stored or as Stripe has it now."""

    @property
    def plan(self) -> str | None: ...
    @property
    def status(self) -> str: ...
    @property
    def unpaid_since(self) -> datetime | None: ...


@dataclass(frozen=True)
class Entitlement:
    """The plan; `grace_until` is when it ends unless an open payment is made."""

    plan: str
    grace_until: datetime | None = None


def entitlement(subscriptions: Iterable[Held], *, now: datetime, grace: timedelta) -> Entitlement:
    """The best plan that is paid for. One whose payment failed counts for `grace` longer."""
    best = Entitlement(FREE)
    for each in subscriptions:
        until = grace_until(each, grace)
        counts = each.status in ("active", "trialing") or (until is not None and now < until)
        if counts and each.plan in PLANS and _rank(each.plan) > _rank(best.plan):
            best = Entitlement(each.plan, until)
    return best


def grace_until(subscription: Held, grace: timedelta) -> datetime | None:
    """When the grace period of an unpaid subscription ends; `None` for one that is in order, or over."""
    if subscription.status != "past_due" or subscription.unpaid_since is None:
        return None
    return subscription.unpaid_since + grace


def _rank(plan: str) -> int:
    return list(PLANS).index(plan)
