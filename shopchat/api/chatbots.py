"""Chatbots over HTTP."""

import uuid
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from shopchat.api.deps import Account, AccountOrKey, Paging, Session
from shopchat.api.idempotency import Idempotent, IdempotentRoute
from shopchat.api.versions import IfMatch, tag, tagged
from shopchat.chatbots import service
from shopchat.chatbots.changes import ChatbotChanges, ChatbotSort, Language, Name, Personality
from shopchat.core.paging import Page
from shopchat.http.errors import refusals

router = APIRouter(prefix="/chatbots", tags=["chatbots"], route_class=IdempotentRoute)


EXAMPLE: JsonDict = {
    "name": "Alba",
    "personality": "friendly",
    "welcome_message": "Hi! Looking for something for the mountains?",
    "theme_config": {"primary_color": "#2f6f4f", "position": "bottom-right"},
    "allowed_origins": ["https://shop.example"],
    "suggested_questions": ["How do returns work?"],
    "language": "en",
}


class NewChatbot(ChatbotChanges):
    """A chatbot to make; all but the name has a default."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    name: Name


class ChatbotBody(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    name: str
    personality: Personality
    welcome_message: str
    theme_config: dict[str, Any]
    is_active: bool
    allowed_origins: list[str]
    suggested_questions: list[str]
    language: Language
    widget_key: str
    created_at: datetime
    updated_at: datetime


@router.post("", status_code=201, responses=refusals(401, 403, 409, 422, 429) | tagged(201), dependencies=[Idempotent])
async def create_chatbot(body: NewChatbot, account: AccountOrKey, session: Session, response: Response) -> ChatbotBody:
    """Makes a chatbot with its own widget key."""
    row = await service.create_chatbot(session, account, fields=body)
    tag(response, row)
    return ChatbotBody.model_validate(row)


@router.get("", responses=refusals(401, 403, 422, 429))
async def list_chatbots(
    account: AccountOrKey,
    session: Session,
    paging: Paging,
    sort: Annotated[ChatbotSort, Query(description="`-` for descending")] = "-created_at",
) -> Page[ChatbotBody]:
    """The account's chatbots, newest first unless `sort` says otherwise."""
    rows, total = await service.list_chatbots(session, account, paging=paging, sort=sort)
    items = [ChatbotBody.model_validate(row) for row in rows]
    return Page(items=items, total=total, page=paging.page, page_size=paging.page_size)


@router.get("/{chatbot_id}", responses=refusals(401, 403, 404, 422, 429) | tagged())
async def get_chatbot(
    chatbot_id: uuid.UUID, account: AccountOrKey, session: Session, response: Response
) -> ChatbotBody:
    """One chatbot; its `ETag` names this version of it."""
    row = await service.get_chatbot(session, account, chatbot_id=chatbot_id)
    tag(response, row)
    return ChatbotBody.model_validate(row)


@router.patch("/{chatbot_id}", responses=refusals(401, 403, 404, 412, 422, 429) | tagged())
async def change_chatbot(
    chatbot_id: uuid.UUID,
    body: ChatbotChanges,
    account: AccountOrKey,
    session: Session,
    versions: IfMatch,
    response: Response,
) -> ChatbotBody:
    """Sets the fields that are given; a theme is merged over the present one.

    With `If-Match`, only if nobody changed it since: 412 otherwise, and nothing is set.
    """
    row = await service.update_chatbot(session, account, chatbot_id=chatbot_id, changes=body, versions=versions)
    tag(response, row)
    return ChatbotBody.model_validate(row)


@router.delete("/{chatbot_id}", status_code=204, responses=refusals(401, 403, 404, 412, 422, 429))
async def delete_chatbot(chatbot_id: uuid.UUID, account: AccountOrKey, session: Session, versions: IfMatch) -> None:
    """Removes the chatbot with its knowledge and conversations."""
    await service.delete_chatbot(session, account, chatbot_id=chatbot_id, versions=versions)


@router.post("/{chatbot_id}/rotate-key", responses=refusals(401, 404, 422, 429) | tagged())
async def rotate_key(chatbot_id: uuid.UUID, account: Account, session: Session, response: Response) -> ChatbotBody:
    """Gives the chatbot a new widget key; the old one is dead at once."""
    row = await service.rotate_key(session, account, chatbot_id=chatbot_id)
    tag(response, row)
    return ChatbotBody.model_validate(row)
