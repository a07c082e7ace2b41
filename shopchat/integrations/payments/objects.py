"""What the local payments remember: Stripe-shaped objects in one table, as Stripe would remember them elsewhere."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core.record import Record, moment

PREFIXES = {
    "customer": "cus",
    "checkout.session": "cs",
    "billing_portal.session": "bps",
    "subscription": "sub",
    "invoice": "in",
    "event": "evt",
}


class LocalPaymentObject(Record, table=True):
    """One object of the local payments; `body` is what Stripe's API would show of it."""

    __tablename__ = "local_payment_objects"
    __table_args__ = (Index("ix_local_payment_objects_customer_kind", "customer", "kind"),)

    id: str = Field(primary_key=True, max_length=100)
    kind: str = Field(max_length=40)
    customer: str = Field(max_length=100)
    body: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    created_at: datetime = moment()


def new(kind: str, customer: str | None, at: datetime, **fields: Any) -> LocalPaymentObject:
    """An object with an id that nobody guesses; a customer is its own."""
    own = f"{PREFIXES[kind]}_local_{secrets.token_urlsafe(18)}"
    body = {"id": own, "object": kind, "created": int(at.timestamp()), "livemode": False, **fields}
    if customer is not None:
        body["customer"] = customer
    return LocalPaymentObject(id=own, kind=kind, customer=customer or own, body=body, created_at=at)


async def find_unscoped(session: AsyncSession, own: str, kind: str, *, lock: bool = False) -> LocalPaymentObject | None:
    statement = select(LocalPaymentObject).where(LocalPaymentObject.id == own, LocalPaymentObject.kind == kind)
    if lock:
        statement = statement.with_for_update()
    return (await session.exec(statement)).first()


async def of_customer_unscoped(session: AsyncSession, customer: str, kind: str) -> list[LocalPaymentObject]:
    """Newest first."""
    statement = (
        select(LocalPaymentObject)
        .where(LocalPaymentObject.customer == customer, LocalPaymentObject.kind == kind)
        .order_by(col(LocalPaymentObject.created_at).desc(), col(LocalPaymentObject.id))
    )
    return list((await session.exec(statement)).all())


async def of_kind_unscoped(session: AsyncSession, kind: str) -> list[LocalPaymentObject]:
    return list((await session.exec(select(LocalPaymentObject).where(LocalPaymentObject.kind == kind))).all())
