"""The job row: the truth about a piece of background work."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from shopchat.core.record import Record, moment, moment_or_none, primary_key


class Status(StrEnum):
    """Where a job stands; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (Status.QUEUED, Status.RUNNING)


class Job(Record, table=True):
    """One piece of work, written in the transaction that causes it.

    `attempts` counts the runs that ended by themselves, plus the one under way; it is what `max_attempts` bounds.
    A run whose worker died moves from `attempts` to `crashes`, and committed progress sets `crashes` back to 0:
    restarts under load never exhaust a healthy job, while one that kills its worker at the same place is stopped.
    `lease_token` names the run that may write; it outlives the run, so that a late heartbeat recognises its own end.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("status IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="status"),
        Index("ix_jobs_due", "run_at", postgresql_where=text("status = 'queued'")),
        Index("ix_jobs_lease", "lease_until", postgresql_where=text("status = 'running'")),
        Index("ix_jobs_finished", "finished_at", postgresql_where=text("finished_at IS NOT NULL")),
        Index(
            "uq_jobs_dedupe_key",
            "dedupe_key",
            unique=True,
            postgresql_where=text("status IN ('queued', 'running')"),
        ),
    )

    id: uuid.UUID = primary_key()
    name: str = Field(max_length=100)
    args: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB, nullable=False)
    status: str = Field(default=Status.QUEUED, max_length=20)
    attempts: int = 0
    max_attempts: int
    crashes: int = 0
    run_at: datetime = moment()
    lease_until: datetime | None = moment_or_none()
    lease_token: uuid.UUID | None = None
    done: int = 0
    total: int | None = None
    checkpoint: dict[str, Any] | None = Field(default=None, sa_type=JSONB, nullable=True)
    error: str | None = None
    dedupe_key: str | None = Field(default=None, max_length=255)
    cancel_requested: bool = False
    created_at: datetime = moment()
    started_at: datetime | None = moment_or_none()
    finished_at: datetime | None = moment_or_none()
