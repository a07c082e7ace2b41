"""Stripe through its SDK: the API version is pinned, a change carries an idempotency key, every call ends in time."""

import asyncio
import hashlib
import logging
import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import stripe

from shopchat.integrations.payments import shapes
from shopchat.integrations.payments.payments import LIVE, Buyer, Invoice, PaymentsUnreachable, SubscriptionState

log = logging.getLogger(__name__)
T = TypeVar("T")

# Seconds to connect and to wait for bytes. With the retries a call ends within about half a minute.
TIMEOUT = (3.05, 10)
RETRIES = 2
PAGE = 100
INVOICES = 12
MARK = "shopchat_prices"
_GONE = "resource_missing"


class StripePayments:
    """`prices` maps each paid plan to its price ids: the first is sold, the others are old ones that still count."""

    name = "stripe"

    def __init__(self, key: str, *, prices: Mapping[str, tuple[str, ...]], address: str | None = None) -> None:
        self._prices = prices
        self._plans = {price: plan for plan, ids in prices.items() for price in ids}
        stripe.enable_telemetry = False
        self._api = stripe.StripeClient(
            key,
            stripe_version=shapes.API_VERSION,
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=TIMEOUT),
            base_addresses={"api": address} if address else {},
        ).v1
        self._configuration: str | None = None

    async def new_customer(self, account_id: uuid.UUID, email: str, *, key: str) -> str:
        made = await _call(
            lambda: self._api.customers.create(
                {"email": email, "metadata": shapes.mark(account_id)}, {"idempotency_key": key}
            )
        )
        return made.id

    async def checkout(self, buyer: Buyer, plan: str, *, done_url: str, back_url: str, key: str) -> str:
        return await _call(lambda: self._checkout(buyer, plan, done_url, back_url, key))

    def _checkout(self, buyer: Buyer, plan: str, done_url: str, back_url: str, key: str) -> str:
        for each in self._open_checkouts(buyer.customer_id):
            if _metadata(each).get("plan") == plan and each.url:
                return str(each.url)
            self._expire(each.id)
        account = {**shapes.mark(buyer.account_id), "plan": plan}
        made = self._api.checkout.sessions.create(
            {
                "mode": "subscription",
                "customer": buyer.customer_id,
                "client_reference_id": str(buyer.account_id),
                "line_items": [{"price": self._prices[plan][0], "quantity": 1}],
                "metadata": account,
                "subscription_data": {"metadata": account},
                "allow_promotion_codes": True,
                "success_url": done_url,
                "cancel_url": back_url,
            },
            {"idempotency_key": key},
        )
        assert made.url is not None
        return made.url

    async def portal(self, buyer: Buyer, *, return_url: str, subscription: str | None, plan: str | None) -> str:
        return await _call(lambda: self._portal(buyer, return_url, subscription, plan))

    def _portal(self, buyer: Buyer, return_url: str, subscription: str | None, plan: str | None) -> str:
        wanted: dict[str, Any] = {
            "customer": buyer.customer_id,
            "return_url": return_url,
            "configuration": self._portal_configuration(),
        }
        if subscription is not None and plan is not None:
            item = self._api.subscriptions.retrieve(subscription)["items"]["data"][0]
            change = {"id": item["id"], "price": self._prices[plan][0], "quantity": 1}
            wanted["flow_data"] = {
                "type": "subscription_update_confirm",
                "subscription_update_confirm": {"subscription": subscription, "items": [change]},
                "after_completion": {"type": "redirect", "redirect": {"return_url": return_url}},
            }
        # No idempotency: a session of the portal changes nothing, and an old one may have expired.
        return self._api.billing_portal.sessions.create(wanted).url  # type: ignore[arg-type]

    def _portal_configuration(self) -> str:
        """The portal as we want it: our prices to change between, an end with the period, cards, invoices."""
        if self._configuration is None:
            sold = {plan: ids[0] for plan, ids in self._prices.items()}
            mark = hashlib.sha256(repr(sorted(sold.items())).encode()).hexdigest()[:32]
            known = self._api.billing_portal.configurations.list({"active": True, "limit": PAGE}).data
            found = next((each.id for each in known if _metadata(each).get(MARK) == mark), None)
            self._configuration = found or self._new_configuration(list(sold.values()), mark)
        return self._configuration

    def _new_configuration(self, sold: list[str], mark: str) -> str:
        products: dict[str, list[str]] = {}
        for price in sold:
            product = shapes.id_of(self._api.prices.retrieve(price).product)
            products.setdefault(str(product), []).append(price)
        features = {
            "customer_update": {"enabled": True, "allowed_updates": ["email", "address", "tax_id", "name"]},
            "invoice_history": {"enabled": True},
            "payment_method_update": {"enabled": True},
            "subscription_cancel": {"enabled": True, "mode": "at_period_end"},
            "subscription_update": {
                "enabled": True,
                "default_allowed_updates": ["price"],
                "proration_behavior": "always_invoice",
                "products": [{"product": product, "prices": prices} for product, prices in products.items()],
            },
        }
        wanted: Any = {"features": features, "metadata": {MARK: mark}}
        made = self._api.billing_portal.configurations.create(wanted, {"idempotency_key": f"portal:{mark}"})
        return made.id

    async def subscriptions_of(self, customer_id: str) -> list[SubscriptionState]:
        return await _call(lambda: self._subscriptions(customer_id))

    def _subscriptions(self, customer_id: str) -> list[SubscriptionState]:
        try:
            pages = self._api.subscriptions.list(
                {"customer": customer_id, "status": "all", "limit": PAGE, "expand": ["data.latest_invoice"]}
            )
            bodies = [each.to_dict() for each in pages.auto_paging_iter()]
        except stripe.InvalidRequestError as error:
            if error.code == _GONE:
                return []
            raise
        return [shapes.subscription_state(body, self._plans.get) for body in bodies]

    async def set_cancel_at_period_end(self, subscription_id: str, cancel: bool, *, key: str) -> None:
        await _call(
            lambda: self._api.subscriptions.update(
                subscription_id, {"cancel_at_period_end": cancel}, {"idempotency_key": key}
            )
        )

    async def end_customer(self, customer_id: str) -> None:
        await _call(lambda: self._end(customer_id))

    def _end(self, customer_id: str) -> None:
        for checkout in self._open_checkouts(customer_id):
            self._expire(checkout.id)
        for each in self._subscriptions(customer_id):
            if each.status in (*LIVE, "unpaid", "paused", "incomplete"):
                self._api.subscriptions.cancel(each.id, {}, {"idempotency_key": f"end:{each.id}"})

    async def invoices_of(self, customer_id: str) -> list[Invoice]:
        found = await _call(lambda: self._api.invoices.list({"customer": customer_id, "limit": INVOICES}).data)
        return [shapes.invoice(each.to_dict()) for each in found if each.status != "draft"]

    def _open_checkouts(self, customer_id: str) -> list[Any]:
        try:
            return list(self._api.checkout.sessions.list({"customer": customer_id, "status": "open", "limit": PAGE}))
        except stripe.InvalidRequestError as error:
            if error.code == _GONE:
                return []
            raise

    def _expire(self, checkout_id: str) -> None:
        try:
            self._api.checkout.sessions.expire(checkout_id, {}, {"idempotency_key": f"expire:{checkout_id}"})
        except stripe.InvalidRequestError:
            log.info("A checkout ended by itself before it could be expired")


def _metadata(thing: stripe.StripeObject) -> dict[str, str]:
    """The SDK's objects are no dictionaries."""
    return thing.to_dict().get("metadata") or {}


async def _call(work: Callable[[], T]) -> T:
    """Runs the SDK's blocking call in a thread."""
    try:
        return await asyncio.to_thread(work)
    except stripe.StripeError as error:
        # What Stripe says may name keys and customers: the log is for the operator, the sentence for anybody.
        log.error("Stripe: %s %s (request %s)", type(error).__name__, error.user_message or error, error.request_id)
        raise PaymentsUnreachable from error
