"""What every table has in common: named constraints, UUID keys, aware times."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, MetaData
from sqlmodel import Field, SQLModel

from shopchat.core import clock

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Record(SQLModel):
    """Base of every table class; carries the metadata with the naming convention."""

    metadata = metadata


def primary_key() -> Any:
    """A random UUID primary key."""
    return Field(default_factory=uuid.uuid4, primary_key=True)


def moment(*, index: bool = False) -> Any:
    """A `timestamptz` column, required, by default the time of creation."""
    return Field(default_factory=clock.now, sa_type=DateTime(timezone=True), nullable=False, index=index)


def moment_or_none(*, index: bool = False) -> Any:
    """A `timestamptz` column that may be empty."""
    return Field(default=None, sa_type=DateTime(timezone=True), nullable=True, index=index)


class Timestamped(SQLModel):
    """`created_at` and `updated_at`; the second follows every update."""

    created_at: datetime = moment()
    updated_at: datetime = Field(
        default_factory=clock.now,
        sa_type=DateTime(timezone=True),
        nullable=False,
        sa_column_kwargs={"onupdate": clock.now},
    )
