"""Entries into the search index: passages and postings in the writer's transaction, embeddings by a job."""

import asyncio
import os
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.integrations.embeddings import Embedder, Vector
from shopchat.knowledge import cells
from shopchat.knowledge.chunking import Passage, split_into_passages
from shopchat.knowledge.facts import fact_words
from shopchat.knowledge.models import Entry
from shopchat.knowledge.terms import body_terms, index_terms, phrases

# A word in the title tells four times what a word in the text tells (3 to 5 measured the same).
TITLE_WEIGHT = 4
# Share of the title's own vector in a passage's vector; the rest is of title, heading and passage together.
TITLE_SHARE = 0.6
# A passage takes about 15 ms of one core; more threads than this would only take from the answers under way.
EMBEDDING_THREADS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True)
class _Chunk:
    entry: Entry
    position: int
    passage: Passage
    frequencies: dict[str, int]
    length: int


async def index_entries(session: AsyncSession, entries: Sequence[Entry], *, language: str = "en") -> None:
    """Replaces the passages and postings of these entries, which are pending until `embed_pending` ran.

    Costs what the entries cost, whatever else the shop holds; a few hundred at once are quickest. An inactive entry
    loses its postings and so is in no result. `language` is the chatbot's: a query must be read in the same one.
    """
    await session.flush()
    ids = [entry.id for entry in entries]
    # In the order of their ids, so that two writers of the same entries wait for each other and never lock up.
    connection = await session.connection()
    await connection.execute(
        text("SELECT id FROM knowledge_base WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE"), {"ids": ids}
    )
    await connection.execute(
        text(
            "UPDATE knowledge_base SET embedding_status = 'pending'"
            " WHERE id = ANY(:ids) AND embedding_status <> 'pending'"
        ),
        {"ids": ids},
    )
    await connection.execute(text("DELETE FROM knowledge_chunks WHERE entry_id = ANY(:ids)"), {"ids": ids})
    chunks = [chunk for entry in entries if entry.is_active for chunk in _chunks(entry, language)]
    if chunks:
        await _insert_postings(session, chunks, await _insert_chunks(session, chunks))


def _chunks(entry: Entry, language: str) -> list[_Chunk]:
    title = Counter(index_terms(entry.title, language))
    pairs = dict.fromkeys(phrases(entry.title, language), 1)
    facts = fact_words(entry.meta) if entry.source_type == "product_catalog" else ""
    chunks = []
    for position, passage in enumerate(split_into_passages(entry.content, entry.source_type)):
        frequencies = Counter(body_terms("\n".join([passage.heading or "", passage.text, facts]), language))
        for term, count in title.items():
            frequencies[term] += TITLE_WEIGHT * count
        chunks.append(_Chunk(entry, position, passage, {**frequencies, **pairs}, frequencies.total()))
    return chunks


async def _insert_chunks(session: AsyncSession, chunks: list[_Chunk]) -> list[int]:
    """The new rows' ids in the order of `chunks`."""
    connection = await session.connection()
    rows = await connection.execute(
        text(
            """
            INSERT INTO knowledge_chunks
                (chatbot_id, entry_id, position, passage, heading, source_type, is_active, length)
            SELECT chatbot_id, entry_id, position, passage, heading, source_type, true, length
            FROM unnest(
                CAST(:chatbot_ids AS uuid[]), CAST(:entry_ids AS uuid[]), CAST(:positions AS int[]),
                CAST(:passages AS text[]), CAST(:headings AS text[]), CAST(:source_types AS text[]),
                CAST(:lengths AS int[])
            ) AS new (chatbot_id, entry_id, position, passage, heading, source_type, length)
            RETURNING entry_id, position, id
            """
        ),
        {
            "chatbot_ids": [chunk.entry.chatbot_id for chunk in chunks],
            "entry_ids": [chunk.entry.id for chunk in chunks],
            "positions": [chunk.position for chunk in chunks],
            "passages": [chunk.passage.text for chunk in chunks],
            "headings": [chunk.passage.heading for chunk in chunks],
            "source_types": [chunk.entry.source_type for chunk in chunks],
            "lengths": [chunk.length for chunk in chunks],
        },
    )
    ids = {(entry_id, position): chunk_id for entry_id, position, chunk_id in rows}
    return [ids[chunk.entry.id, chunk.position] for chunk in chunks]


async def _insert_postings(session: AsyncSession, chunks: list[_Chunk], ids: list[int]) -> None:
    # Sorted as the index is: neighbours land on the same pages, and two imports take them in the same order.
    rows = sorted(
        (chunk.entry.chatbot_id, term, chunk_id, float(frequency), chunk.length)
        for chunk, chunk_id in zip(chunks, ids, strict=True)
        for term, frequency in chunk.frequencies.items()
    )
    if not rows:
        return
    chatbot_ids, terms, chunk_ids, frequencies, lengths = map(list, zip(*rows, strict=True))
    connection = await session.connection()
    await connection.execute(
        text(
            """
            INSERT INTO knowledge_postings (chatbot_id, term, chunk_id, tf, length)
            SELECT * FROM unnest(
                CAST(:chatbot_ids AS uuid[]), CAST(:terms AS text[]), CAST(:chunk_ids AS bigint[]),
                CAST(:frequencies AS real[]), CAST(:lengths AS int[])
            )
            """
        ),
        {
            "chatbot_ids": chatbot_ids,
            "terms": terms,
            "chunk_ids": chunk_ids,
            "frequencies": frequencies,
            "lengths": lengths,
        },
    )


async def embed_pending(session: AsyncSession, chatbot_id: UUID, embedder: Embedder, *, limit: int = 200) -> int:
    """Embeds up to `limit` passages of pending entries that lack this model's vector.

    An entry whose last passage is done becomes `ready`. Gives how many passages and entries it has brought on, 0 at the
    end. Safe to run twice, and while the entries change.
    """
    connection = await session.connection()
    entries = await connection.execute(
        text(
            """
            SELECT id FROM knowledge_base WHERE chatbot_id = :chatbot_id AND embedding_status = 'pending'
            ORDER BY id LIMIT :limit
            """
        ),
        {"chatbot_id": chatbot_id, "limit": limit},
    )
    entry_ids = list(entries.scalars())
    if not entry_ids:
        return 0
    embedded = await _embed(session, chatbot_id, embedder, entry_ids, limit)
    ready = await connection.execute(
        text(
            """
            UPDATE knowledge_base e SET embedding_status = 'ready'
            WHERE e.id = ANY(:ids) AND e.embedding_status = 'pending' AND NOT EXISTS (
                SELECT FROM knowledge_chunks c WHERE c.entry_id = e.id AND NOT EXISTS (
                    SELECT FROM knowledge_vectors v WHERE v.chunk_id = c.id AND v.model = :model
                )
            )
            """
        ),
        {"ids": entry_ids, "model": embedder.model_id},
    )
    return embedded + ready.rowcount


async def embed_after(
    session: AsyncSession, chatbot_id: UUID, embedder: Embedder, *, after: UUID | None, limit: int
) -> UUID | None:
    """Embeds what the next `limit` entries beyond `after` lack of this model; gives the last one, `None` at the end."""
    connection = await session.connection()
    entries = await connection.execute(
        text(
            """
            SELECT id FROM knowledge_base WHERE chatbot_id = :chatbot_id AND id > :after ORDER BY id LIMIT :limit
            """
        ),
        {"chatbot_id": chatbot_id, "after": after or UUID(int=0), "limit": limit},
    )
    entry_ids = list(entries.scalars())
    if not entry_ids:
        return None
    while await _embed(session, chatbot_id, embedder, entry_ids, limit=1_000):
        pass
    last: UUID = entry_ids[-1]
    return last


async def _embed(session: AsyncSession, chatbot_id: UUID, embedder: Embedder, entry_ids: list[UUID], limit: int) -> int:
    connection = await session.connection()
    rows = await connection.execute(
        text(
            """
            SELECT c.id, c.source_type, c.heading, c.passage, e.title,
                CASE e.source_type WHEN 'product_catalog' THEN e.metadata END AS facts
            FROM knowledge_chunks c JOIN knowledge_base e ON e.id = c.entry_id
            WHERE c.entry_id = ANY(:entry_ids) AND NOT EXISTS (
                SELECT FROM knowledge_vectors v WHERE v.chunk_id = c.id AND v.model = :model
            )
            ORDER BY c.id LIMIT :limit
            """
        ),
        {"entry_ids": entry_ids, "model": embedder.model_id, "limit": limit},
    )
    missing = rows.all()
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(EMBEDDING_THREADS) as pool:
        computing = [loop.run_in_executor(pool, _passage_vector, embedder, row) for row in missing]
        vectors = await asyncio.gather(*computing)
    await cells.keep_still(session, chatbot_id)
    # Entries before their passages, in the order of their ids, as whoever writes them does.
    await connection.execute(
        text("SELECT id FROM knowledge_base WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE"), {"ids": entry_ids}
    )
    # A passage that was replaced meanwhile has a new id, so an embedding of the old text finds no row.
    await connection.execute(
        text(
            f"""
            INSERT INTO knowledge_vectors (chunk_id, model, chatbot_id, cell, source_type, embedding)
            SELECT c.id, new.model, c.chatbot_id, {cells.nearest("c", "new.model", "new.embedding")}, c.source_type,
                new.embedding
            FROM (
                SELECT id, CAST(written AS halfvec) AS embedding, CAST(:model AS text) AS model
                FROM unnest(CAST(:ids AS bigint[]), CAST(:embeddings AS text[])) AS given (id, written)
            ) AS new JOIN (
                SELECT id, chatbot_id, source_type FROM knowledge_chunks WHERE id = ANY(:ids) ORDER BY id FOR KEY SHARE
            ) AS c USING (id)
            ON CONFLICT (chunk_id, model) DO NOTHING
            """  # noqa: S608 - pieced together from the constants of `cells`
        ),
        {
            "model": embedder.model_id,
            "ids": [row.id for row in missing],
            "embeddings": [vector_literal(vector) for vector in vectors],
        },
    )
    return len(missing)


def _passage_vector(embedder: Embedder, row: Any) -> Vector:
    title_vector = embedder.embed(row.title)
    rest = [part for part in (row.heading, row.passage, fact_words(row.facts)) if part]
    if not rest:
        return title_vector
    mixed = TITLE_SHARE * title_vector + (1 - TITLE_SHARE) * embedder.embed("\n".join([row.title, *rest]))
    normalised: Vector = mixed / np.linalg.norm(mixed)
    return normalised


def vector_literal(vector: Vector) -> str:
    """pgvector's text form, with the digits that a half-precision number keeps."""
    return "[" + ",".join(map(str, np.round(vector.astype(np.float64), 5).tolist())) + "]"
