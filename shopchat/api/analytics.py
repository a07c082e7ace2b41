"""Analytics over HTTP."""

import uuid
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from shopchat.analytics import service
from shopchat.analytics.service import MAX_DAYS, Overview
from shopchat.api.deps import AccountOrKey, Session
from shopchat.http.errors import refusals

router = APIRouter(prefix="/analytics", tags=["analytics"])

Days = Annotated[int, Query(ge=1, le=MAX_DAYS, description="How many UTC days back, today included")]


class DayBody(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    date: date
    conversations: int
    messages: int


class CountedQuestion(BaseModel):
    question: str
    count: int


class CountedProduct(BaseModel):
    title: str
    clicks: int


class OverviewBody(BaseModel):
    """Shares lie between 0 and 1; null where there is nothing to share.

    `gaps` are what was asked most and nothing answered: one question for all that ask for the same.
    `hand_offs` counts the shoppers' wishes for a person, and `response_ms` is the median time of an answer in
    milliseconds.
    """

    conversations: int
    messages: int
    ended: int
    satisfaction: float | None
    resolution_rate: float | None
    helpful: int
    unhelpful: int
    product_clicks: int
    hand_offs: int
    response_ms: float | None
    open_gaps: int
    series: list[DayBody]
    top_questions: list[CountedQuestion]
    top_products: list[CountedProduct]
    gaps: list[CountedQuestion]


@router.get("/overview", responses=refusals(401, 403, 422, 429))
async def overview(account: AccountOrKey, session: Session, days: Days = 30) -> OverviewBody:
    """All chatbots of the account."""
    return _body(await service.overview(session, account, days=days))


@router.get("/chatbots/{chatbot_id}", responses=refusals(401, 403, 404, 422, 429))
async def chatbot(chatbot_id: uuid.UUID, account: AccountOrKey, session: Session, days: Days = 30) -> OverviewBody:
    """One chatbot."""
    return _body(await service.overview(session, account, days=days, chatbot_id=chatbot_id))


def _body(found: Overview) -> OverviewBody:
    return OverviewBody(
        conversations=found.conversations,
        messages=found.messages,
        ended=found.ended,
        satisfaction=found.satisfaction,
        resolution_rate=found.resolution_rate,
        helpful=found.helpful,
        unhelpful=found.unhelpful,
        product_clicks=found.product_clicks,
        hand_offs=found.hand_offs,
        response_ms=found.response_ms,
        open_gaps=found.open_gaps,
        series=[DayBody.model_validate(day) for day in found.series],
        top_questions=[CountedQuestion(question=text, count=count) for text, count in found.top_questions],
        top_products=[CountedProduct(title=title, clicks=clicks) for title, clicks in found.top_products],
        gaps=[CountedQuestion(question=text, count=count) for text, count in found.gaps],
    )
