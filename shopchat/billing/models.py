"""What an account pays for and what it has used."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Index, Numeric, text
from sqlmodel import Field

from shopchat.accounts.models import owner_column
from shopchat.core.record import Record, Timestamped, moment, moment_or_none, primary_key


class Subscription(Record, Timestamped, table=True):
    """A Stripe subscription as last heard of."""

    __tablename__ = "subscriptions"

    id: uuid.UUID = primary_key()
    user_id: uuid.UUID = owner_column()
    stripe_customer_id: str = Field(max_length=255)
    stripe_subscription_id: str = Field(max_length=255, unique=True)
    plan: str = Field(max_length=50)
    status: str = Field(max_length=50)
    current_period_start: datetime | None = moment_or_none()
    current_period_end: datetime | None = moment_or_none()
    cancel_at_period_end: bool = False
    unpaid_since: datetime | None = moment_or_none()


class PlanClaim(Record, table=True):
    """What one source says of an account's plan, and the time of the event that said it. The newest claim is the plan.

    `as_of` is when the state behind a claim of Stripe was asked for: an older look never replaces a newer one.
    """

    __tablename__ = "plan_claims"
    __table_args__ = (
        CheckConstraint("source IN ('stripe', 'platform', 'admin')", name="source"),
        CheckConstraint("plan IN ('free', 'pro', 'enterprise')", name="plan"),
    )

    user_id: uuid.UUID = Field(sa_column=Column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True))
    source: str = Field(max_length=20, primary_key=True)
    plan: str = Field(max_length=50)
    claimed_at: datetime = moment()
    as_of: datetime | None = moment_or_none()


class BillingNotice(Record, table=True):
    """What an account has been told, so that it is told once."""

    __tablename__ = "billing_notices"

    user_id: uuid.UUID = Field(sa_column=Column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True))
    name: str = Field(max_length=255, primary_key=True)
    sent_at: datetime = moment(index=True)


class MonthlyUsage(Record, table=True):
    """What an account used in one UTC month; deleting a conversation gives nothing back."""

    __tablename__ = "usage_months"
    __table_args__ = (
        CheckConstraint("conversations >= 0", name="conversations"),
        Index("ix_usage_months_period_start", "period_start"),
    )

    user_id: uuid.UUID = Field(sa_column=Column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True))
    period_start: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True))
    conversations: int = Field(default=0)
    input_tokens: int = Field(default=0, sa_type=BigInteger)
    output_tokens: int = Field(default=0, sa_type=BigInteger)
    cost_usd: Decimal = Field(
        default=Decimal(0), sa_column=Column(Numeric(14, 6), nullable=False, server_default=text("0"))
    )


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
