"""What happened in an account's conversations."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.analytics import queries
from shopchat.analytics.queries import TOP
from shopchat.chatbots import service as chatbots
from shopchat.conversations.gaps import service as clusters
from shopchat.core import clock

MAX_DAYS = 366


@dataclass(frozen=True)
class Day:
    """One UTC day; its conversations are those that started on it."""

    date: date
    conversations: int
    messages: int


@dataclass(frozen=True)
class Overview:
    """The last days in numbers. Shares lie between 0 and 1 and are `None` when there is nothing to share.

    `resolution_rate` is the share of questions that did not become a gap. `gaps` are what was asked most and nothing
    answered: one question for each cluster of those that ask for the same.
    """

    conversations: int
    messages: int
    ended: int
    satisfaction: float | None
    resolution_rate: float | None
    helpful: int
    unhelpful: int
    product_clicks: int
    open_gaps: int
    series: Sequence[Day]
    top_questions: Sequence[tuple[str, int]]
    gaps: Sequence[tuple[str, int]]


async def overview(
    session: AsyncSession, account: User, *, days: int = 30, chatbot_id: uuid.UUID | None = None
) -> Overview:
    """The last `days` UTC days, today included, of all chatbots or of one. Raises `NotFound` for the chatbot."""
    if chatbot_id is not None:
        await chatbots.get_chatbot(session, account, chatbot_id=chatbot_id)
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    since = midnight - timedelta(days=days - 1)
    conversations, messages, satisfaction, ended = await queries.totals(session, account, since, chatbot_id)
    asked, unanswered, helpful, unhelpful = await queries.questions(session, account, since, chatbot_id)
    by_day = await queries.by_day(session, account, since, chatbot_id)
    open_gaps, gaps = await clusters.most_asked(session, account, since=since, chatbot_id=chatbot_id, limit=TOP)
    every_day = [(since + timedelta(days=offset)).date() for offset in range(days)]
    return Overview(
        conversations=conversations,
        messages=messages,
        ended=ended,
        satisfaction=satisfaction,
        resolution_rate=(asked - unanswered) / asked if asked else None,
        helpful=helpful,
        unhelpful=unhelpful,
        product_clicks=await queries.clicks(session, account, since, chatbot_id),
        open_gaps=open_gaps,
        series=[Day(day, *by_day.get(day, (0, 0))) for day in every_day],
        top_questions=await queries.top_questions(session, account, since, chatbot_id),
        gaps=gaps,
    )
