"""A chatbot: one assistant with a name, a voice, a look and a key."""

import uuid
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from shopchat.accounts.models import owner_column
from shopchat.core.record import Record, Timestamped, primary_key

DEFAULT_WELCOME = "Hi there! How can I help you today?"


class Chatbot(Record, Timestamped, table=True):
    """One assistant of an owner. `knowledge_version` rises with every change of what it knows."""

    __tablename__ = "chatbots"
    __table_args__ = (
        CheckConstraint("personality IN ('friendly', 'professional', 'playful', 'concise')", name="personality"),
    )

    id: uuid.UUID = primary_key()
    user_id: uuid.UUID = owner_column()
    name: str = Field(max_length=255)
    personality: str = Field(default="friendly", max_length=50)
    welcome_message: str = Field(default=DEFAULT_WELCOME, sa_type=Text)
    theme_config: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    is_active: bool = True
    allowed_origins: list[str] = Field(
        default_factory=list,
        sa_column=Column(ARRAY(String(255)), nullable=False, server_default=text("'{}'::varchar[]")),
    )
    suggested_questions: list[str] = Field(
        default_factory=list,
        sa_column=Column(ARRAY(String(200)), nullable=False, server_default=text("'{}'::varchar[]")),
    )
    language: str = Field(default="en", max_length=10)
    widget_key: str = Field(max_length=64, unique=True)
    knowledge_version: int = Field(default=0, sa_type=BigInteger)
