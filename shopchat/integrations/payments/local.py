"""The local payments: what Stripe would do, on this machine, without money. Events are signed and delivered for real.

Each method is a unit of work of its own, as a call to Stripe would be. Pages where a buyer "pays" are in
`shopchat.local_payments`.
"""

import uuid
from datetime import timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core import clock
from shopchat.core.config import get_settings
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.integrations.payments import local_billing, objects, shapes
from shopchat.integrations.payments.local_events import emit
from shopchat.integrations.payments.objects import LocalPaymentObject
from shopchat.integrations.payments.payments import LIVE, Buyer, Invoice, SubscriptionState

CHECKOUT_LIFETIME = timedelta(hours=24)
PATH = "/local-payments"


class LocalPayments:
    """Payments that keep their state in PostgreSQL."""

    name = "local"

    async def new_customer(self, account_id: uuid.UUID, email: str, *, key: str) -> str:
        async with unit_of_work(unscoped=Unscoped.EVENT) as session:
            row = objects.new(
                "customer", None, clock.now(), email=email, metadata={**shapes.mark(account_id), "key": key}
            )
            session.add(row)
        return row.id

    async def checkout(self, buyer: Buyer, plan: str, *, done_url: str, back_url: str, key: str) -> str:
        async with unit_of_work(unscoped=Unscoped.EVENT) as session:
            for each in await objects.of_customer_unscoped(session, buyer.customer_id, "checkout.session"):
                if is_open(each) and each.body["metadata"]["plan"] == plan:
                    return _page("checkout", each)
                if is_open(each):
                    local_billing.change(session, each, status="expired")
            row = objects.new(
                "checkout.session",
                buyer.customer_id,
                clock.now(),
                mode="subscription",
                status="open",
                client_reference_id=str(buyer.account_id),
                metadata={**shapes.mark(buyer.account_id), "plan": plan},
                subscription=None,
                success_url=done_url,
                cancel_url=back_url,
            )
            session.add(row)
        return _page("checkout", row)

    async def portal(self, buyer: Buyer, *, return_url: str, subscription: str | None, plan: str | None) -> str:
        async with unit_of_work(unscoped=Unscoped.EVENT) as session:
            row = objects.new(
                "billing_portal.session", buyer.customer_id, clock.now(), return_url=return_url, plan=plan
            )
            session.add(row)
        return _page("portal", row)

    async def subscriptions_of(self, customer_id: str) -> list[SubscriptionState]:
        async with unit_of_work(unscoped=Unscoped.EVENT) as session:
            rows = await objects.of_customer_unscoped(session, customer_id, "subscription")
            invoices = {
                each.id: each.body for each in await objects.of_customer_unscoped(session, customer_id, "invoice")
            }
        return [shapes.subscription_state(_expanded(row.body, invoices), local_billing.plan_of_price) for row in rows]

    async def set_cancel_at_period_end(self, subscription_id: str, cancel: bool, *, key: str) -> None:
        async with unit_of_work(unscoped=Unscoped.EVENT) as session:
            row = await objects.find_unscoped(session, subscription_id, "subscription", lock=True)
            await local_billing.set_cancelled(session, row, cancel=cancel)

    async def end_customer(self, customer_id: str) -> None:
        async with unit_of_work(unscoped=Unscoped.EVENT) as session:
            for each in await objects.of_customer_unscoped(session, customer_id, "checkout.session"):
                if is_open(each):
                    local_billing.change(session, each, status="expired")
            for each in await objects.of_customer_unscoped(session, customer_id, "subscription"):
                if each.body["status"] in LIVE:
                    await local_billing.end(session, each)

    async def invoices_of(self, customer_id: str) -> list[Invoice]:
        async with unit_of_work(unscoped=Unscoped.EVENT) as session:
            rows = await objects.of_customer_unscoped(session, customer_id, "invoice")
        return [shapes.invoice(row.body) for row in rows[:12]]


def is_open(checkout: LocalPaymentObject) -> bool:
    """Whether it can still be paid."""
    return checkout.body["status"] == "open" and clock.now() - checkout.created_at < CHECKOUT_LIFETIME


async def pay(session: AsyncSession, checkout: LocalPaymentObject) -> None:
    """The buyer pays with money that is none: a subscription begins. An old or paid checkout stays as it is."""
    if not is_open(checkout):
        return
    subscription = await local_billing.begin(session, checkout.customer, checkout.body["metadata"])
    local_billing.change(session, checkout, status="complete", payment_status="paid", subscription=subscription.id)
    await emit(session, "checkout.session.completed", checkout)


def _page(kind: str, row: LocalPaymentObject) -> str:
    return f"{get_settings().site_url}{PATH}/{kind}/{row.id}"


def _expanded(body: dict[str, Any], invoices: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {**body, "latest_invoice": invoices.get(body["latest_invoice"])}
