"""Where owners want to be told of events, and what was sent there."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
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
