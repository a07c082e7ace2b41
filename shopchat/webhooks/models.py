"""Where owners want to be told of events, what was sent there, and what others tell us."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from shopchat.accounts.models import owner_column
from shopchat.core.record import Record, Timestamped, moment, moment_or_none, primary_key


class Endpoint(Record, Timestamped, table=True):
    """An owner's address that events are posted to. The secret signs every message, so it is kept as it is."""

    __tablename__ = "webhook_endpoints"

    id: uuid.UUID = primary_key()
    user_id: uuid.UUID = owner_column()
    url: str = Field(max_length=2000)
    description: str = Field(default="", max_length=255)
    event_types: list[str] = Field(sa_column=Column(ARRAY(String(50)), nullable=False))
    secret: str = Field(max_length=100)
    is_active: bool = True


class Delivery(Record, table=True):
    """One message for one endpoint, with what came of it.

    `message_id` names the event towards the receiver: the same in every attempt, and in a redelivery. `body` is what is
    signed and sent, byte for byte.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        CheckConstraint("status IN ('pending', 'delivered', 'failed')", name="status"),
        Index("ix_webhook_deliveries_endpoint_id_created_at", "endpoint_id", "created_at"),
    )

    id: uuid.UUID = primary_key()
    endpoint_id: uuid.UUID = Field(
        sa_column=Column(ForeignKey("webhook_endpoints.id", ondelete="CASCADE"), nullable=False)
    )
    message_id: str = Field(max_length=50)
    event_type: str = Field(max_length=50)
    body: str = Field(sa_type=Text)
    status: str = Field(default="pending", max_length=20)
    attempts: int = 0
    response_status: int | None = None
    response_body: str | None = Field(default=None, sa_type=Text)
    error: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = moment()
    next_attempt_at: datetime | None = moment_or_none()
    finished_at: datetime | None = moment_or_none()


class InboundEvent(Record, table=True):
    """An event of Stripe or the platform as it came, unique by provider and event id.

    `occurred_at` is the event's own time, as far as its sender tells it. `status` is `received` until the effect is
    there.
    """

    __tablename__ = "webhook_events"
    __table_args__ = (
        UniqueConstraint("provider", "event_id"),
        CheckConstraint("provider IN ('stripe', 'platform')", name="provider"),
        CheckConstraint("status IN ('received', 'processed', 'ignored', 'failed')", name="status"),
    )

    id: uuid.UUID = primary_key()
    provider: str = Field(max_length=20)
    event_id: str = Field(max_length=255)
    type: str = Field(max_length=100)
    payload: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'{}'::jsonb")))
    occurred_at: datetime = Field(sa_type=DateTime(timezone=True), nullable=False)
    status: str = Field(default="received", max_length=20)
    error: str | None = Field(default=None, sa_type=Text)
    received_at: datetime = moment(index=True)
    processed_at: datetime | None = moment_or_none()
