"""Webhooks of payments: checked, written down, and each taken as the sign to look at its customer again."""

import logging
import uuid
from datetime import UTC, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import service as accounts
from shopchat.accounts.models import AuditEvent
from shopchat.billing import sync
from shopchat.core import jobs
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import ShopChatError
from shopchat.core.json_text import read_object
from shopchat.integrations.payments import shapes, signature, signing_secrets
from shopchat.webhooks import journal
from shopchat.webhooks.journal import Effect, Outcome
from shopchat.webhooks.models import InboundEvent

log = logging.getLogger(__name__)

HANDLED = frozenset(
    {
        "checkout.session.completed",
        "customer.subscription.created",
        "customer.subscription.updated",
        "customer.subscription.deleted",
        "customer.deleted",
        "invoice.paid",
        "invoice.payment_failed",
    }
)
GONE = "customer.deleted"


class NotAnEvent(ShopChatError):
    """Signed, but nothing that Stripe sends."""

    status = 400

    def __init__(self) -> None:
        super().__init__("The body is not an event of Stripe.")


async def receive(header: str, body: bytes) -> str:
    """Takes one delivery; gives what became of its event. Raises `BadSignature`, `NotAnEvent`."""
    signature.verify(header, body, signing_secrets())
    try:
        payload = read_object(body, mend=True)
        event_id, kind, created = payload["id"], payload["type"], payload["created"]
        about = payload["data"]["object"]
        occurred_at = datetime.fromtimestamp(created, UTC)
    except (ValueError, KeyError, TypeError, OverflowError, OSError) as error:
        raise NotAnEvent from error
    if not (_is_name(event_id) and _is_name(kind) and isinstance(about, dict)):
        raise NotAnEvent
    return await journal.take(
        provider="stripe", event_id=event_id, kind=kind, occurred_at=occurred_at, payload=payload, prepare=prepare
    )


async def prepare(event: InboundEvent) -> Effect:
    """Looks at the event's customer."""
    customer = shapes.customer_of_event(event.payload)
    if event.type not in HANDLED or customer is None:
        return _ignored("Nothing is done about this kind of event.")
    async with unit_of_work(unscoped=Unscoped.EVENT) as session:
        account = await accounts.find_customer(session, customer_id=customer)
    if account is None:
        return _stray(event.payload, customer)
    seen = await sync.look(customer)

    async def effect(session: AsyncSession) -> Outcome:
        await sync.apply(session, account.id, seen, at=event.occurred_at)
        if event.type == GONE:
            await _forget_customer(session, account.id, customer)
        return Outcome("processed")

    return effect


async def _forget_customer(session: AsyncSession, account_id: uuid.UUID, customer: str) -> None:
    account = await accounts.held(session, account_id=account_id)
    if account is not None and account.stripe_customer_id == customer:
        account.stripe_customer_id = None
        session.add(account)
        session.add(AuditEvent(action=GONE, subject=str(account_id), details={"customer": customer}))


def _stray(payload: dict[str, Any], customer: str) -> Effect:
    """Of a customer without an account. One of ours, whose account went meanwhile, pays for nothing: that is ended."""
    is_ours = shapes.is_ours(payload["data"]["object"])

    async def effect(session: AsyncSession) -> Outcome:
        if is_ours and payload["type"] not in (GONE, "customer.subscription.deleted"):
            await jobs.enqueue(session, "billing.end_customer", dedupe_key=f"end:{customer}", customer_id=customer)
            return Outcome("processed", "The account is gone, so its subscriptions are ended.")
        return Outcome("ignored", "No account is this customer.")

    return effect


def _ignored(why: str) -> Effect:
    async def effect(_: AsyncSession) -> Outcome:
        return Outcome("ignored", why)

    return effect


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 255
