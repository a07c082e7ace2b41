"""What the widget is told."""

import uuid
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from shopchat.conversations.models import Conversation, Message


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
    """A whole turn. `visitor_token` is told to the turn that starts a conversation, or to one that carried it.

    `message` is null while a person answers: hers come with the history.
    """

    conversation_id: uuid.UUID
    visitor_token: str | None
    message: MessageBody | None
    taken_over: bool
    products: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    suggestions: list[str]
    offers_person: bool


class ConversationBody(BaseModel):
    id: uuid.UUID
    status: str
    started_at: datetime
    satisfaction_score: float | None
    taken_over: bool


class PastMessageBody(MessageBody):
    products: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    suggestions: list[str]
    offers_person: bool
    helpful: bool | None


class HistoryBody(BaseModel):
    conversation: ConversationBody | None
    messages: list[PastMessageBody]


def conversation_body(row: Conversation) -> ConversationBody:
    """What the shopper is told of the conversation."""
    return ConversationBody(
        id=row.id,
        status=row.status,
        started_at=row.started_at,
        satisfaction_score=row.satisfaction_score,
        taken_over=row.taken_over_at is not None,
    )


def message_body(message: Message) -> MessageBody:
    """A message without what stands beside it."""
    return MessageBody(id=message.id, role=message.role, content=message.content, created_at=message.created_at)


def beside(message: Message | None) -> dict[str, Any]:
    """What stands beside an answer, if there is one: cards, sources for the shopper's eyes, suggestions."""
    meta = (message and message.meta) or {}
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
