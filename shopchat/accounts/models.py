"""Who may come in, and by what credential."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from shopchat.core.record import Record, Timestamped, moment, moment_or_none, primary_key

NO_PASSWORD = "!"  # noqa: S105 - no bcrypt hash reads so: an account that the platform made has no password yet


def owner_column() -> Any:
    """The column that says whose row this is; the row goes when the account goes."""
    return Field(sa_column=Column(ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True))


class User(Record, Timestamped, table=True):
    """An account. `email` is stored in lower case, so its unique constraint is case-blind.

    An access token that was issued before `signed_out_at` is dead. `looked_at` is when the owner last read her home
    page, `looked_since` when she last had before this visit. `mails_usage` and `mails_hand_offs` say which letters
    about her shop she wants; those about the account's safety are always sent.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role IN ('owner', 'admin')", name="role"),
        CheckConstraint("plan IN ('free', 'pro', 'enterprise')", name="plan"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: uuid.UUID = primary_key()
    email: str = Field(max_length=255, unique=True)
    password_hash: str = Field(max_length=255)
    plan: str = Field(default="free", max_length=50)
    role: str = Field(default="owner", max_length=20)
    is_active: bool = True
    stripe_customer_id: str | None = Field(default=None, max_length=255, unique=True)
    external_platform_id: str | None = Field(default=None, max_length=255, unique=True)
    external_store_id: str | None = Field(default=None, max_length=255)
    email_verified_at: datetime | None = moment_or_none()
    signed_out_at: datetime | None = moment_or_none()
    looked_at: datetime | None = moment_or_none()
    looked_since: datetime | None = moment_or_none()
    mails_usage: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    mails_hand_offs: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})


class DashboardSession(Record, table=True):
    """One browser signed in to the dashboard. Only the token's hash is kept."""

    __tablename__ = "dashboard_sessions"

    id: uuid.UUID = primary_key()
    user_id: uuid.UUID = owner_column()
    token_hash: str = Field(max_length=64, unique=True)
    user_agent: str = Field(default="", max_length=255)
    created_at: datetime = moment()
    expires_at: datetime = moment()


class RefreshFamily(Record, table=True):
    """All refresh tokens that descend from one sign-in; they live and die together."""

    __tablename__ = "refresh_families"

    id: uuid.UUID = primary_key()
    user_id: uuid.UUID = owner_column()
    revoked_at: datetime | None = moment_or_none()
    created_at: datetime = moment()


class RefreshToken(Record, table=True):
    """One link of a family; good for a single use."""

    __tablename__ = "refresh_tokens"

    id: uuid.UUID = primary_key()
    family_id: uuid.UUID = Field(
        sa_column=Column(ForeignKey("refresh_families.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    token_hash: str = Field(max_length=64, unique=True)
    expires_at: datetime = moment()
    used_at: datetime | None = moment_or_none()
    created_at: datetime = moment()


class MailedLink(Record, table=True):
    """What a mail of ours lets its reader do, once and for a while; `email` is the address that it went to."""

    __tablename__ = "mailed_links"
    __table_args__ = (CheckConstraint("purpose IN ('verify_email', 'reset_password')", name="purpose"),)

    id: uuid.UUID = primary_key()
    user_id: uuid.UUID = owner_column()
    purpose: str = Field(max_length=20)
    email: str = Field(max_length=255)
    token_hash: str = Field(max_length=64, unique=True)
    expires_at: datetime = moment(index=True)
    created_at: datetime = moment()


class OutboxMail(Record, table=True):
    """A mail as it was written, and what became of it.

    `status` is `kept` when no mail server is set and the file in `SHOPCHAT_HOME/mail` is all there is. A sent mail
    loses its text: its links are credentials. A person's own words have `reply_to`, and `sender_name` in our name's
    place.
    """

    __tablename__ = "outbox"
    __table_args__ = (CheckConstraint("status IN ('queued', 'sent', 'kept', 'failed')", name="status"),)

    id: uuid.UUID = primary_key()
    user_id: uuid.UUID | None = Field(
        default=None, sa_column=Column(ForeignKey("users.id", ondelete="SET NULL"), nullable=True, index=True)
    )
    recipient: str = Field(max_length=255)
    subject: str = Field(max_length=255)
    text: str = Field(default="", sa_type=Text)
    html: str = Field(default="", sa_type=Text)
    status: str = Field(default="queued", max_length=20)
    attempts: int = 0
    error: str | None = None
    sender_name: str | None = Field(default=None, max_length=255)
    reply_to: str | None = Field(default=None, max_length=255)
    created_at: datetime = moment(index=True)
    sent_at: datetime | None = moment_or_none()


class KeptAnswer(Record, table=True):
    """The answer to a request that carried an `Idempotency-Key`, written in the transaction of its effects.

    `sealed` is the answer encrypted with the key, of which only the hash is here: an answer may show a secret.
    """

    __tablename__ = "kept_answers"

    user_id: uuid.UUID = Field(sa_column=Column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True))
    key_hash: str = Field(max_length=64, primary_key=True)
    fingerprint: str = Field(max_length=64)
    sealed: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = moment(index=True)


class ApiKey(Record, table=True):
    """A program's credential. The key itself is shown once; its hash and a recognisable prefix stay."""

    __tablename__ = "api_keys"

    id: uuid.UUID = primary_key()
    user_id: uuid.UUID = owner_column()
    key_prefix: str = Field(max_length=20)
    key_hash: str = Field(max_length=255, unique=True)
    name: str = Field(max_length=255)
    scopes: list[str] = Field(
        sa_column=Column(ARRAY(String(20)), nullable=False, server_default=text("'{read,write}'::varchar[]"))
    )
    is_active: bool = True
    last_used: datetime | None = moment_or_none()
    created_at: datetime = moment()


class AuditEvent(Record, table=True):
    """Who did what to whom. Outlives the accounts that it names."""

    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_created_at", "created_at"),)

    id: uuid.UUID = primary_key()
    actor_id: uuid.UUID | None = Field(default=None, index=True)
    action: str = Field(max_length=100)
    subject: str = Field(max_length=255)
    details: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default=text("'{}'::jsonb"))
    )
    created_at: datetime = moment()
