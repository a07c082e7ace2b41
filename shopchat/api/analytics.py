"""Analytics over HTTP."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

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
    questions: int
    unanswered: int
    product_clicks: int
    hand_offs: int
    cost_usd: Decimal = Field(description="Of the language model, by price list", examples=["0.031500"])


class CountedQuestion(BaseModel):
    question: str
    count: int


class CountedProduct(BaseModel):
    title: str
    clicks: int


class ShownProduct(BaseModel):
    title: str
    answers: int


class CountedLanguage(BaseModel):
    language: str = Field(description="ISO 639-1", examples=["en"])
    answers: int


class OverviewBody(BaseModel):
    """Shares lie between 0 and 1; null where there is nothing to share.

    `gaps` are what was asked most and nothing answered: one question for all that ask for the same.
    `hand_offs` counts the shoppers' wishes for a person, and `response_ms` is the median time of an answer in
    milliseconds. `hours` counts the questions by the UTC hour, from 0 to 23. `cost_usd` is what the language model cost
    by price list, without the `unpriced` answers: those of a model whose price is not known.
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
    questions: int
    unanswered: int
    answers: int
    by_model: int
    unpriced: int
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal = Field(examples=["0.031500"])
    languages: list[CountedLanguage]
    hours: list[int]
    open_gaps: int
    series: list[DayBody]
    top_questions: list[CountedQuestion]
    top_products: list[CountedProduct]
    top_shown: list[ShownProduct]
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
        questions=found.questions,
        unanswered=found.unanswered,
        answers=found.answers,
        by_model=found.by_model,
        unpriced=found.unpriced,
        input_tokens=found.input_tokens,
        output_tokens=found.output_tokens,
        cost_usd=found.cost_usd,
        languages=[CountedLanguage(language=language, answers=count) for language, count in found.languages],
        hours=list(found.hours),
        open_gaps=found.open_gaps,
        series=[DayBody.model_validate(day) for day in found.series],
        top_questions=[CountedQuestion(question=text, count=count) for text, count in found.top_questions],
        top_products=[CountedProduct(title=title, clicks=clicks) for title, clicks in found.top_products],
        top_shown=[ShownProduct(title=title, answers=count) for title, count in found.top_shown],
        gaps=[CountedQuestion(question=text, count=count) for text, count in found.gaps],
    )
