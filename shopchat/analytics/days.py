"""Days that are over: opened for counting, counted by a job, and read together with those that are not counted yet."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.analytics import counting, queries
from shopchat.analytics.counting import Span
from shopchat.analytics.counts import MAPS, NUMBERS, Counts
from shopchat.analytics.models import DailyFigures
from shopchat.core import clock

# A turn that began before midnight may be stored after it; by then it is.
SETTLED = timedelta(minutes=5)

# Every day before the newest one that has a row is known, so the next look begins there.
_OPEN = text(f"""
INSERT INTO daily_figures (chatbot_id, day, is_open, opened_at, questions, shown, {", ".join((*NUMBERS, *MAPS))})
SELECT DISTINCT c.chatbot_id, d::date, true, clock_timestamp(), '[]'::jsonb, '{{}}'::jsonb,
                {", ".join(["0"] * len(NUMBERS) + ["'{}'::jsonb"] * len(MAPS))}
FROM conversations c
CROSS JOIN generate_series(date_trunc('day', c.started_at AT TIME ZONE 'UTC'),
                           date_trunc('day', c.last_message_at AT TIME ZONE 'UTC'), interval '1 day') d
WHERE d::date < :today
  AND c.last_message_at >= coalesce((SELECT max(day) FROM daily_figures)::timestamp AT TIME ZONE 'UTC', '-infinity')
ON CONFLICT DO NOTHING
""")  # noqa: S608 - constants


@dataclass(frozen=True)
class Known:
    """What a time looks like before anything is added up: counted days, and the spans that are still to be counted."""

    bots: Sequence[uuid.UUID]
    counted: Sequence[DailyFigures]
    spans: Sequence[Span]


async def open_days(session: AsyncSession) -> None:
    """Makes a row for each chatbot's day that is over and has none; it is counted by a later run."""
    await (await session.connection()).execute(_OPEN, {"today": clock.now().date()})


async def count_open(session: AsyncSession, *, limit: int, settled: timedelta = SETTLED) -> int:
    """Counts up to `limit` days that have been open for as long as `settled`, and says how many.

    Rows are held before anything is counted, so that whoever changes such a day waits, and opens it again.
    """
    statement = (
        select(DailyFigures)
        .where(col(DailyFigures.is_open), col(DailyFigures.opened_at) <= func.clock_timestamp() - settled)
        .order_by(col(DailyFigures.opened_at), col(DailyFigures.chatbot_id), col(DailyFigures.day))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = (await session.exec(statement)).all()
    for row in rows:
        span = Span(row.chatbot_id, _start(row.day), _start(row.day + timedelta(days=1)))
        counts = (await counting.counted(session, [span])).get((row.chatbot_id, row.day), Counts())
        for name in (*NUMBERS, *MAPS):
            setattr(row, name, getattr(counts, name))
        row.shown = await counting.shown(session, span)
        row.questions = await counting.questions(session, span)
        row.is_open = False
        session.add(row)
    return len(rows)


async def known(
    session: AsyncSession, account: User, since: datetime, until: datetime, chatbot_id: uuid.UUID | None
) -> Known:
    """What is counted of the account's chatbots, or of one, between two UTC midnights, and what is not."""
    bots = await queries.chatbots(session, account, chatbot_id)
    rows = await queries.days(session, account, since, until, chatbot_id)
    last = await queries.newest_days(session, account, chatbot_id)
    spans = [Span(row.chatbot_id, _start(row.day), _start(row.day + timedelta(days=1))) for row in rows if row.is_open]
    for bot in bots:
        start = max(since, _start(last[bot] + timedelta(days=1))) if bot in last else since
        if start < until:
            spans.append(Span(bot, start, until))
    return Known(bots, [row for row in rows if not row.is_open], spans)


async def by_day(session: AsyncSession, seen: Known) -> dict[date, Counts]:
    """What happened, by day; days without anything are left out."""
    found: dict[date, Counts] = {}
    for row in seen.counted:
        found.setdefault(row.day, Counts()).add(row)
    for (_, day), counts in (await counting.counted(session, seen.spans)).items():
        found.setdefault(day, Counts()).add(counts)
    return found


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
