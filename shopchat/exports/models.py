"""An account's data as a zip: made by a job, kept for a day, in the database as web and worker may be far apart."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, text
from sqlmodel import Field

from shopchat.accounts.models import owner_column
from shopchat.core.record import Record, moment, moment_or_none, primary_key


class AccountExport(Record, table=True):
    """One request for everything that an account has. At most one of an account is under way."""

    __tablename__ = "account_exports"
    __table_args__ = (
        CheckConstraint("status IN ('queued', 'ready', 'failed')", name="status"),
        Index("uq_account_exports_queued", "user_id", unique=True, postgresql_where=text("status = 'queued'")),
    )

    id: uuid.UUID = primary_key()
    user_id: uuid.UUID = owner_column()
    status: str = Field(default="queued", max_length=20)
    size: int | None = None
    job_id: uuid.UUID | None = None
    created_at: datetime = moment()
    expires_at: datetime | None = moment_or_none(index=True)


class AccountExportPart(Record, table=True):
    """A stretch of the zip's bytes; in the order of `position` they are the file."""

    __tablename__ = "account_export_parts"

    export_id: uuid.UUID = Field(
        sa_column=Column(ForeignKey("account_exports.id", ondelete="CASCADE"), primary_key=True)
    )
    position: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    content: bytes = Field(sa_type=LargeBinary)
