"""Whether what search found answers the question at all, and which products are of the kind that was asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shopchat.assistant.understanding.lexicon import NOUN_FIRST
from shopchat.knowledge.service import Found
from shopchat.knowledge.terms import body_terms, index_terms, normalise, query_terms

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

# What stands behind these in a title tells more of the thing, not what it is: "Bowl, set of 4", "Case for phones".
_TAIL = re.compile(
    r"\s*(?:[,(\[|/–—:]|\s-\s|\b(?:with|for|of|in|from|by|mit|für|aus|von|avec|pour|de|du|des|en|à|con|para|del)\b).*$",
    re.IGNORECASE,
)
_COMPOUNDS = ("de",)  # "Regenjacke" is a "Jacke"
_SEVERAL = re.compile(r"[&,/+]|\b(?:and|und|et|y)\b", re.IGNORECASE)  # "Jackets & Layers" are not all jackets
_WORD = re.compile(r"[^\W\d_]{3,}")


def relevant(found: Sequence[Found], question: str, language: str) -> list[Found]:
    """The hits that have to do with the question, in their order."""
    terms = set(query_terms(question, language))
    return [hit for hit in found if _is_relevant(hit, terms, language)]


@dataclass(frozen=True)
class Kind:
    """What tells the products that are of the kind a question names from those that only mention it."""

    terms: frozenset[str]
    language: str
    by_head: bool
    by_title: bool
    by_category: bool
    share: float
    lowest_score: float

    def holds(self, hit: Found) -> bool:
        """Whether the product is of the kind."""
        if self.by_head:
            return is_a(hit, self.terms, self.language) and _title_share(hit, self.terms, self.language) >= self.share
        if hit.score < self.lowest_score:
            return False
        if self.by_title:
            return _title_share(hit, self.terms, self.language) >= HALF_AS_WELL * self.share
        return not self.by_category or _category_share(hit, self.terms, self.language) >= HALF_AS_WELL * self.share


def kind_of(everything: Sequence[Found], question: str, language: str) -> Kind:
    """The kind that `question` names, as `everything` relevant to it shows, limits of price or stock left aside.

    The noun that a title is about decides where one is asked for: wax for jackets is no jacket. Where titles, or else
    categories, only mention what was asked for, the best of them count; where none does, the scores alone decide.
    """
    terms = frozenset(query_terms(question, language))
    things = [hit for hit in everything if is_a(hit, terms, language)]
    titles = max((_title_share(hit, terms, language) for hit in things or everything), default=0.0)
    categories = max((_category_share(hit, terms, language) for hit in everything), default=0.0)
    return Kind(
        terms=terms,
        language=language,
        by_head=bool(things),
        by_title=bool(titles),
        by_category=bool(categories),
        share=titles or categories,
        lowest_score=NEAR_BEST * everything[0].score if everything else 0.0,
    )


def is_a(hit: Found, terms: frozenset[str] | set[str], language: str) -> bool:
    """Whether the noun that the title is about, or that of a category of one kind, is among `terms`."""
    heads = [*_head(hit.entry.title, language)]
    category = _category(hit)
    if not _SEVERAL.search(category):
        heads += _head(category, language)
    if terms & set(heads):
        return True
    return language[:2] in _COMPOUNDS and any(len(term) > 3 and noun.endswith(term) for noun in heads for term in terms)


def _head(text: str, language: str) -> list[str]:
    words = _WORD.findall(_TAIL.sub("", text)) or _WORD.findall(text)
    return index_terms(words[0] if language[:2] in NOUN_FIRST else words[-1], language) if words else []


def title_in(found: Sequence[Found], message: str) -> tuple[Found, str] | None:
    """The product whose whole title the message says, the longest, and the message without it.

    A title of one word is no name but a kind: "lamps" is not for the product "Lamp".
    """
    said = normalise(message)
    for hit in sorted(found, key=lambda hit: -len(hit.entry.title)):
        words = re.findall(r"\w+", normalise(hit.entry.title))
        pattern = r"(?<!\w)" + r"[\W_]+".join(map(re.escape, words)) + r"(?!\w)"
        if len(words) > 1 and (match := re.search(pattern, said)) and len(said) == len(message):
            return hit, f"{message[: match.start()]} {message[match.end() :]}"
    return None


def called(found: Sequence[Found], words: str, language: str) -> list[Found]:
    """The hits that `words` may be the name of: the title holds them all, or they hold the whole title."""
    terms = set(query_terms(words, language))
    if not terms:
        return []
    whole = [hit for hit in found if _whole_title_in(hit, words, language)]
    if whole:
        longest = max(len(hit.entry.title) for hit in whole)
        return [hit for hit in whole if len(hit.entry.title) == longest]
    return [hit for hit in found if coverage(terms, hit.entry.title, language) == 1]


def _whole_title_in(hit: Found, words: str, language: str) -> bool:
    title = set(body_terms(hit.entry.title, language))
    return len(title) > 1 and title <= set(index_terms(words, language))


def _title_share(hit: Found, terms: frozenset[str], language: str) -> float:
    category = _category(hit)
    title = set(
        index_terms(hit.entry.title if _SEVERAL.search(category) else f"{hit.entry.title} {category}", language)
    )
    if language[:2] not in _COMPOUNDS:
        return len(terms & title) / len(terms) if terms else 0.0
    held = [term for term in terms if any(word == term or (len(term) > 3 and word.endswith(term)) for word in title)]
    return len(held) / len(terms) if terms else 0.0


def _category_share(hit: Found, terms: frozenset[str], language: str) -> float:
    return coverage(set(terms), _category(hit), language)


def _category(hit: Found) -> str:
    return str((hit.entry.meta or {}).get("category") or "")


def _is_relevant(hit: Found, terms: set[str], language: str) -> bool:
    agreeing = coverage(terms, f"{hit.entry.title}\n{hit.passage}", language)
    cosine = hit.signals.get("vector")
    if cosine is None:
        return agreeing >= WORDS_ALONE
    if agreeing == 1:
        return cosine >= FAINT or is_a(hit, terms, language)
    return cosine >= CERTAIN or (cosine >= PLAUSIBLE and agreeing >= AGREEING)


def coverage(terms: set[str], text: str, language: str) -> float:
    """The share of `terms` that `text` holds, 0 to 1; 0 without terms."""
    return len(terms & set(index_terms(text, language))) / len(terms) if terms else 0.0
