"""What the product asks of payments, and what it is told. Stripe's words, as far as they are needed."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from shopchat.core.errors import Unavailable

LIVE = ("trialing", "active", "past_due")
"""States of a subscription that is paid for, or may still be."""


class PaymentsOff(Unavailable):
    """Nothing can be bought on this site."""

    def __init__(self) -> None:
        super().__init__("Payments are not set up on this site. Ask whoever runs it to change your plan.")


class PaymentsUnreachable(Unavailable):
    """Stripe did not answer, or not usefully, after the retries."""

    def __init__(self) -> None:
        super().__init__("Payments cannot be reached right now. Nothing was charged; try again in a minute.")


@dataclass(frozen=True)
class Buyer:
    """An account as payments know it. `customer_id` is theirs for it."""

    account_id: uuid.UUID
    email: str
    customer_id: str


@dataclass(frozen=True)
class SubscriptionState:
    """A subscription as it is now. `plan` is `None` when its price is none of ours.

    `unpaid_since` is when the invoice that is not paid yet was made; only while `status` is `past_due`.
    """

    id: str
    customer_id: str
    plan: str | None
    status: str
    period_start: datetime | None
    period_end: datetime | None
    cancel_at_period_end: bool
    unpaid_since: datetime | None

    @property
    def is_live(self) -> bool:
        return self.status in LIVE


@dataclass(frozen=True)
class Invoice:
    """A bill. `amount` is in units of `currency`, an ISO 4217 code in capitals; `url` shows it."""

    id: str
    number: str
    created: datetime
    amount: Decimal
    currency: str
    status: str
    url: str


class Payments(Protocol):
    """One way to take money.

    `key` is an idempotency key: the same call with the same key takes effect once. Each method raises
    `PaymentsUnreachable` when there is no answer.
    """

    name: str

    async def new_customer(self, account_id: uuid.UUID, email: str, *, key: str) -> str:
        """A customer's id for the account."""

    async def checkout(self, buyer: Buyer, plan: str, *, done_url: str, back_url: str, key: str) -> str:
        """The address of a page where the buyer subscribes to `plan`. At most one is open for a buyer."""

    async def portal(self, buyer: Buyer, *, return_url: str, subscription: str | None, plan: str | None) -> str:
        """The address of a page where the buyer manages what was bought.

        With `subscription` and `plan`: where that change of plan is confirmed.
        """

    async def subscriptions_of(self, customer_id: str) -> list[SubscriptionState]:
        """Every subscription that the customer has or had; none for an unknown or deleted customer."""

    async def set_cancel_at_period_end(self, subscription_id: str, cancel: bool, *, key: str) -> None:
        """Lets the subscription end with its period, or go on after all."""

    async def end_customer(self, customer_id: str) -> None:
        """Ends all of the customer's subscriptions at once and its open checkouts, without a refund."""

    async def invoices_of(self, customer_id: str) -> list[Invoice]:
        """The customer's latest invoices, newest first, at most a year's worth of monthly ones."""
