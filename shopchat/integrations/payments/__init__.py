"""Money: through Stripe when `STRIPE_SECRET_KEY` is set; on a development copy a local stand-in that moves none.

The SDK takes most of a second to import, so it is imported by the first call that needs it, and never without a key.
"""

import asyncio
from functools import lru_cache

from shopchat.core.config import get_settings
from shopchat.integrations.payments.payments import (
    Buyer,
    Invoice,
    Payments,
    PaymentsOff,
    PaymentsUnreachable,
    SubscriptionState,
)

__all__ = [
    "Buyer",
    "Invoice",
    "Payments",
    "PaymentsOff",
    "PaymentsUnreachable",
    "SubscriptionState",
    "forget",
    "is_local",
    "is_off",
    "payments",
    "signing_secrets",
]


def is_local() -> bool:
    """Whether payments are the local stand-in: no key, and not production, where it would give plans away."""
    settings = get_settings()
    return settings.stripe_secret_key is None and settings.env != "production"


def is_off() -> bool:
    """Whether nothing can be bought here: production without a key."""
    settings = get_settings()
    return settings.stripe_secret_key is None and settings.env == "production"


async def payments() -> Payments:
    """This copy's payments. Raises `PaymentsOff` where there are none."""
    if is_off():
        raise PaymentsOff
    if is_local():
        from shopchat.integrations.payments.local import LocalPayments

        return LocalPayments()
    return await asyncio.to_thread(_stripe)


def signing_secrets() -> tuple[str, ...]:
    """The secrets that an inbound event may be signed with: two while one is being replaced."""
    secret = get_settings().stripe_webhook_secret
    return tuple(part for part in secret.get_secret_value().split(",") if part) if secret else ()


def forget() -> None:
    """The next use reads the settings anew. For tests."""
    _stripe.cache_clear()


@lru_cache
def _stripe() -> Payments:
    from shopchat.integrations.payments.real import StripePayments

    settings = get_settings()
    assert settings.stripe_secret_key is not None
    return StripePayments(settings.stripe_secret_key.get_secret_value(), prices=settings.stripe_prices)
