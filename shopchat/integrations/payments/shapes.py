"""Stripe's objects as JSON, of the API version that this code speaks, read into ours."""

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from shopchat.core.config import get_settings
from shopchat.integrations.payments.payments import Invoice, SubscriptionState

API_VERSION = "2026-10-28.endive"
# ISO 4217 currencies without a minor unit, of those that Stripe takes (docs.stripe.com/currencies).
ZERO_DECIMAL = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF".split())


def mark(account_id: uuid.UUID) -> dict[str, str]:
    """Metadata by which we know our own things in a Stripe account that others may use too."""
    return {"shopchat_account": str(account_id), "shopchat_site": get_settings().site_url}


def is_ours(thing: Mapping[str, Any]) -> bool:
    """Whether this site made the object."""
    metadata = thing.get("metadata")
    return isinstance(metadata, Mapping) and metadata.get("shopchat_site") == get_settings().site_url


def moment(seconds: int | None) -> datetime | None:
    """Seconds since 1970, as Stripe tells time."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def subscription_state(body: Mapping[str, Any], plan_of_price: Callable[[str], str | None]) -> SubscriptionState:
    """A subscription whose `latest_invoice` is expanded. The period is on its items since the API of March 2025."""
    items = body["items"]["data"]
    item = items[0] if items else {}
    price = (item.get("price") or item.get("plan") or {}).get("id", "")
    start = item.get("current_period_start", body.get("current_period_start"))
    end = item.get("current_period_end", body.get("current_period_end"))
    unpaid_since = None
    if body["status"] == "past_due":
        invoice = body.get("latest_invoice")
        unpaid_since = moment(invoice["created"] if isinstance(invoice, Mapping) else start)
    return SubscriptionState(
        id=body["id"],
        customer_id=id_of(body["customer"]) or "",
        plan=plan_of_price(price),
        status=body["status"],
        period_start=moment(start),
        period_end=moment(end),
        # The portal of newer API versions sets a date instead of the flag.
        cancel_at_period_end=bool(body.get("cancel_at_period_end") or body.get("cancel_at")),
        unpaid_since=unpaid_since,
    )


def invoice(body: Mapping[str, Any]) -> Invoice:
    """An invoice; a draft has no number yet."""
    currency = body["currency"].upper()
    total = Decimal(body["total"])
    created = moment(body["created"])
    assert created is not None
    return Invoice(
        id=body["id"],
        number=body.get("number") or "",
        created=created,
        amount=total if currency in ZERO_DECIMAL else total / 100,
        currency=currency,
        status=body.get("status") or "",
        url=body.get("hosted_invoice_url") or "",
    )


def customer_of_event(event: Mapping[str, Any]) -> str | None:
    """The customer that a webhook event is about."""
    thing = event["data"]["object"]
    return thing.get("id") if thing.get("object") == "customer" else id_of(thing.get("customer"))


def id_of(reference: Any) -> str | None:
    """The id in a reference that may be expanded."""
    found = reference.get("id") if isinstance(reference, Mapping) else reference
    return found if isinstance(found, str) and found else None
