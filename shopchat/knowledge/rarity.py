"""What each word of a question is worth: a word that few passages hold tells more than one that many do."""

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core.db import driver_sql, fetch
from shopchat.core.remembered import Remembered

# How much all of a question's pairs of neighbours, found in a title, add to the words' score.
PAIR_BONUS = 0.25
# Postings by which one question proposes passages at most. Words beyond that count only for the passages that rarer
# words or the meaning propose.
MOST_READ = 4_000
# How many passages hold a word is remembered for so long; an import meanwhile hardly changes what the word is worth.
REMEMBERED_SECONDS = 600
WORDS_REMEMBERED = 20_000

_remembered: Remembered[tuple[uuid.UUID, str], int] = Remembered(seconds=REMEMBERED_SECONDS, most=WORDS_REMEMBERED)

_HOLDING = driver_sql(
    """
    SELECT asked.term, (
        SELECT count(*) FROM knowledge_postings p WHERE p.chatbot_id = :chatbot_id AND p.term = asked.term
    ) AS passages
    FROM unnest(CAST(:terms AS text[])) AS asked (term)
    """
)


@dataclass(frozen=True)
class Word:
    """A term or a pair of neighbours, and its share of the score by words, of which 1 is all.

    `passages` is about how many hold it.
    """

    term: str
    share: float
    is_pair: bool
    passages: int


async def weighed(
    session: AsyncSession, chatbot_id: uuid.UUID, terms: Sequence[str], pairs: Sequence[str], *, passages: int
) -> list[Word]:
    """The words of the question, the rarest first; `passages` is how many the shop has.

    Those that no passage held when they were counted are among them: one may by now. A term's share is its inverse
    document frequency as BM25 has it, by that of all terms.
    """
    holding = await _holding(session, chatbot_id, [*terms, *pairs])

    def rarity(term: str) -> float:
        return math.log1p(max(passages - holding[term] + 0.5, 0.5) / (holding[term] + 0.5))

    total = sum(rarity(term) for term in terms)
    words = [Word(term, rarity(term) / total, False, holding[term]) for term in terms]
    words += [Word(pair, PAIR_BONUS / len(pairs), True, holding[pair]) for pair in pairs]
    return sorted(words, key=lambda word: (word.passages, word.term))


def split(words: Sequence[Word], *, alone: bool) -> tuple[list[Word], list[Word]]:
    """Those words, the rarest first, that propose passages, and the common ones that only add to what is proposed.

    With `alone` no meaning proposes anything, so the rarest word that a passage holds does, however common it is.
    """
    read, telling = 0, 0
    for word in words:
        read += word.passages
        if read > MOST_READ and not (alone and read == word.passages):
            break
        telling += 1
    return list(words[:telling]), list(words[telling:])


async def _holding(session: AsyncSession, chatbot_id: uuid.UUID, terms: Sequence[str]) -> dict[str, int]:
    counted = {term: passages for term in terms if (passages := _remembered.get((chatbot_id, term))) is not None}
    if unknown := [term for term in terms if term not in counted]:
        for row in await fetch(session, _HOLDING, {"chatbot_id": chatbot_id, "terms": unknown}):
            counted[row.term] = row.passages
            _remembered.put((chatbot_id, row.term), row.passages)
    return counted
