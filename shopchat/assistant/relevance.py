"""Whether what search found answers the question at all, so that "I don't know" can be said in time."""

from collections.abc import Sequence

from shopchat.knowledge.service import Found
from shopchat.knowledge.terms import index_terms, query_terms

# Cosine of a question and a passage by all-MiniLM-L6-v2. See docs/performance.md for how the bounds were found.
CERTAIN = 0.52  # alone enough
PLAUSIBLE = 0.32  # enough when the words agree too
# Share of the question's telling words that the entry must hold to agree; by words alone when there is no vector.
AGREEING = 0.5
WORDS_ALONE = 0.75


def relevant(found: Sequence[Found], question: str, language: str) -> list[Found]:
    """The hits that have to do with the question, in their order."""
    terms = set(query_terms(question, language))
    return [hit for hit in found if _is_relevant(hit, terms, language)]


def _is_relevant(hit: Found, terms: set[str], language: str) -> bool:
    agreeing = coverage(terms, f"{hit.entry.title}\n{hit.passage}", language)
    cosine = hit.signals.get("vector")
    if cosine is None:
        return agreeing >= WORDS_ALONE
    return cosine >= CERTAIN or (cosine >= PLAUSIBLE and agreeing >= AGREEING)


def coverage(terms: set[str], text: str, language: str) -> float:
    """The share of `terms` that `text` holds, 0 to 1; 0 without terms."""
    return len(terms & set(index_terms(text, language))) / len(terms) if terms else 0.0
