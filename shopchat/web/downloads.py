"""Files for whoever is signed in to the dashboard: too large for a page's socket, and a link can fetch them.

The session's cookie is never sent along from another site, so that no other page can have them fetched.
"""

import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import Response, StreamingResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.conversations import exporting as conversations
from shopchat.conversations.filters import ConversationFilters
from shopchat.core import limits
from shopchat.core.config import get_settings
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import NotFound, Unauthenticated
from shopchat.core.text import CleanText
from shopchat.exports import service as exports
from shopchat.http.streams import streamed
from shopchat.knowledge import exporting as knowledge
from shopchat.web.listing import LONGEST
from shopchat.web.session import SESSION_COOKIE

PREFIX = "/dashboard/download"
router = APIRouter(prefix=PREFIX, include_in_schema=False)


async def _unit() -> AsyncIterator[AsyncSession]:
    async with unit_of_work(unscoped=Unscoped.SIGN_IN) as session:
        yield session


Session = Annotated[AsyncSession, Depends(_unit, scope="function")]


async def _signed_in(request: Request, session: Session) -> User:
    try:
        account = await accounts.account_for_session(session, token=request.cookies.get(SESSION_COOKIE, ""))
    except Unauthenticated:
        raise HTTPException(303, headers={"Location": "/login"}) from None
    minute = timedelta(minutes=1)
    await limits.enforce(limits.Window("api", str(account.id), get_settings().rate_limit_api, minute))
    return account


Account = Annotated[User, Depends(_signed_in)]


@router.get("/knowledge.csv")
async def knowledge_file(account: Account, session: Session, chatbot: uuid.UUID | None = None) -> Response:
    """Every entry, in a form that can be imported again."""
    if chatbot is not None:
        await chatbots.get_chatbot(session, account, chatbot_id=chatbot)
    rows = knowledge.exported(account, chatbot_id=chatbot)
    return streamed(rows, "csv", name="knowledge", columns=knowledge.COLUMNS, cells=lambda row: [knowledge.cells(row)])


@router.get("/conversations.csv")
async def conversations_file(
    account: Account,
    session: Session,
    chatbot: uuid.UUID | None = None,
    status: Literal["active", "ended", "waiting"] | None = None,
    q: Annotated[CleanText | None, Query(max_length=LONGEST)] = None,
    tag: Annotated[CleanText | None, Query(max_length=LONGEST)] = None,
) -> Response:
    """The conversations that the list shows, a row a message."""
    if chatbot is not None:
        await chatbots.get_chatbot(session, account, chatbot_id=chatbot)
    filters = ConversationFilters(
        chatbot_id=chatbot,
        status=None if status == "waiting" else status,
        q=q or None,
        tag=tag or None,
        waiting=True if status == "waiting" else None,
    )
    rows = conversations.exported(account, filters=filters)
    return streamed(rows, "csv", name="conversations", columns=conversations.COLUMNS, cells=conversations.cells)


@router.get("/account/{export_id}.zip")
async def account_file(export_id: uuid.UUID, account: Account, session: Session) -> Response:
    """Everything of the account, once it is written."""
    row = await exports.get_export(session, account, export_id=export_id)
    if row.status != "ready":
        raise NotFound("Export")
    headers = {
        "Content-Disposition": 'attachment; filename="shopchat-account.zip"',
        "Content-Length": str(row.size),
        "Cache-Control": "no-store",
    }
    return StreamingResponse(exports.content(account, export_id=row.id), media_type="application/zip", headers=headers)
