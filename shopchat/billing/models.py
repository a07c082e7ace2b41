"""What an account pays for and what it has used."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from shopchat.accounts.models import owner_column
from shopchat.core.record import Record, Timestamped, moment, moment_or_none, primary_key


class Subscription(Record, Timestamped, table=True):
    """A Stripe subscription as last heard of."""

    __tablename__ = "subscriptions"

    id: uuid.UUID = primary_key()
    user_id: uuid.UUID = owner_column()
    stripe_subscription_id: str = Field(max_length=255, unique=True)
    plan: str = Field(max_length=50)
    status: str = Field(max_length=50)
    current_period_start: datetime | None = moment_or_none()
    current_period_end: datetime | None = moment_or_none()
    cancel_at_period_end: bool = False


class MonthlyUsage(Record, table=True):
    """What an account used in one UTC month; deleting a conversation gives nothing back."""

    __tablename__ = "usage_months"
    __table_args__ = (CheckConstraint("conversations >= 0", name="conversations"),)

    user_id: uuid.UUID = Field(sa_column=Column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True))
    period_start: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True))
    conversations: int = Field(default=0)
    input_tokens: int = Field(default=0, sa_type=BigInteger)
    output_tokens: int = Field(default=0, sa_type=BigInteger)


class ChatbotTokens(Record, table=True):
    """Language-model tokens that one chatbot used in one UTC month, and what they cost by the public price list."""

    __tablename__ = "usage_chatbot_months"

    chatbot_id: uuid.UUID = Field(sa_column=Column(ForeignKey("chatbots.id", ondelete="CASCADE"), primary_key=True))
    period_start: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True))
    user_id: uuid.UUID = owner_column()
    input_tokens: int = Field(default=0, sa_type=BigInteger)
    output_tokens: int = Field(default=0, sa_type=BigInteger)
    cost_usd: Decimal = Field(default=Decimal(0), sa_type=Numeric(14, 6))


class EntryCount(Record, table=True):
    """How many knowledge entries one chatbot holds; goes with it, so that the sum over an owner's stays right."""

    __tablename__ = "usage_entries"
    __table_args__ = (CheckConstraint("entries >= 0", name="entries"),)

    chatbot_id: uuid.UUID = Field(sa_column=Column(ForeignKey("chatbots.id", ondelete="CASCADE"), primary_key=True))
    user_id: uuid.UUID = owner_column()
    entries: int = Field(default=0)


class WebhookEvent(Record, table=True):
    """An inbound event of Stripe or the platform, unique by provider and event id."""

    __tablename__ = "webhook_events"
    __table_args__ = (
        UniqueConstraint("provider", "event_id"),
        CheckConstraint("status IN ('received', 'processed', 'ignored', 'failed')", name="status"),
    )

    id: uuid.UUID = primary_key()
    provider: str = Field(max_length=20)
    event_id: str = Field(max_length=255)
    type: str = Field(max_length=100)
    payload: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'{}'::jsonb")))
    status: str = Field(default="received", max_length=20)
    error: str | None = None
    received_at: datetime = moment(index=True)
    processed_at: datetime | None = moment_or_none()
