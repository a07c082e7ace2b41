"""The shoppers door: public, by widget key and visitor token."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.models import Chatbot
from shopchat.conversations import turn, visitor
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.text import CleanText
from shopchat.http.errors import refusals
from widget_server import bodies, chat, rates
from widget_server.origins import admit
from widget_server.shapes import (
    ConfigBody,
    HistoryBody,
    PastMessageBody,
    TurnBody,
    beside,
    conversation_body,
    message_body,
)

PREFIX = "/api/v1/widget"

STREAM = (
    'event: start\ndata: {"conversation_id": "3f2b8a52-9f5e-4c68-9a0e-6f6d1f0b7a11", "visitor_token": "vt_..."}\n\n'
    'event: token\ndata: {"text": "Yes, "}\n\n'
    "event: products\ndata: []\n\n"
    "event: sources\ndata: []\n\n"
    'event: done\ndata: {"conversation_id": "...", "message": {}, "products": [], "sources": [], "suggestions": []}\n\n'
)

router = APIRouter(prefix=PREFIX, tags=["widget"])


@router.get("/config", dependencies=[Depends(rates.address)], responses=refusals(403, 404, 422, 429))
async def config(
    request: Request, response: Response, widget_key: Annotated[CleanText, Query(min_length=1, max_length=64)]
) -> ConfigBody:
    """How the chatbot presents itself. 404 for an unknown key or a chatbot that is switched off."""
    async with unit_of_work(unscoped=Unscoped.PUBLIC_KEY) as session:
        _, chatbot = await _admitted(request, session, widget_key, hold=False)
    response.headers["Cache-Control"] = "no-cache"
    return ConfigBody.model_validate(chatbot, from_attributes=True)


@router.post(
    "/chat",
    response_model=TurnBody,
    openapi_extra=bodies.documented(bodies.ChatBody),
    responses={**refusals(403, 404, 422, 429), 200: {"content": {"text/event-stream": {"example": STREAM}}}},
)
async def say(request: Request, body: bodies.Chat) -> TurnBody | StreamingResponse:
    """One message and its answer, as JSON, or as server-sent events with `Accept: text/event-stream`."""

    async def admitted(chatbot: Chatbot) -> None:
        admit(request.scope, chatbot)
        await rates.chat(body)

    begun = await turn.begin(turn.Said(**body.model_dump()), admitted)
    if "text/event-stream" not in request.headers.get("accept", ""):
        return await chat.whole(begun)
    return StreamingResponse(
        chat.events(begun),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.post(
    "/history",
    openapi_extra=bodies.documented(bodies.VisitorBody),
    dependencies=[Depends(rates.act)],
    responses=refusals(403, 404, 422, 429),
)
async def history(request: Request, body: bodies.Visitor) -> HistoryBody:
    """The token's conversation while it is active, with its messages; else `conversation` is null."""
    async with unit_of_work(unscoped=Unscoped.PUBLIC_KEY) as session:
        live = await _admitted(request, session, body.widget_key, hold=False)
        past = await visitor.history(session, *live, visitor_token=body.visitor_token)
    if past is None:
        return HistoryBody(conversation=None, messages=[])
    return HistoryBody(
        conversation=conversation_body(past.conversation),
        messages=[
            PastMessageBody(
                **message_body(message).model_dump(), **beside(message), helpful=past.helpful.get(message.id)
            )
            for message in past.messages
        ],
    )


@router.post(
    "/rate",
    status_code=204,
    openapi_extra=bodies.documented(bodies.RateBody),
    dependencies=[Depends(rates.act)],
    responses=refusals(403, 404, 422, 429),
)
async def rate(request: Request, body: bodies.Rate) -> None:
    """Scores the conversation from 1 to 5."""
    async with unit_of_work(unscoped=Unscoped.PUBLIC_KEY) as session:
        live = await _admitted(request, session, body.widget_key)
        await visitor.rate(session, *live, **_beside_the_key(body))


@router.post(
    "/feedback",
    status_code=204,
    openapi_extra=bodies.documented(bodies.FeedbackBody),
    dependencies=[Depends(rates.act)],
    responses=refusals(403, 404, 422, 429),
)
async def feedback(request: Request, body: bodies.Feedback) -> None:
    """Says whether an answer helped; the last word counts."""
    async with unit_of_work(unscoped=Unscoped.PUBLIC_KEY) as session:
        live = await _admitted(request, session, body.widget_key)
        await visitor.feedback(session, *live, **_beside_the_key(body))


@router.post(
    "/end",
    status_code=204,
    openapi_extra=bodies.documented(bodies.VisitorBody),
    dependencies=[Depends(rates.act)],
    responses=refusals(403, 404, 422, 429),
)
async def end(request: Request, body: bodies.Visitor) -> None:
    """Ends the conversation; ending twice is not an error."""
    async with unit_of_work(unscoped=Unscoped.PUBLIC_KEY) as session:
        live = await _admitted(request, session, body.widget_key)
        await visitor.end(session, *live, **_beside_the_key(body))


@router.post(
    "/handoff",
    status_code=204,
    openapi_extra=bodies.documented(bodies.HandoffBody),
    dependencies=[Depends(rates.hand_off)],
    responses=refusals(403, 404, 422, 429),
)
async def hand_off(request: Request, body: bodies.Handoff) -> None:
    """Asks for a person: the owner sees the shopper's address and message."""
    async with unit_of_work(unscoped=Unscoped.PUBLIC_KEY) as session:
        live = await _admitted(request, session, body.widget_key)
        await visitor.hand_off(session, *live, **_beside_the_key(body))


@router.post(
    "/events",
    status_code=204,
    openapi_extra=bodies.documented(bodies.EventBody),
    dependencies=[Depends(rates.act)],
    responses=refusals(403, 404, 422, 429),
)
async def event(request: Request, body: bodies.Event) -> None:
    """Counts a click on a product card."""
    async with unit_of_work(unscoped=Unscoped.PUBLIC_KEY) as session:
        live = await _admitted(request, session, body.widget_key)
        await visitor.product_click(session, *live, visitor_token=body.visitor_token, entry_id=body.entry_id)


async def _admitted(
    request: Request, session: AsyncSession, widget_key: str, *, hold: bool = True
) -> tuple[User, Chatbot]:
    """The chatbot behind the key, and the owner on whose behalf it acts; held for whoever writes."""
    chatbot, owner = await chatbots.find_live(session, widget_key=widget_key, hold=hold)
    admit(request.scope, chatbot)
    return owner, chatbot


def _beside_the_key(body: bodies.VisitorBody) -> dict[str, Any]:
    return body.model_dump(exclude={"widget_key"})
