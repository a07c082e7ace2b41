"""Whether a sentence says that something is so, or that it is not."""

import re

from shopchat.assistant.language import SMALL_WORDS
from shopchat.knowledge.terms import index_terms

NEAR = 6  # words
NEGATION = (
    r"(?:\b(?:not|cannot|never|no|nothing|none|neither|nor|nobody|hardly|nicht|kein\w*|nie|niemals|nichts|weder|pas|jamais|aucune?|rien"
    r"|nunca|jam[aá]s|ning[uú]n\w*|nada|tampoco)\b|n['’]t\b|\bn['’](?=\w)|\bne\b)"
)
_LIGHT = "be been being yet any all currently longer more really even also just always usually has had was were will would can could".split()
_CLAUSE = re.compile(r"[,;:.!?()]|\s[-–—]\s")
_NEGATION = re.compile(NEGATION, re.IGNORECASE)
# Says no to nothing: politeness, and the assistant's own not knowing.
_EMPTY = re.compile(
    r"\bno (?:problem|worries|matter|doubt|longer than|later than|more than|less than|need)\b|\bkein problem\b|\bpas de (?:souci|problème)\b"
    r"|\bno (?:te |se )?preocup\w+\b|\bnot only\b|\bn['’]hésitez pas\b|\bno dud\w+\b",
    re.IGNORECASE,
)


def denied(text: str, language: str) -> frozenset[str]:
    """The stems that the text denies: in English what follows the denial, elsewhere what stands nearest on both sides.

    "You may return anything that you do not love" denies the love, and not the return.
    """
    said = _EMPTY.sub(" ", text)
    found: set[str] = set()
    for match in _NEGATION.finditer(said):
        after = _CLAUSE.split(said[match.end() :], maxsplit=1)[0].split()[:NEAR]
        found |= _first_of_weight(after, language)
        if not language.startswith("en"):
            found |= _first_of_weight(_CLAUSE.split(said[: match.start()])[-1].split()[-NEAR:][::-1], language)
    return frozenset(found)


def agree(said: frozenset[str], held: frozenset[str], words: frozenset[str]) -> bool:
    """Whether a sentence and a line deny the same: `said` and `held` are what they deny, `words` the sentence's own."""
    return bool(said & held) if said else not held & words


def _first_of_weight(words: list[str], language: str) -> set[str]:
    small = {*SMALL_WORDS.get(language[:2], "").split(), *_LIGHT}
    heavy = (set(index_terms(word, language)) for word in words if word.casefold() not in small)
    return next(filter(None, heavy), set())
