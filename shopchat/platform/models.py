"""What the outer platform has said of its users, whether or not they have an account here yet."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey
from sqlmodel import Field

from shopchat.core.record import Record, Timestamped, moment_or_none


class PlatformUser(Record, Timestamped, table=True):
    """A user of the platform. Events come in any order: what is said before the account exists waits here for it.

    `deleted_at` is a gravestone: whatever is still said of this user afterwards makes no account.
    """

    __tablename__ = "platform_users"
    __table_args__ = (CheckConstraint("plan IN ('free', 'pro', 'enterprise')", name="plan"),)

    external_platform_id: str = Field(primary_key=True, max_length=255)
    user_id: uuid.UUID | None = Field(
        default=None, sa_column=Column(ForeignKey("users.id", ondelete="SET NULL"), nullable=True, unique=True)
    )
    plan: str | None = Field(default=None, max_length=50)
    plan_at: datetime | None = moment_or_none()
    store_id: str | None = Field(default=None, max_length=255)
    store_at: datetime | None = moment_or_none()
    deleted_at: datetime | None = moment_or_none()
