"""What happened in an account's conversations."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.analytics import counting, queries
from shopchat.analytics import days as closed
from shopchat.analytics.counting import Span
from shopchat.analytics.counts import Counts
from shopchat.analytics.queries import TOP
from shopchat.chatbots import service as chatbots
from shopchat.conversations.gaps import service as clusters
from shopchat.core import clock

MAX_DAYS = 366


@dataclass(frozen=True)
class Day:
    """One UTC day; its conversations are those that started on it, its messages are theirs."""

    date: date
    conversations: int
    messages: int
    questions: int
    unanswered: int
    product_clicks: int
    hand_offs: int
    cost_usd: Decimal


@dataclass(frozen=True)
class Figures:
    """Some days in numbers. Shares lie between 0 and 1 and are `None` when there is nothing to share.

    `resolution_rate` is the share of questions that did not become a gap, `response_ms` the median time of an answer in
    milliseconds, and `hand_offs` how often a shopper asked for a person.

    `answers` are all that were written, `by_model` those of them by a language model, and `unpriced` those of a model
    whose price is not known: what they cost is not in `cost_usd`. `languages` counts answers, most first, and `hours`
    questions by the UTC hour, all 24.
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
    cost_usd: Decimal
    languages: Sequence[tuple[str, int]]
    hours: Sequence[int]

    @classmethod
    def of(cls, total: Counts) -> "Figures":
        """What the counts tell."""
        return cls(
            conversations=total.conversations,
            messages=total.messages,
            ended=total.ended,
            satisfaction=total.score_sum / total.scores if total.scores else None,
            resolution_rate=(total.asked - total.unanswered) / total.asked if total.asked else None,
            helpful=total.helpful,
            unhelpful=total.unhelpful,
            product_clicks=total.product_clicks,
            hand_offs=total.hand_offs,
            response_ms=total.median_latency(),
            questions=total.asked,
            unanswered=total.unanswered,
            answers=sum(total.languages.values()),
            by_model=total.by_model,
            unpriced=total.unpriced,
            input_tokens=total.input_tokens,
            output_tokens=total.output_tokens,
            cost_usd=_dollars(total),
            languages=sorted(total.languages.items(), key=lambda each: (-each[1], each[0])),
            hours=[total.hours.get(str(hour), 0) for hour in range(24)],
        )


@dataclass(frozen=True)
class Overview(Figures):
    """The last days. `gaps` are what was asked most and nothing answered: one question for each cluster of those that
    ask for the same. `top_products` were clicked most, `top_shown` stood in most answers.
    """

    open_gaps: int
    series: Sequence[Day]
    top_questions: Sequence[tuple[str, int]]
    top_products: Sequence[tuple[str, int]]
    top_shown: Sequence[tuple[str, int]]
    gaps: Sequence[tuple[str, int]]


async def overview(
    session: AsyncSession, account: User, *, days: int = 30, chatbot_id: uuid.UUID | None = None
) -> Overview:
    """The last `days` UTC days, today included, of all chatbots or of one. Raises `NotFound` for the chatbot."""
    since, until = _last(days)
    seen = await _known(session, account, since, until, chatbot_id)
    counts = await closed.by_day(session, seen)
    open_gaps, gaps = await clusters.most_asked(session, account, since=since, chatbot_id=chatbot_id, limit=TOP)
    top_questions = await counting.top_questions(
        session, seen.spans, of=seen.bots, first=since.date(), last=until.date(), most=TOP
    )
    top_shown = await counting.top_shown(
        session, seen.spans, of=seen.bots, first=since.date(), last=until.date(), most=TOP
    )
    every_day = [(since + timedelta(days=offset)).date() for offset in range(days)]
    return Overview(
        **vars(_figures(counts)),
        open_gaps=open_gaps,
        series=[_day(day, counts.get(day, Counts())) for day in every_day],
        top_questions=top_questions,
        top_products=await queries.top_products(session, account, since, chatbot_id),
        top_shown=top_shown,
        gaps=gaps,
    )


async def before(
    session: AsyncSession, account: User, *, days: int = 30, chatbot_id: uuid.UUID | None = None
) -> Figures:
    """As many whole days, right before those of `overview`. Raises `NotFound` for the chatbot."""
    until, _ = _last(days)
    seen = await _known(session, account, until - timedelta(days=days), until, chatbot_id)
    return _figures(await closed.by_day(session, seen))


async def since(session: AsyncSession, account: User, moment: datetime) -> Figures:
    """All chatbots from the moment until now."""
    _, until = _last(1)
    midnight = min(moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1), until)
    seen = await closed.known(session, account, midnight, until, None)
    rest = [Span(bot, moment, midnight) for bot in seen.bots]
    return _figures(await closed.by_day(session, replace(seen, spans=[*seen.spans, *rest])))


def _last(days: int) -> tuple[datetime, datetime]:
    tomorrow = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return tomorrow - timedelta(days=days), tomorrow


async def _known(
    session: AsyncSession, account: User, since: datetime, until: datetime, chatbot_id: uuid.UUID | None
) -> closed.Known:
    if chatbot_id is not None:
        await chatbots.get_chatbot(session, account, chatbot_id=chatbot_id)
    return await closed.known(session, account, since, until, chatbot_id)


def _day(day: date, counts: Counts) -> Day:
    return Day(
        day,
        counts.conversations,
        counts.messages,
        counts.asked,
        counts.unanswered,
        counts.product_clicks,
        counts.hand_offs,
        _dollars(counts),
    )


def _dollars(counts: Counts) -> Decimal:
    return Decimal(counts.cost_micros).scaleb(-6)


def _figures(by_day: Mapping[date, Counts]) -> Figures:
    total = Counts()
    for counts in by_day.values():
        total.add(counts)
    return Figures.of(total)
