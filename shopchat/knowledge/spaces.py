"""Which model a chatbot's questions and passages are compared by, and the change from one model to the next.

While a new model's vectors are being made, questions go on being embedded by the old one, whose vectors stay complete:
new entries get theirs too. When every passage has its new vector, the new model goes live in one transaction. The old
vectors are removed a while later, because other processes remember for a minute what was live.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core.db import driver_sql, fetch
from shopchat.core.remembered import Remembered
from shopchat.knowledge.embedding import current_model, is_available

REMEMBERED_SECONDS = 60
SHOPS_REMEMBERED = 10_000
REMOVED_AFTER = timedelta(minutes=10)
# How rare a word is hardly depends on whether a shop holds this many passages or more. Counting them takes 10 ms.
ENOUGH_TO_COUNT = 100_000

_SPACE = driver_sql(
    """
    SELECT (SELECT model FROM knowledge_spaces WHERE chatbot_id = :chatbot_id AND state = 'live') AS model,
        (SELECT count(*) FROM (
            SELECT FROM knowledge_chunks WHERE chatbot_id = :chatbot_id LIMIT :enough
        ) AS counted) AS passages
    """
)


@dataclass(frozen=True)
class Space:
    """`model` embeds the questions; `passages` is about how many the shop has, at most `ENOUGH_TO_COUNT`."""

    model: str
    passages: int


_remembered: Remembered[uuid.UUID, Space] = Remembered(seconds=REMEMBERED_SECONDS, most=SHOPS_REMEMBERED)


async def space_of(session: AsyncSession, chatbot_id: uuid.UUID) -> Space:
    """The chatbot's space as of the last minute."""
    if known := _remembered.get(chatbot_id):
        return known
    rows = await fetch(
        session,
        _SPACE,
        {"chatbot_id": chatbot_id, "enough": ENOUGH_TO_COUNT},
    )
    live = rows[0].model
    # A model whose files are gone cannot embed a question; what the new one has made so far is better than nothing.
    space = Space(live if live is not None and is_available(live) else current_model(), rows[0].passages)
    _remembered.put(chatbot_id, space)
    return space


def forget() -> None:
    """This process asks anew what is live."""
    _remembered.forget()


async def live_model(session: AsyncSession, chatbot_id: uuid.UUID) -> str:
    """The model that new passages of the chatbot are embedded by; the present one where nothing is embedded yet."""
    connection = await session.connection()
    present = current_model()
    while True:
        await connection.execute(
            text(
                """
                INSERT INTO knowledge_spaces (chatbot_id, model, state, changed_at)
                VALUES (:chatbot_id, :model, 'live', now()) ON CONFLICT DO NOTHING
                """
            ),
            {"chatbot_id": chatbot_id, "model": present},
        )
        # Held, so that the live model does not change before the caller's vectors are there. Who had to wait for a
        # change finds no row, and looks again.
        found = await connection.execute(
            text("SELECT model FROM knowledge_spaces WHERE chatbot_id = :chatbot_id AND state = 'live' FOR SHARE"),
            {"chatbot_id": chatbot_id},
        )
        if (live := found.scalar_one_or_none()) is not None:
            return live if is_available(live) else present


async def outdated_unscoped(session: AsyncSession) -> list[uuid.UUID]:
    """The chatbots whose questions another model than the present one embeds."""
    connection = await session.connection()
    rows = await connection.execute(
        text("SELECT chatbot_id FROM knowledge_spaces WHERE state = 'live' AND model <> :model"),
        {"model": current_model()},
    )
    return list(rows.scalars())


async def announce(session: AsyncSession, chatbot_id: uuid.UUID) -> None:
    """Notes that the present model's vectors are being made."""
    connection = await session.connection()
    await connection.execute(
        text(
            """
            INSERT INTO knowledge_spaces (chatbot_id, model, state, changed_at)
            VALUES (:chatbot_id, :model, 'coming', now())
            ON CONFLICT (chatbot_id, model) DO UPDATE SET state = 'coming', changed_at = now()
            WHERE knowledge_spaces.state = 'gone'
            """
        ),
        {"chatbot_id": chatbot_id, "model": current_model()},
    )


async def go_live(session: AsyncSession, chatbot_id: uuid.UUID) -> bool:
    """Makes the present model the live one if every passage has its vector; else gives False and changes nothing."""
    connection = await session.connection()
    # Whoever embeds by the old model has ended before the check, or waits until the change and embeds by the new one.
    await connection.execute(
        text("SELECT FROM knowledge_spaces WHERE chatbot_id = :chatbot_id AND state = 'live' FOR UPDATE"),
        {"chatbot_id": chatbot_id},
    )
    missing = await connection.execute(
        text(
            """
            SELECT EXISTS (SELECT FROM knowledge_chunks c WHERE c.chatbot_id = :chatbot_id AND NOT EXISTS (
                SELECT FROM knowledge_vectors v WHERE v.chunk_id = c.id AND v.model = :model
            ))
            """
        ),
        {"chatbot_id": chatbot_id, "model": current_model()},
    )
    if missing.scalar_one():
        return False
    for state, which in (("gone", "state = 'live' AND model <> :model"), ("live", "model = :model")):
        await connection.execute(
            text(
                f"UPDATE knowledge_spaces SET state = '{state}', changed_at = now()"  # noqa: S608 - constants
                f" WHERE chatbot_id = :chatbot_id AND {which}"
            ),
            {"chatbot_id": chatbot_id, "model": current_model()},
        )
    return True


async def remove_gone(session: AsyncSession, chatbot_id: uuid.UUID, *, limit: int) -> int:
    """Removes up to `limit` vectors of models that are no longer live; gives how many, and forgets them at 0."""
    connection = await session.connection()
    removed = await connection.execute(
        text(
            """
            DELETE FROM knowledge_vectors v USING (
                SELECT v.chunk_id, v.model FROM knowledge_vectors v
                    JOIN knowledge_spaces s ON s.chatbot_id = v.chatbot_id AND s.model = v.model AND s.state = 'gone'
                WHERE v.chatbot_id = :chatbot_id LIMIT :limit
            ) AS gone WHERE v.chunk_id = gone.chunk_id AND v.model = gone.model
            """
        ),
        {"chatbot_id": chatbot_id, "limit": limit},
    )
    if removed.rowcount == 0:
        await connection.execute(
            text(
                """
                WITH gone AS (
                    DELETE FROM knowledge_spaces WHERE chatbot_id = :chatbot_id AND state = 'gone' RETURNING model
                )
                DELETE FROM knowledge_cells WHERE chatbot_id = :chatbot_id AND model IN (SELECT model FROM gone)
                """
            ),
            {"chatbot_id": chatbot_id},
        )
    return removed.rowcount
