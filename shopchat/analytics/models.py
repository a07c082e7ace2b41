"""What happened on a day that is over, counted once."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from shopchat.core.record import Record, moment


class DailyFigures(Record, table=True):
    """A chatbot's UTC day in numbers. While `is_open` they are not to be read: they are still, or again, to be counted.

    The database opens a day again when something of it changes. `latencies` counts the answers by their milliseconds,
    rounded to three digits; `questions` are the most asked, each as its plain form, its text and how often.
    """

    __tablename__ = "daily_figures"
    __table_args__ = (Index("ix_daily_figures_open", "opened_at", postgresql_where=text("is_open")),)

    chatbot_id: uuid.UUID = Field(
        sa_column=Column(ForeignKey("chatbots.id", ondelete="CASCADE"), primary_key=True, nullable=False)
    )
    day: date = Field(primary_key=True)
    is_open: bool = True
    opened_at: datetime = moment()
    conversations: int = 0
    messages: int = 0
    ended: int = 0
    score_sum: float = 0.0
    scores: int = 0
    asked: int = 0
    unanswered: int = 0
    helpful: int = 0
    unhelpful: int = 0
    product_clicks: int = 0
    hand_offs: int = 0
    latencies: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    questions: list[list[Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
