"""The life of a local subscription: it begins, is renewed each 30 days, changes its plan, fails to be paid, ends."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core import clock
from shopchat.integrations.payments import objects
from shopchat.integrations.payments.local_events import emit
from shopchat.integrations.payments.objects import LocalPaymentObject
from shopchat.integrations.payments.payments import LIVE
from shopchat.integrations.payments.shapes import moment

PERIOD = timedelta(days=30)
CENTS = {"pro": 29_00, "enterprise": 199_00}
"""What the pages say a month costs, in cents of a US dollar that nobody pays."""
_PRICE = "price_local_"


def plan_of_price(price: str) -> str | None:
    """The plan that a local price stands for."""
    plan = price.removeprefix(_PRICE)
    return plan if plan in CENTS else None


def plan_of(subscription: LocalPaymentObject) -> str:
    """The plan that a local subscription is for."""
    return str(plan_of_price(subscription.body["items"]["data"][0]["price"]["id"]))


def period_end(subscription: LocalPaymentObject) -> datetime:
    """When it is renewed or ends."""
    end = moment(subscription.body["items"]["data"][0]["current_period_end"])
    assert end is not None
    return end


def change(session: AsyncSession, row: LocalPaymentObject, **fields: Any) -> None:
    """Sets `fields` of the object. A new dictionary, because the ORM compares by identity."""
    row.body = {**row.body, **fields}
    session.add(row)


async def begin(session: AsyncSession, customer: str, metadata: dict[str, Any]) -> LocalPaymentObject:
    """A paid subscription to the plan that `metadata` names, from now on."""
    now, plan = clock.now(), metadata["plan"]
    row = objects.new(
        "subscription",
        customer,
        now,
        status="active",
        cancel_at_period_end=False,
        items=_items(plan, now, now + PERIOD),
        latest_invoice=None,
        metadata=metadata,
    )
    session.add(row)
    bill = await _bill(session, row, CENTS[plan], "paid", now)
    await emit(session, "customer.subscription.created", row)
    await emit(session, "invoice.paid", bill)
    return row


async def switch(session: AsyncSession, row: LocalPaymentObject, plan: str) -> None:
    """Another plan from now on, within the same period; the difference is billed at once when it costs more."""
    before = plan_of(row)
    if row.body["status"] not in LIVE or plan == before:
        return
    item = row.body["items"]["data"][0]
    row.body = {**row.body, "items": {"data": [{**item, "price": _price(plan)}]}, "cancel_at_period_end": False}
    session.add(row)
    if (more := CENTS[plan] - CENTS[before]) > 0:
        await emit(session, "invoice.paid", await _bill(session, row, more, "paid", clock.now()))
    await emit(session, "customer.subscription.updated", row)


async def set_cancelled(session: AsyncSession, row: LocalPaymentObject | None, *, cancel: bool) -> None:
    """Lets it end with its period, or go on after all."""
    if row is not None and row.body["status"] in LIVE:
        change(session, row, cancel_at_period_end=cancel)
        await emit(session, "customer.subscription.updated", row)


async def end_period(session: AsyncSession, row: LocalPaymentObject) -> None:
    """What happens at the end of a period, now: renewed and paid, renewed and not paid, or ended."""
    if row.body["status"] not in LIVE:
        return
    if row.body["cancel_at_period_end"] or row.body["status"] == "past_due":
        await end(session, row)
        return
    now, customer = clock.now(), await objects.find_unscoped(session, row.customer, "customer")
    fails = customer is not None and bool(customer.body["metadata"].get("card_fails"))
    change(session, row, items=_items(plan_of(row), now, now + PERIOD), status="past_due" if fails else "active")
    bill = await _bill(session, row, CENTS[plan_of(row)], "open" if fails else "paid", now)
    await emit(session, "invoice.payment_failed" if fails else "invoice.paid", bill)
    await emit(session, "customer.subscription.updated", row)


async def pay_open_invoice(session: AsyncSession, row: LocalPaymentObject) -> None:
    """The card works again: the subscription is in order."""
    bill = await objects.find_unscoped(session, row.body["latest_invoice"] or "", "invoice", lock=True)
    if row.body["status"] != "past_due" or bill is None:
        return
    change(session, bill, status="paid", amount_paid=bill.body["total"])
    change(session, row, status="active")
    await emit(session, "invoice.paid", bill)
    await emit(session, "customer.subscription.updated", row)


async def end(session: AsyncSession, row: LocalPaymentObject) -> None:
    """It is over now."""
    change(session, row, status="canceled", ended_at=int(clock.now().timestamp()))
    await emit(session, "customer.subscription.deleted", row)


async def renew_due_unscoped(session: AsyncSession) -> None:
    """Ends the period of every subscription whose time has come."""
    for row in await objects.of_kind_unscoped(session, "subscription"):
        if row.body["status"] in LIVE and period_end(row) <= clock.now():
            await end_period(session, row)


async def _bill(
    session: AsyncSession, subscription: LocalPaymentObject, cents: int, status: str, at: datetime
) -> LocalPaymentObject:
    before = len(await objects.of_customer_unscoped(session, subscription.customer, "invoice"))
    row = objects.new(
        "invoice",
        subscription.customer,
        at,
        number=f"TEST-{before + 1:04}",
        status=status,
        currency="usd",
        total=cents,
        amount_paid=cents if status == "paid" else 0,
        hosted_invoice_url=None,
        parent={"type": "subscription_details", "subscription_details": {"subscription": subscription.id}},
    )
    session.add(row)
    change(session, subscription, latest_invoice=row.id)
    await session.flush()
    return row


def _items(plan: str, start: datetime, end: datetime) -> dict[str, Any]:
    period = {"current_period_start": int(start.timestamp()), "current_period_end": int(end.timestamp())}
    return {"object": "list", "data": [{"object": "subscription_item", "price": _price(plan), **period}]}


def _price(plan: str) -> dict[str, Any]:
    return {"id": f"{_PRICE}{plan}", "object": "price", "unit_amount": CENTS[plan], "currency": "usd"}
