"""SQL of gaps and their clusters. An owner's queries join through the chatbot; a job's go by the chatbot's id."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Float, case, delete, exists, func, text, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.conversations.models import Gap, GapCluster, GapVector
from shopchat.core.paging import PageParams, paginate
from shopchat.integrations.embeddings import Vector
from shopchat.knowledge.indexing import vector_literal


async def clusters(
    session: AsyncSession,
    account: User,
    paging: PageParams,
    *,
    chatbot_id: uuid.UUID | None,
    cluster_status: str,
    week: datetime,
    week_before: datetime,
) -> tuple[list[Any], int]:
    """Clusters with counts (all, since `week`, in the time from `week_before` to it) and dates, most asked first."""
    asked, at = func.count(), col(Gap.created_at)
    told: list[Any] = [
        GapCluster,
        asked.label("asked"),
        asked.filter(at >= week).label("this_week"),
        asked.filter(at >= week_before, at < week).label("week_before"),
        func.min(at).label("first_at"),
        func.max(at).label("last_at"),
    ]
    statement: Any = (
        select(*told)
        .join(Gap, col(Gap.cluster_id) == col(GapCluster.id))
        .join(Chatbot, col(Chatbot.id) == col(GapCluster.chatbot_id))
        .where(Chatbot.user_id == account.id, GapCluster.status == cluster_status)
        .group_by(col(GapCluster.id))
    )
    if chatbot_id is not None:
        statement = statement.where(GapCluster.chatbot_id == chatbot_id)
    return await paginate(session, statement.order_by(asked.desc(), func.max(at).desc(), col(GapCluster.id)), paging)


async def wordings(
    session: AsyncSession, account: User, cluster_ids: Sequence[uuid.UUID], *, limit: int
) -> dict[uuid.UUID, list[Any]]:
    """For each cluster up to `limit` different questions with their `nearest`, the most central first."""
    columns: list[Any] = [Gap.cluster_id, Gap.words, Gap.question, Gap.nearest, Gap.created_at, GapVector.embedding]
    asked = (
        select(*columns)
        .join(Chatbot, col(Chatbot.id) == col(Gap.chatbot_id))
        .outerjoin(GapVector, col(GapVector.gap_id) == col(Gap.id))
        .where(Chatbot.user_id == account.id, col(Gap.cluster_id).in_(cluster_ids))
        .cte("asked")
    )
    middle = (
        select(asked.c.cluster_id, func.avg(asked.c.embedding).label("embedding"))
        .group_by(asked.c.cluster_id)
        .cte("middle")
    )
    distance = asked.c.embedding.op("<=>", return_type=Float())(middle.c.embedding).label("distance")
    each: list[Any] = [asked.c.cluster_id, asked.c.question, asked.c.nearest, asked.c.created_at, distance]
    different = (
        select(*each)
        .join(middle, middle.c.cluster_id == asked.c.cluster_id)
        .ext(distinct_on(asked.c.cluster_id, asked.c.words))
        .order_by(asked.c.cluster_id, asked.c.words, asked.c.created_at.desc())
        .cte("different")
    )
    central = (different.c.distance.nulls_last(), different.c.created_at.desc(), different.c.question)
    place = func.row_number().over(partition_by=different.c.cluster_id, order_by=central).label("place")
    shown: list[Any] = [different.c.cluster_id, different.c.question, different.c.nearest, place]
    ranked = select(*shown).subquery()
    statement: Any = select(*ranked.c).where(ranked.c.place <= limit).order_by(ranked.c.cluster_id, ranked.c.place)
    found: dict[uuid.UUID, list[Any]] = {}
    for row in (await session.exec(statement)).all():
        found.setdefault(row.cluster_id, []).append(row)
    return found


async def open_since(
    session: AsyncSession, account: User, since: datetime, chatbot_id: uuid.UUID | None, limit: int
) -> tuple[int, list[Any]]:
    """How many open gaps there are, and the clusters that were asked most since then.

    What is in no cluster yet stands under its words, with `cluster_id` empty.
    """
    alone = col(Gap.cluster_id).is_(None)
    statement: Any = (
        select(
            Gap.cluster_id,
            func.min(Gap.question).label("question"),
            func.count().label("asked"),
            func.sum(func.count()).over().label("all_of_them"),
        )
        .join(Chatbot, col(Chatbot.id) == col(Gap.chatbot_id))
        .outerjoin(GapCluster, col(GapCluster.id) == col(Gap.cluster_id))
        .where(Chatbot.user_id == account.id, Gap.created_at >= since, or_(alone, GapCluster.status == "open"))
        .group_by(col(Gap.cluster_id), case((alone, col(Gap.words))))
        .order_by(func.count().desc(), func.min(Gap.question))
        .limit(limit)
    )
    if chatbot_id is not None:
        statement = statement.where(Chatbot.id == chatbot_id)
    rows = (await session.exec(statement)).all()
    return (int(rows[0].all_of_them) if rows else 0), list(rows)


async def cluster(
    session: AsyncSession, account: User, cluster_id: uuid.UUID, *, lock: bool = False
) -> GapCluster | None:
    """The owner's cluster; with `lock` held until the transaction ends."""
    statement = (
        select(GapCluster)
        .join(Chatbot, col(Chatbot.id) == col(GapCluster.chatbot_id))
        .where(GapCluster.id == cluster_id, Chatbot.user_id == account.id)
    )
    if lock:
        statement = statement.with_for_update(of=GapCluster).execution_options(populate_existing=True)
    return (await session.exec(statement)).first()


async def cluster_alone_for_job_unscoped(session: AsyncSession, chatbot_id: uuid.UUID) -> None:
    """Until the transaction ends no other one clusters the chatbot's gaps."""
    connection = await session.connection()
    lock = text("SELECT pg_advisory_xact_lock(hashtextextended(CAST(:name AS text), 0))")
    await connection.execute(lock, {"name": f"conversations.cluster_gaps:{chatbot_id}"})


def _is_pending(model_id: str | None) -> Any:
    if model_id is None:
        return col(Gap.cluster_id).is_(None)
    of_model = select(GapVector.gap_id).where(GapVector.gap_id == Gap.id, GapVector.model == model_id)
    return or_(col(Gap.cluster_id).is_(None), ~exists(of_model))


async def bots_with_pending_unscoped(session: AsyncSession, model_id: str | None) -> Sequence[uuid.UUID]:
    return (await session.exec(select(Gap.chatbot_id).where(_is_pending(model_id)).distinct())).all()


async def pending_for_job_unscoped(
    session: AsyncSession, chatbot_id: uuid.UUID, model_id: str | None, limit: int
) -> Sequence[Gap]:
    """The oldest gaps that are to be placed, held."""
    statement = (
        select(Gap)
        .where(Gap.chatbot_id == chatbot_id, _is_pending(model_id))
        .order_by(col(Gap.created_at), col(Gap.id))
        .limit(limit)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await session.exec(statement)).all()


def _placed(model_id: str | None) -> Any:
    """Whether a gap's cluster is of this model; without one every cluster counts."""
    return col(Gap.cluster_id).is_not(None) if model_id is None else ~_is_pending(model_id)


async def with_words_for_job_unscoped(session: AsyncSession, gap: Gap, model_id: str | None) -> uuid.UUID | None:
    """The cluster of a gap with the same words."""
    statement = (
        select(Gap.cluster_id)
        .where(Gap.chatbot_id == gap.chatbot_id, Gap.words == gap.words, Gap.id != gap.id, _placed(model_id))
        .order_by(col(Gap.created_at))
        .limit(1)
    )
    return (await session.exec(statement)).first()


async def nearest_for_job_unscoped(
    session: AsyncSession, gap: Gap, model_id: str, vector: Vector
) -> tuple[uuid.UUID, float] | None:
    """The cluster whose middle is nearest, and the cosine to it."""
    connection = await session.connection()
    row = await connection.execute(
        text(
            """
            SELECT g.cluster_id, 1 - (avg(v.embedding) <=> CAST(:vector AS halfvec)) AS likeness
            FROM gap_vectors v JOIN gaps g ON g.id = v.gap_id AND g.cluster_id IS NOT NULL
            WHERE v.chatbot_id = :chatbot_id AND v.model = :model AND v.gap_id <> :gap_id
            GROUP BY g.cluster_id ORDER BY likeness DESC, g.cluster_id LIMIT 1
            """
        ),
        {"vector": vector_literal(vector), "chatbot_id": gap.chatbot_id, "model": model_id, "gap_id": gap.id},
    )
    found = row.first()
    return None if found is None else (found.cluster_id, found.likeness)


async def is_placed_for_job_unscoped(session: AsyncSession, cluster_id: uuid.UUID, model_id: str) -> bool:
    """Whether the cluster has a gap that was placed by this model."""
    statement = select(Gap.id).where(Gap.cluster_id == cluster_id, _placed(model_id)).limit(1)
    return (await session.exec(statement)).first() is not None


async def set_vector_for_job_unscoped(session: AsyncSession, gap: Gap, model_id: str, vector: Vector) -> None:
    fresh = {"model": model_id, "embedding": vector}
    statement = insert(GapVector).values(gap_id=gap.id, chatbot_id=gap.chatbot_id, **fresh)
    await session.exec(statement.on_conflict_do_update(index_elements=[col(GapVector.gap_id)], set_=fresh))


async def reopen_for_job_unscoped(session: AsyncSession, gap: Gap) -> None:
    """Opens the gap's cluster again if it was answered before the question was asked."""
    await session.exec(
        update(GapCluster)
        .where(
            col(GapCluster.id) == gap.cluster_id,
            col(GapCluster.status) == "answered",
            col(GapCluster.settled_at) < gap.created_at,
        )
        .values(status="open", settled_at=None)
    )


async def drop_empty_for_job_unscoped(session: AsyncSession, chatbot_id: uuid.UUID) -> None:
    """Removes the chatbot's clusters that have no gap any more."""
    in_it = select(Gap.id).where(Gap.cluster_id == GapCluster.id)
    await session.exec(delete(GapCluster).where(col(GapCluster.chatbot_id) == chatbot_id, ~exists(in_it)))
