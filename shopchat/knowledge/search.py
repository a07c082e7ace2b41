"""Search: the passages of one chatbot that answer a text, by words and by meaning, in one statement.

Score = share x words + (1 - share) x meaning. *Words* is BM25 divided by what a passage that says everything often
would get, so it lies between 0 and 1 whatever the question, plus a little for neighbouring words that stand together
in the title. *Meaning* is the cosine of the embeddings. A little is added for an entry that its owner has pinned or
that shoppers found helpful.
"""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core.db import expect_fetches, fetch
from shopchat.knowledge import rarity, spaces
from shopchat.knowledge.filters import ProductFilters, conditions
from shopchat.knowledge.question_vectors import question_vectors
from shopchat.knowledge.search_statement import search_statement
from shopchat.knowledge.spelling import repaired
from shopchat.knowledge.terms import gist, index_terms, phrases

# Passages that each half proposes; an entry's passages compete, so it is well above the number of hits wanted.
CANDIDATES = 50
# By the sketch so many are taken at least, and this times the root of the shop's passages. Where vectors lie as evenly
# as in `bench/shelves`, 997 of 1,000 truly nearest are among 160 of 10,000, and 993 among 506 of 200,000.
SKETCHES = 100
SKETCHES_A_ROOT = 1.6


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
    # The first of the two goes to its threads before the second begins, and both have ended before anything is raised:
    # what is left running would use a session that is over.
    vectors, words = await asyncio.gather(
        question_vectors(asked, query.language, space.model),
        _words(session, chatbot_id, query, asked, space),
        return_exceptions=True,
    )
    if isinstance(vectors, BaseException):
        raise vectors
    if isinstance(words, BaseException):
        raise words
    telling, common = rarity.split(words, alone=vectors is None)
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
        parameters |= {"vector": vectors.whole, "wish": vectors.wish, "model": space.model}
    statement = search_statement(
        limits.sql,
        of_types=query.source_types is not None,
        by_meaning=vectors is not None,
        with_common=bool(common),
    )
    return [_hit(row) for row in await fetch(session, statement, parameters)]


async def _words(
    session: AsyncSession, chatbot_id: UUID, query: SearchQuery, asked: str, space: spaces.Space
) -> list[rarity.Word]:
    await expect_fetches(session)
    said = gist(asked, query.language)
    terms = list(dict.fromkeys(index_terms(said, query.language)))
    pairs = list(dict.fromkeys(phrases(said, query.language)))
    return await rarity.weighed(session, chatbot_id, terms, pairs, passages=space.passages)


def _hit(row: Any) -> SearchHit:
    signals = {"text": row.words}
    if row.cosine is not None:
        signals["vector"] = row.cosine
    if row.bonus:
        signals["standing"] = row.bonus
    return SearchHit(row.entry_id, row.id, row.passage, row.score, signals)
