"""Whole lists as files: knowledge and conversations, streamed."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from shopchat.api.conversations import Filters
from shopchat.api.deps import AccountOrKey, Session
from shopchat.chatbots import service as chatbots
from shopchat.conversations import exporting as conversations
from shopchat.http.errors import refusals
from shopchat.http.streams import FileFormat, file_answer, streamed
from shopchat.knowledge import exporting as knowledge
from shopchat.knowledge.changes import SourceType

router = APIRouter()


@router.get(
    "/knowledge/export",
    tags=["knowledge"],
    response_class=StreamingResponse,
    responses=refusals(401, 403, 404, 422, 429) | file_answer(),
)
async def export_knowledge(
    account: AccountOrKey,
    session: Session,
    file_format: FileFormat = "csv",
    chatbot_id: uuid.UUID | None = None,
    source_type: SourceType | None = None,
    is_active: Annotated[bool | None, Query()] = None,
) -> StreamingResponse:
    """Every entry as a file, oldest first. The CSV can be imported again as it is, also into another chatbot."""
    if chatbot_id is not None:
        await chatbots.get_chatbot(session, account, chatbot_id=chatbot_id)
    rows = knowledge.exported(account, chatbot_id=chatbot_id, source_type=source_type, is_active=is_active)
    return streamed(
        rows, file_format, name="knowledge", columns=knowledge.COLUMNS, cells=lambda row: [knowledge.cells(row)]
    )


@router.get(
    "/conversations/export",
    tags=["conversations"],
    response_class=StreamingResponse,
    responses=refusals(401, 403, 404, 422, 429) | file_answer(),
)
async def export_conversations(
    account: AccountOrKey, session: Session, filters: Filters, file_format: FileFormat = "csv"
) -> StreamingResponse:
    """Conversations as a file, oldest first, by the filters of the list: a CSV row a message, a JSON line each."""
    if filters.chatbot_id is not None:
        await chatbots.get_chatbot(session, account, chatbot_id=filters.chatbot_id)
    rows = conversations.exported(account, filters=filters)
    return streamed(rows, file_format, name="conversations", columns=conversations.COLUMNS, cells=conversations.cells)
