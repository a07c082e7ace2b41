"""What shoppers asked and nothing answered, as its owner sees it, and what the owner makes of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.assistant import service as assistant
from shopchat.chatbots import service as chatbots
from shopchat.conversations import gap_queries as queries
from shopchat.conversations.asked_again import AskedAgain, Retrial
from shopchat.conversations.models import GapCluster
from shopchat.core import clock
from shopchat.core.errors import NotFound
from shopchat.core.paging import PageParams
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges
from shopchat.knowledge.models import Entry

WEEK = timedelta(days=7)
WORDINGS = 5  # different questions of a cluster that are shown, and asked again


@dataclass(frozen=True)
class Cluster:
    """Gaps that ask for the same. `questions` are different wordings, the most central first.

    `this_week` counts the last seven days and `week_before` the seven before them. `nearest` is what came closest to
    the first of the questions, as `Source.shown` tells it.
    """

    id: uuid.UUID
    chatbot_id: uuid.UUID
    status: str
    questions: tuple[str, ...]
    nearest: tuple[dict[str, Any], ...]
    count: int
    this_week: int
    week_before: int
    first_at: datetime
    last_at: datetime


async def list_clusters(
    session: AsyncSession,
    account: User,
    *,
    paging: PageParams,
    chatbot_id: uuid.UUID | None = None,
    status: str = "open",
) -> tuple[list[Cluster], int]:
    """The account's clusters, most asked first, and how many there are."""
    now = clock.now()
    rows, total = await queries.clusters(
        session,
        account,
        paging,
        chatbot_id=chatbot_id,
        cluster_status=status,
        week=now - WEEK,
        week_before=now - 2 * WEEK,
    )
    wordings = await queries.wordings(session, account, [row[0].id for row in rows], limit=WORDINGS)
    return [_cluster(row, wordings[row[0].id]) for row in rows], total


async def most_asked(
    session: AsyncSession, account: User, *, since: datetime, chatbot_id: uuid.UUID | None, limit: int
) -> tuple[int, list[tuple[str, int]]]:
    """How many open gaps there have been since then, and the central questions asked most, with how often."""
    count, rows = await queries.open_since(session, account, since, chatbot_id, limit)
    clustered = [row.cluster_id for row in rows if row.cluster_id]
    wordings = await queries.wordings(session, account, clustered, limit=1)
    return count, [
        (wordings[row.cluster_id][0].question if row.cluster_id else row.question, row.asked) for row in rows
    ]


async def answer_cluster(
    session: AsyncSession, account: User, *, cluster_id: uuid.UUID, question: str, answer: str
) -> Entry:
    """Writes question and answer into the chatbot's knowledge and marks the cluster as answered.

    Raises `NotFound`, and what `knowledge.add_entry` raises.
    """
    cluster = await _held(session, account, cluster_id)
    fields = EntryChanges(source_type="faq", title=question, content=answer)
    entry = await knowledge.add_entry(session, account, chatbot_id=cluster.chatbot_id, fields=fields)
    _settle(session, cluster, "answered")
    cluster.entry_id = entry.id
    return entry


async def dismiss_cluster(session: AsyncSession, account: User, *, cluster_id: uuid.UUID) -> None:
    """Puts the cluster aside, with whatever joins it later. Raises `NotFound`."""
    _settle(session, await _held(session, account, cluster_id), "dismissed")


async def reopen_cluster(session: AsyncSession, account: User, *, cluster_id: uuid.UUID) -> None:
    """Makes the cluster open again; an entry that was written for it stays. Raises `NotFound`."""
    _settle(session, await _held(session, account, cluster_id), "open")


async def ask_again(session: AsyncSession, account: User, *, cluster_id: uuid.UUID) -> Retrial:
    """What the built-in composer answers now to the cluster's questions; nothing of it is stored. Raises `NotFound`."""
    cluster = await _found(session, account, cluster_id)
    chatbot = await chatbots.get_chatbot(session, account, chatbot_id=cluster.chatbot_id)
    wordings = await queries.wordings(session, account, [cluster.id], limit=WORDINGS)
    told = []
    for wording in wordings.get(cluster.id, []):
        found = await assistant.answer(session, account, chatbot, message=wording.question, past=())
        told.append(AskedAgain(wording.question, found.text, bool(found.sources) and not found.is_gap))
    written = [cluster.entry_id] if cluster.entry_id else []
    entries = await knowledge.named(session, account, chatbot_id=chatbot.id, entry_ids=written)
    return Retrial(tuple(told), any(entry.embedding_status == "pending" for entry in entries))


def _settle(session: AsyncSession, cluster: GapCluster, status: str) -> None:
    cluster.status = status
    cluster.settled_at = None if status == "open" else clock.now()
    session.add(cluster)


async def _found(session: AsyncSession, account: User, cluster_id: uuid.UUID, *, lock: bool = False) -> GapCluster:
    row = await queries.cluster(session, account, cluster_id, lock=lock)
    if row is None:
        raise NotFound("Question")
    return row


async def _held(session: AsyncSession, account: User, cluster_id: uuid.UUID) -> GapCluster:
    """The cluster, locked after its chatbot: see `hold_chatbot`."""
    row = await _found(session, account, cluster_id)
    await chatbots.hold_chatbot(session, account, chatbot_id=row.chatbot_id)
    return await _found(session, account, cluster_id, lock=True)


def _cluster(row: Any, wordings: Sequence[Any]) -> Cluster:
    cluster: GapCluster = row[0]
    return Cluster(
        id=cluster.id,
        chatbot_id=cluster.chatbot_id,
        status=cluster.status,
        questions=tuple(wording.question for wording in wordings),
        nearest=tuple(wordings[0].nearest),
        count=row.asked,
        this_week=row.this_week,
        week_before=row.week_before,
        first_at=row.first_at,
        last_at=row.last_at,
    )
