"""The questions by which an owner checks a chatbot."""

import uuid
from typing import Any

from sqlalchemy import Column, ForeignKey, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from shopchat.core.record import Record, Timestamped, primary_key


class SavedQuestion(Record, Timestamped, table=True):
    """A question with what its answer must hold, as `drafts.Expectations` reads it.

    `before` are the shopper's earlier messages of the same conversation. `fingerprint` names question and `before`.
    """

    __tablename__ = "saved_questions"
    __table_args__ = (UniqueConstraint("chatbot_id", "fingerprint"),)

    id: uuid.UUID = primary_key()
    chatbot_id: uuid.UUID = Field(sa_column=Column(ForeignKey("chatbots.id", ondelete="CASCADE"), nullable=False))
    position: int
    question: str = Field(sa_type=Text)
    before: list[str] = Field(sa_column=Column(JSONB, nullable=False))
    expectations: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    fingerprint: str = Field(max_length=64)
