"""Spelling repair, only for words that neither the catalogue nor the language knows.

What is repaired is a word one slip of the finger away from a known one: two letters swapped, one too many, one missing,
one wrong, or a space forgotten. A word that the shop uses wins over one of the language; a word that the shop uses
itself is never touched, however odd it looks.
"""

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core.db import driver_sql, fetch
from shopchat.knowledge.language_words import frequencies
from shopchat.knowledge.phrasing import SENTENCE_WORDS, STOP_WORDS
from shopchat.knowledge.terms import MAX_TERM_LENGTH, normalise, stems

# Shorter words are one letter away from too many others.
SHORTEST = 4
SHORTEST_BY_LANGUAGE = 5  # where only the language knows the repaired word
# A wrong letter in a short word makes another word as easily as it breaks one ("auth", "latex").
SHORTEST_BY_LANGUAGE_REPLACED = 6
SHORTEST_APART = 6
COMMON = 1_000  # occurrences in the language's list from which on a word is one that a shopper may have meant
LONGEST = 24
SWAPPED, ONE_TOO_MANY, MISSING, REPLACED = range(4)  # the ways of mistyping, likeliest first
FOREIGN = 1.5  # how many of these steps less likely a word is that the shop does not use
MOST_WORDS = 6  # a text with more odd words is in another language, or noise

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CONTRACTIONS = frozenset(
    """
    aint arent cant couldnt couldve didnt doesnt dont hadnt hasnt havent isnt itll ive mightnt mustnt shouldnt shouldve
    thats theres theyd theyll theyre theyve wasnt weve werent whats wheres whos wont wouldnt wouldve youd youll youre
    youve
    """.split()
)

_KNOWN = driver_sql(
    """
    SELECT term FROM unnest(CAST(:terms AS text[])) AS asked (term)
    WHERE EXISTS (
        SELECT FROM knowledge_postings p WHERE p.chatbot_id = :chatbot_id AND p.term = asked.term
    )
    """
)


@dataclass(frozen=True)
class _Candidate:
    """A word that may have been meant, and how it would have been mistyped."""

    slip: int
    word: str


async def repaired(session: AsyncSession, chatbot_id: UUID, text: str, language: str) -> str:
    """`text` with its misspelt words replaced, or as it is when there are none. `language` is the chatbot's."""
    known = await frequencies(language)
    odd = list(dict.fromkeys(word for word in _words(text) if _is_odd(word, language, known)))
    if not odd or len(odd) > MOST_WORDS:
        return text
    in_shop = await _shop_knows(session, chatbot_id, [stem for word in odd for stem in stems([word], language)])
    misspelt = [word for word in odd if stems([word], language)[0] not in in_shop]
    if not misspelt:
        return text
    candidates = {word: list(_one_slip_away(word)) for word in misspelt}
    written = list({candidate.word for each in candidates.values() for candidate in each})
    stem_of = dict(zip(written, stems(written, language), strict=True))
    in_shop = await _shop_knows(session, chatbot_id, list(set(stem_of.values())))
    used = {word for word, stem in stem_of.items() if stem in in_shop or _is_common(word, language)}
    repairs = {}
    for word in misspelt:
        if better := _likeliest(word, candidates[word], used, known) or _taken_apart(word, known):
            repairs[word] = better
    return _WORD.sub(lambda match: repairs.get(normalise(match[0]), match[0]), text) if repairs else text


def _words(text: str) -> Iterator[str]:
    for place, match in enumerate(_WORD.finditer(text)):
        word = match[0]
        # A capital inside a sentence is a name, and capitals throughout are an abbreviation.
        if word.isupper() or (place and word[0].isupper() and not text.isupper()):
            continue
        yield normalise(word)


def _is_odd(word: str, language: str, known: Mapping[str, int]) -> bool:
    return (
        SHORTEST <= len(word) <= LONGEST
        and word.isascii()
        and word.isalpha()
        and word not in known
        and word not in _CONTRACTIONS
        and not _is_common(word, language)
    )


def _is_common(word: str, language: str) -> bool:
    """Words of every sentence, which the shop's index leaves out."""
    tag = language[:2]
    return word in STOP_WORDS.get(tag, ()) or word in SENTENCE_WORDS.get(tag, ())


def _one_slip_away(word: str) -> Iterator[_Candidate]:
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    seen = {word}
    for slip, written in (
        *((SWAPPED, left + right[1] + right[0] + right[2:]) for left, right in cuts if len(right) > 1),
        *((ONE_TOO_MANY, left + right[1:]) for left, right in cuts if right),
        *((MISSING, left + letter + right) for left, right in cuts for letter in string.ascii_lowercase),
        # Hardly anybody mistypes a word's first letter, and another first letter makes another word.
        *((REPLACED, left + letter + right[1:]) for left, right in cuts[1:-1] for letter in string.ascii_lowercase),
    ):
        if written not in seen and len(written) <= MAX_TERM_LENGTH:
            seen.add(written)
            yield _Candidate(slip, written)


def _likeliest(word: str, candidates: list[_Candidate], used: set[str], known: Mapping[str, int]) -> str | None:
    """Whole words before mere forms that share a stem, then by slip; what the shop does not use is less likely."""
    possible = [each for each in candidates if each.word in used or _only_by_language(word, each, known)]
    if not possible:
        return None

    def unlikely(each: _Candidate) -> tuple[bool, float, int]:
        foreign = 0 if each.word in used else FOREIGN
        return each.word not in known, each.slip + foreign, -known.get(each.word, 0)

    return min(possible, key=unlikely).word


def _only_by_language(word: str, candidate: _Candidate, known: Mapping[str, int]) -> bool:
    shortest = SHORTEST_BY_LANGUAGE if candidate.slip < REPLACED else SHORTEST_BY_LANGUAGE_REPLACED
    return len(word) >= shortest and known.get(candidate.word, 0) >= COMMON


def _taken_apart(word: str, known: Mapping[str, int]) -> str | None:
    """Two common words that were written as one; the rarer of the two decides between several ways."""
    cuts = [(word[:at], word[at:]) for at in range(2, len(word) - 1)] if len(word) >= SHORTEST_APART else []
    rarer = {(left, right): min(known.get(left, 0), known.get(right, 0)) for left, right in cuts}
    best = max(rarer, key=lambda way: rarer[way], default=None)
    return " ".join(best) if best and rarer[best] >= COMMON else None


async def _shop_knows(session: AsyncSession, chatbot_id: UUID, terms: list[str]) -> set[str]:
    rows = await fetch(
        session,
        _KNOWN,
        {"chatbot_id": chatbot_id, "terms": terms},
    )
    return {term for (term,) in rows}
