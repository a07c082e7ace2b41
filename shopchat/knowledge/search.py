"""Search: the passages of one chatbot that answer a text, by words and by meaning, in one statement.

Score = share x words + (1 - share) x meaning. *Words* is BM25 divided by what a passage that says everything often
would get, so it lies between 0 and 1 whatever the question, plus a little for neighbouring words that stand together
in the title. *Meaning* is the cosine of the embeddings. A little is added for an entry that its owner has pinned or
that shoppers found helpful.
"""

import asyncio
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core.db import fetch
from shopchat.integrations.embeddings import EmbeddingModelMissing
from shopchat.knowledge import spaces
from shopchat.knowledge.embedding import embedder
from shopchat.knowledge.filters import ProductFilters, conditions
from shopchat.knowledge.indexing import vector_literal
from shopchat.knowledge.phrasing import without_phrases
from shopchat.knowledge.rarity import split, weighed
from shopchat.knowledge.search_statement import search_statement
from shopchat.knowledge.spelling import repaired
from shopchat.knowledge.terms import gist, index_terms, normalise, phrases

# Passages that each half proposes; an entry's passages compete, so it is well above the number of hits wanted.
CANDIDATES = 50
# By the sketch more are taken: so many at least, and this times the root of the shop's passages. Where vectors lie as
# evenly as in `bench/shelves`, 997 of 1,000 truly nearest are among 400 of 10,000, 980 among 1,265 of 100,000.
SKETCHES = 200
SKETCHES_A_ROOT = 4
QUESTIONS_KEPT = 2_000  # embedded questions in memory: one turn asks the same text several times


@dataclass(frozen=True)
class SearchQuery:
    """What to look for. `language` is the chatbot's, which its index is written in.

    `spelled` says that the text's spelling has been seen to.
    """

    text: str
    language: str = "en"
    limit: int = 10
    source_types: frozenset[str] | None = None
    filters: ProductFilters | None = None
    spelled: bool = False


@dataclass(frozen=True)
class SearchHit:
    """One entry with its best passage.

    `signals` are `text` (0 to 1.25), once embedded `vector` (a cosine), and `standing` where people's opinion counts.
    """

    entry_id: UUID
    chunk_id: int
    passage: str
    score: float
    signals: dict[str, float]


async def search(session: AsyncSession, chatbot_id: UUID, query: SearchQuery) -> list[SearchHit]:
    """The active entries of a chatbot that fit best, best first, each once.

    Entries that are not embedded yet are found by their text, and so are all as long as the model file is missing.
    """
    space = await spaces.space_of(session, chatbot_id)
    asked = query.text if query.spelled else await repaired(session, chatbot_id, query.text, query.language)
    words = gist(asked, query.language)
    terms = list(dict.fromkeys(index_terms(words, query.language)))
    pairs = list(dict.fromkeys(phrases(words, query.language)))
    vectors = await _vectors(asked, query.language, space.model)
    telling, common = split(await weighed(session, chatbot_id, terms, pairs, passages=space.passages))
    limits = conditions(query.filters or ProductFilters())
    parameters: dict[str, Any] = limits.parameters | {
        "chatbot_id": chatbot_id,
        "terms": [word.term for word in telling],
        "shares": [word.share for word in telling],
        "pairs": [word.is_pair for word in telling],
        "candidates": max(CANDIDATES, 3 * query.limit),
        "sketches": max(SKETCHES, 4 * query.limit, round(SKETCHES_A_ROOT * space.passages**0.5)),
        "first": max(CANDIDATES, 2 * query.limit),
        "limit": query.limit,
    }
    if query.source_types is not None:
        parameters["source_types"] = sorted(query.source_types)
    if common:
        parameters |= {
            "common_terms": [word.term for word in common],
            "common_shares": [word.share for word in common],
            "common_pairs": [word.is_pair for word in common],
        }
    if vectors is not None:
        parameters |= {"vector": vectors[0], "wish": vectors[1], "model": space.model}
    statement = search_statement(
        limits.sql,
        of_types=query.source_types is not None,
        by_meaning=vectors is not None,
        with_common=bool(common),
    )
    return [_hit(row) for row in await fetch(session, statement, parameters)]


async def _vectors(question: str, language: str, model: str) -> tuple[str, str] | None:
    try:
        # A millisecond of computing, in a thread because the very first call loads the model.
        return await asyncio.to_thread(_embedded, question, language, model)
    except EmbeddingModelMissing:
        return None


@lru_cache(QUESTIONS_KEPT)
def _embedded(question: str, language: str, model: str) -> tuple[str, str]:
    """All that is said, for texts; and for products a point halfway between that and what is said without small talk.

    Small talk draws a wish for a product away from it, while a question about a rule is its whole sentence.
    """
    vector = embedder(model).embed(question)
    literal = vector_literal(vector)
    said = normalise(question)
    about = without_phrases(said, language)
    if not about or about == said:
        return literal, literal
    halfway = vector + embedder(model).embed(about)
    return literal, vector_literal(halfway / np.linalg.norm(halfway))


def forget_questions() -> None:
    """Questions asked before are embedded anew."""
    _embedded.cache_clear()


def _hit(row: Any) -> SearchHit:
    signals = {"text": row.words}
    if row.cosine is not None:
        signals["vector"] = row.cosine
    if row.bonus:
        signals["standing"] = row.bonus
    return SearchHit(row.entry_id, row.id, row.passage, row.score, signals)
