"""What the widget is told."""

import uuid
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from shopchat.conversations.models import Message


class ConfigBody(BaseModel):
    name: str
    welcome_message: str
    personality: str
    theme_config: dict[str, Any]
    suggested_questions: list[str]
    language: str


class MessageBody(BaseModel):
    id: uuid.UUID
    role: str
    content: str
    created_at: datetime


class TurnBody(BaseModel):
    """A whole turn. `visitor_token` is told to the turn that starts a conversation, or to one that carried it."""

    conversation_id: uuid.UUID
    visitor_token: str | None
    message: MessageBody
    products: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    suggestions: list[str]
    offers_person: bool


class ConversationBody(BaseModel):
    id: uuid.UUID
    status: str
    started_at: datetime
    satisfaction_score: float | None


class PastMessageBody(MessageBody):
    products: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    suggestions: list[str]
    offers_person: bool
    helpful: bool | None


class HistoryBody(BaseModel):
    conversation: ConversationBody | None
    messages: list[PastMessageBody]


def message_body(message: Message) -> MessageBody:
    """A message without what stands beside it."""
    return MessageBody(id=message.id, role=message.role, content=message.content, created_at=message.created_at)


def beside(message: Message) -> dict[str, Any]:
    """What stands beside an answer: cards, sources for the shopper's eyes, suggestions."""
    meta = message.meta or {}
    sources = [
        {name: source.get(name) for name in ("entry_id", "title", "url", "passage")}
        for source in meta.get("sources", [])
    ]
    return {
        "products": meta.get("products", []),
        "sources": sources,
        "suggestions": meta.get("suggestions", []),
        "offers_person": meta.get("offers_person", False),
    }
