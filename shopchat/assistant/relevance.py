"""Whether what search found answers the question at all, so that "I don't know" can be said in time."""

from collections.abc import Sequence

from shopchat.knowledge.service import Found
from shopchat.knowledge.terms import index_terms, query_terms

# Cosine of a question and a passage by all-MiniLM-L6-v2. Over a shop of 100 entries, of 300 questions about something
# else entirely none reached 0.5 and one passed the rule below; of 40 of its shoppers' questions 38 did.
CERTAIN = 0.45  # alone enough
PLAUSIBLE = 0.33  # enough when the words agree too
FAINT = 0.2  # enough when the words agree wholly
# Share of the question's telling words that the entry must hold to agree; by words alone when there is no vector.
AGREEING = 0.33
WORDS_ALONE = 0.75
# Products whose title names half as much of the question as the best title, or score below this share, are left out.
HALF_AS_WELL = 0.5
NEAR_BEST = 0.65


def relevant(found: Sequence[Found], question: str, language: str) -> list[Found]:
    """The hits that have to do with the question, in their order."""
    terms = set(query_terms(question, language))
    return [hit for hit in found if _is_relevant(hit, terms, language)]


def of_the_kind(found: Sequence[Found], everything: Sequence[Found], question: str, language: str) -> list[Found]:
    """Of relevant products, those of the kind that the question names.

    What the kind is, `everything` shows: the relevant products without any limit of price or stock. Where titles, or
    else categories, say what was asked for, a product that only mentions it ("fits in every tent") is another thing;
    where none does, the scores alone decide.
    """
    if not everything:
        return []
    terms = set(query_terms(question, language))
    said_by = _title if any(coverage(terms, _title(hit), language) for hit in everything) else _category
    best = max(coverage(terms, said_by(hit), language) for hit in everything)
    return [
        hit
        for hit in found
        if coverage(terms, said_by(hit), language) >= HALF_AS_WELL * best
        and hit.score >= NEAR_BEST * everything[0].score
    ]


def _title(hit: Found) -> str:
    return hit.entry.title


def _category(hit: Found) -> str:
    return str((hit.entry.meta or {}).get("category"))


def _is_relevant(hit: Found, terms: set[str], language: str) -> bool:
    agreeing = coverage(terms, f"{hit.entry.title}\n{hit.passage}", language)
    cosine = hit.signals.get("vector")
    if cosine is None:
        return agreeing >= WORDS_ALONE
    if agreeing == 1:
        return cosine >= FAINT
    return cosine >= CERTAIN or (cosine >= PLAUSIBLE and agreeing >= AGREEING)


def coverage(terms: set[str], text: str, language: str) -> float:
    """The share of `terms` that `text` holds, 0 to 1; 0 without terms."""
    return len(terms & set(index_terms(text, language))) / len(terms) if terms else 0.0
