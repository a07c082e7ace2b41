"""Which gaps ask for the same: each is put beside its likes by a job, so that no shopper waits for it."""

import asyncio
import re
import uuid

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.chatbots import service as chatbots
from shopchat.conversations import gap_queries as queries
from shopchat.conversations.models import Gap, GapCluster
from shopchat.core import jobs
from shopchat.integrations.embeddings import Embedder, EmbeddingModelMissing, Vector
from shopchat.knowledge.embedding import embedder
from shopchat.knowledge.terms import normalise

# Cosine to the middle of a cluster from which a question belongs to it, for all-MiniLM-L6-v2; chosen for precision,
# because an owner who reads two matters under one heading answers only one. `python -m bench.gaps` measures it.
LIKENESS = 0.70


def plain_words(question: str) -> str:
    """The question without case, accents and punctuation: equal ones are the same question."""
    return " ".join(re.findall(r"\w+", normalise(question)))


async def ask_for_clusters(session: AsyncSession, chatbot_id: uuid.UUID) -> None:
    """Has a job cluster the chatbot's gaps that are in no cluster yet, or were put there by another model."""
    await jobs.enqueue(
        session,
        "conversations.cluster_gaps",
        chatbot_id=str(chatbot_id),
        dedupe_key=f"conversations.cluster_gaps:{chatbot_id}",
    )


async def model_there_is() -> Embedder | None:
    """The embedding model, or `None` while its file is missing: then only equal words count as alike."""
    model = embedder()
    try:
        await asyncio.to_thread(model.embed, "")
    except EmbeddingModelMissing:
        return None
    return model


async def ask_for_pending(session: AsyncSession) -> None:
    """A job for every chatbot with gaps left over: after a change of the model, or written as a job just ended."""
    model = await model_there_is()
    for chatbot_id in await queries.bots_with_pending_unscoped(session, model.model_id if model else None):
        await ask_for_clusters(session, chatbot_id)


async def cluster_pending(session: AsyncSession, chatbot_id: uuid.UUID, *, limit: int) -> int:
    """Puts up to `limit` gaps into clusters, oldest first, and says how many; 0 at the end. Safe to run twice at once.

    Equal words go together, else what is nearest by meaning, else a gap begins a cluster of its own. After a change of
    the model each gap is placed anew: a cluster, with what the owner made of it, stays with the first of its gaps.
    """
    model = await model_there_is()
    model_id = model.model_id if model else None
    if await chatbots.acting_owner(session, chatbot_id=chatbot_id, hold=True) is None:
        return 0
    await queries.cluster_alone_for_job_unscoped(session, chatbot_id)
    pending = await queries.pending_for_job_unscoped(session, chatbot_id, model_id, limit)
    for gap in pending:
        vector = await asyncio.to_thread(model.embed, gap.question) if model else None
        await _place(session, gap, model_id, vector)
    await queries.drop_empty_for_job_unscoped(session, chatbot_id)
    return len(pending)


async def _place(session: AsyncSession, gap: Gap, model_id: str | None, vector: Vector | None) -> None:
    found = await queries.with_words_for_job_unscoped(session, gap, model_id)
    if found is None and model_id is not None and vector is not None:
        nearest = await queries.nearest_for_job_unscoped(session, gap, model_id, vector)
        if nearest is not None and nearest[1] >= LIKENESS:
            found = nearest[0]
        elif gap.cluster_id and not await queries.is_placed_for_job_unscoped(session, gap.cluster_id, model_id):
            found = gap.cluster_id
    if found is None:
        cluster = GapCluster(chatbot_id=gap.chatbot_id, created_at=gap.created_at)
        session.add(cluster)
        await session.flush()
        found = cluster.id
    is_new = gap.cluster_id is None
    gap.cluster_id = found
    session.add(gap)
    await session.flush()
    if model_id is not None and vector is not None:
        await queries.set_vector_for_job_unscoped(session, gap, model_id, vector)
    if is_new:  # What was answered and is asked again, in vain, is not answered.
        await queries.reopen_for_job_unscoped(session, gap)
