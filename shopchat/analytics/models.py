"""What happened on a day that is over, counted once."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from shopchat.analytics.counts import Counts
from shopchat.core.record import Record, moment


class DailyFigures(Record, Counts, table=True):
    """A chatbot's UTC day in numbers. While `is_open` they are not to be read: they are still, or again, to be counted.

    The database opens a day again when something of it changes. `questions` are the most asked, each as its plain form,
    its text and how often; `shown` counts by entry the answers that showed it, for the most shown.
    """

    __tablename__ = "daily_figures"
    __table_args__ = (Index("ix_daily_figures_open", "opened_at", postgresql_where=text("is_open")),)

    chatbot_id: uuid.UUID = Field(
        sa_column=Column(ForeignKey("chatbots.id", ondelete="CASCADE"), primary_key=True, nullable=False)
    )
    day: date = Field(primary_key=True)
    is_open: bool = True
    opened_at: datetime = moment()
    questions: list[list[Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    shown: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
