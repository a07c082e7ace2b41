"""Counts conversations and what belongs to them by chatbot and UTC day, within given spans of time."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.analytics.counts import NUMBERS, Counts

KEPT_QUESTIONS = 50  # of a day that is over
KEPT_SHOWN = 100


@dataclass(frozen=True)
class Span:
    """A time of one chatbot; those that are counted together do not overlap."""

    chatbot_id: uuid.UUID
    start: datetime
    stop: datetime


Key = tuple[uuid.UUID, date]

# Statements are put together from what stands here, and from nothing that anybody sends.
_SPANS = """
WITH spans AS (
    SELECT * FROM unnest(CAST(:bots AS uuid[]), CAST(:starts AS timestamptz[]), CAST(:stops AS timestamptz[]))
    AS span (chatbot_id, start, stop)
)"""
_SAID = f"""{_SPANS}, said AS NOT MATERIALIZED (
    -- The row of a conversation is written a moment before that of its message.
    SELECT s.chatbot_id, m.* FROM spans s
    JOIN conversations c ON c.chatbot_id = s.chatbot_id AND c.started_at < s.stop
        AND c.last_message_at >= s.start - interval '1 minute'
    JOIN messages m ON m.conversation_id = c.id AND m.created_at >= s.start AND m.created_at < s.stop
)"""  # noqa: S608 - constants
_CONVERSATIONS = f"""{_SPANS}
SELECT c.chatbot_id, (c.started_at AT TIME ZONE 'UTC')::date AS day, count(*) AS conversations,
       coalesce(sum(c.message_count), 0) AS messages, count(*) FILTER (WHERE c.status = 'ended') AS ended,
       coalesce(sum(c.satisfaction_score), 0) AS score_sum, count(c.satisfaction_score) AS scores
FROM spans s
JOIN conversations c ON c.chatbot_id = s.chatbot_id AND c.started_at >= s.start AND c.started_at < s.stop
GROUP BY 1, 2"""  # noqa: S608 - constants
_MESSAGES = f"""{_SAID}
SELECT m.chatbot_id, (m.created_at AT TIME ZONE 'UTC')::date AS day, count(*) FILTER (WHERE m.role = 'user') AS asked,
       count(g.id) AS unanswered, count(*) FILTER (WHERE f.helpful) AS helpful,
       count(*) FILTER (WHERE NOT f.helpful) AS unhelpful
FROM said m LEFT JOIN gaps g ON g.message_id = m.id LEFT JOIN message_feedback f ON f.message_id = m.id
GROUP BY 1, 2"""  # noqa: S608 - constants
_CREATED = (
    _SPANS
    + """
SELECT r.chatbot_id, (r.created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS {name}
FROM spans s JOIN {table} r ON r.chatbot_id = s.chatbot_id AND r.created_at >= s.start AND r.created_at < s.stop
GROUP BY 1, 2"""
)
_LATENCIES = f"""{_SAID}, taken AS (
    SELECT m.chatbot_id, (m.created_at AT TIME ZONE 'UTC')::date AS day,
           greatest((m.metadata ->> 'latency_ms')::numeric, 0) AS ms
    FROM said m WHERE m.role = 'assistant' AND jsonb_typeof(m.metadata -> 'latency_ms') = 'number'
)
SELECT chatbot_id, day,
       trim_scale(round(ms, CASE WHEN ms > 0 THEN 2 - floor(log(ms))::int ELSE 0 END))::text AS key, count(*) AS times
FROM taken GROUP BY 1, 2, 3"""  # noqa: S608 - constants
_LANGUAGES = f"""{_SAID}
SELECT m.chatbot_id, (m.created_at AT TIME ZONE 'UTC')::date AS day, m.metadata #>> '{{turn,language}}' AS key,
       count(*) AS times
FROM said m WHERE m.role = 'assistant' AND m.metadata #>> '{{turn,language}}' IS NOT NULL
GROUP BY 1, 2, 3"""  # noqa: S608 - constants
_HOURS = f"""{_SAID}
SELECT m.chatbot_id, (m.created_at AT TIME ZONE 'UTC')::date AS day,
       extract(hour FROM m.created_at AT TIME ZONE 'UTC')::int::text AS key, count(*) AS times
FROM said m WHERE m.role = 'user' GROUP BY 1, 2, 3"""  # noqa: S608 - constants
_COSTS = f"""{_SAID}, spent AS (
    SELECT m.chatbot_id, (m.created_at AT TIME ZONE 'UTC')::date AS day, m.metadata -> 'model' AS model
    FROM said m WHERE m.role = 'assistant' AND jsonb_typeof(m.metadata -> 'model') = 'object'
)
SELECT chatbot_id, day, count(*) AS by_model, count(*) FILTER (WHERE model ->> 'cost_usd' IS NULL) AS unpriced,
       coalesce(sum((model ->> 'input_tokens')::bigint), 0) AS input_tokens,
       coalesce(sum((model ->> 'output_tokens')::bigint), 0) AS output_tokens,
       coalesce(sum((model ->> 'cost_usd')::numeric * 1000000), 0) AS cost_micros
FROM spent GROUP BY 1, 2"""  # noqa: S608 - constants
_BY_ENTRY = """
SELECT shown ->> 'entry_id' AS entry_id, count(DISTINCT m.id) AS times
FROM said m CROSS JOIN jsonb_array_elements(m.metadata -> 'products') shown
WHERE m.role = 'assistant' AND jsonb_typeof(m.metadata -> 'products') = 'array'
GROUP BY 1"""
_SHOWN = f"""{_SAID}
{_BY_ENTRY} ORDER BY 2 DESC, 1 LIMIT :most"""
_TOP_SHOWN = f"""{_SAID}, counted AS (
    {_BY_ENTRY}
    UNION ALL
    SELECT s.key, s.value::bigint FROM daily_figures d CROSS JOIN jsonb_each_text(d.shown) s
    WHERE d.chatbot_id = ANY (CAST(:of AS uuid[])) AND NOT d.is_open AND d.day >= :first AND d.day < :last
)
SELECT k.title, sum(counted.times) AS times
FROM counted JOIN knowledge_base k ON k.id = counted.entry_id::uuid AND k.chatbot_id = ANY (CAST(:of AS uuid[]))
    AND k.deleted_at IS NULL
GROUP BY k.id, k.title ORDER BY 2 DESC, k.title, k.id LIMIT :most"""  # noqa: S608 - constants
_QUESTIONS = f"""{_SAID}
SELECT lower(trim(m.content)) AS plain, min(m.content) AS question, count(*) AS times
FROM said m WHERE m.role = 'user' GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT :most"""  # noqa: S608 - constants
_TOP = f"""{_SAID}, counted AS (
    SELECT lower(trim(m.content)) AS plain, m.content AS question, 1 AS times FROM said m WHERE m.role = 'user'
    UNION ALL
    SELECT q ->> 0, q ->> 1, (q ->> 2)::int FROM daily_figures d CROSS JOIN jsonb_array_elements(d.questions) q
    WHERE d.chatbot_id = ANY (CAST(:of AS uuid[])) AND NOT d.is_open AND d.day >= :first AND d.day < :last
)
SELECT min(question) AS question, sum(times) AS times FROM counted GROUP BY plain ORDER BY 2 DESC, plain LIMIT :most"""  # noqa: S608 - constants


async def counted(session: AsyncSession, spans: Sequence[Span]) -> Mapping[Key, Counts]:
    """What happened in the spans, by chatbot and day; days without anything are left out."""
    found: dict[Key, Counts] = defaultdict(Counts)
    if not spans:
        return found
    created = [
        _CREATED.format(name=n, table=t) for n, t in (("product_clicks", "product_clicks"), ("hand_offs", "leads"))
    ]
    for statement in (_CONVERSATIONS, _MESSAGES, _COSTS, *created):
        for row in await _rows(session, statement, spans):
            counts = found[row.chatbot_id, row.day]
            for name, value in row._mapping.items():  # noqa: SLF001 - how SQLAlchemy gives a row's names
                if name in NUMBERS:
                    setattr(counts, name, float(value) if name == "score_sum" else int(value))
    for name, statement in (("latencies", _LATENCIES), ("languages", _LANGUAGES), ("hours", _HOURS)):
        for row in await _rows(session, statement, spans):
            getattr(found[row.chatbot_id, row.day], name)[row.key] = row.times
    return found


async def questions(session: AsyncSession, span: Span) -> list[list[Any]]:
    """The questions asked most in the span: plain form, text, how often."""
    rows = await _rows(session, _QUESTIONS, [span], most=KEPT_QUESTIONS)
    return [[row.plain, row.question, row.times] for row in rows]


async def shown(session: AsyncSession, span: Span) -> dict[str, int]:
    """The products that were shown most in the span, with how many answers showed each."""
    return {row.entry_id: row.times for row in await _rows(session, _SHOWN, [span], most=KEPT_SHOWN)}


async def top_questions(
    session: AsyncSession, spans: Sequence[Span], *, of: Iterable[uuid.UUID], first: date, last: date, most: int
) -> list[tuple[str, int]]:
    """The questions asked most in the spans, and on counted days of the chatbots `of`, from `first` to before `last`.

    Alike but for case and outer space are one. Of a counted day only those that were kept of it take part.
    """
    rows = await _rows(session, _TOP, spans, of=list(of), first=first, last=last, most=most)
    return [(row.question, int(row.times)) for row in rows]


async def top_shown(
    session: AsyncSession, spans: Sequence[Span], *, of: Iterable[uuid.UUID], first: date, last: date, most: int
) -> list[tuple[str, int]]:
    """The products shown most, by their present titles, with how many answers showed each; else as `top_questions`.

    Two of one title stay two, and what is no longer in the knowledge is left out.
    """
    rows = await _rows(session, _TOP_SHOWN, spans, of=list(of), first=first, last=last, most=most)
    return [(row.title, int(row.times)) for row in rows]


async def _rows(session: AsyncSession, statement: str, spans: Sequence[Span], **more: Any) -> Sequence[Row[Any]]:
    bound = {
        "bots": [span.chatbot_id for span in spans],
        "starts": [span.start for span in spans],
        "stops": [span.stop for span in spans],
        **more,
    }
    return (await (await session.connection()).execute(text(statement), bound)).all()
