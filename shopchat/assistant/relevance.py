"""Whether what search found answers the question at all, and which products are of the kind that was asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shopchat.knowledge.service import Found
from shopchat.knowledge.terms import body_terms, index_terms, normalise, query_terms

# Cosine of a question and a passage by all-MiniLM-L6-v2. Over a shop of 100 entries, of 300 questions about something
# else entirely none reached 0.5 and one passed the rule below; of 40 of its shoppers' questions 38 did.
CERTAIN = 0.45  # alone enough
CERTAIN_ABROAD = 0.6  # in languages that the model was not made for: there it finds everything a little alike
PLAUSIBLE = 0.33  # enough when the words agree too
FAINT = 0.2  # enough when the words agree wholly
# Below FAINT a question is about something else; below REMOTE too, unless it may be meant for the shop. Over the same
# shop, of 60 questions about the world this finds 44, and of 70 that a shop might have answered, by which the rule was
# chosen, it takes none for one.
REMOTE = 0.3
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


@dataclass(frozen=True)
class Kind:
    """What tells the products that a question is for from those that only mention it, where no noun names them."""

    terms: frozenset[str]
    language: str
    by_title: bool
    by_category: bool
    share: float
    lowest_score: float

    def holds(self, hit: Found) -> bool:
        """Whether the product is of the kind."""
        if hit.score < self.lowest_score:
            return False
        if self.by_title:
            return coverage(set(self.terms), hit.entry.title, self.language) >= HALF_AS_WELL * self.share
        return (
            not self.by_category
            or coverage(set(self.terms), _category(hit), self.language) >= HALF_AS_WELL * self.share
        )


def kind_of(everything: Sequence[Found], question: str, language: str) -> Kind:
    """The kind that `question` describes, as `everything` relevant to it shows, limits of price or stock left aside.

    Where titles, or else categories, mention what was asked for, the best of them count; where none does, the scores
    alone decide.
    """
    terms = set(query_terms(question, language))
    titles = max((coverage(terms, hit.entry.title, language) for hit in everything), default=0.0)
    categories = max((coverage(terms, _category(hit), language) for hit in everything), default=0.0)
    return Kind(
        terms=frozenset(terms),
        language=language,
        by_title=bool(titles),
        by_category=bool(categories),
        share=titles or categories,
        lowest_score=NEAR_BEST * everything[0].score if everything else 0.0,
    )


@dataclass(frozen=True)
class Called:
    """A product whose whole title a message says, and where it says it."""

    hit: Found
    start: int
    end: int


def titles_in(found: Sequence[Found], message: str, *, limited: bool) -> list[Called]:
    """The products whose whole titles the message says, in its order; of titles within titles the longest.

    A title of one word is no name but a kind: "lamps" is not for the product "Lamp". So is a title that stands in other
    titles, where nothing else is said or the message is `limited` to some price or order: that looks for any of them.
    """
    said = normalise(message)
    if len(said) != len(message):  # Places would not agree.
        return []
    products = [(hit, _words(hit.entry.title)) for hit in found if hit.entry.source_type == "product_catalog"]
    told: list[Called] = []
    for hit, words in sorted(products, key=lambda one: -len(one[0].entry.title)):
        others = [name for other, name in products if other is not hit]
        if len(words) < 2 or _is_of_several(words, others, kind=limited or words == _words(said)):
            continue
        match = re.search(r"(?<!\w)" + r"[\W_]+".join(map(re.escape, words)) + r"(?!\w)", said)
        if match and all(match.end() <= other.start or other.end <= match.start() for other in told):
            told.append(Called(hit, *match.span()))
    return sorted(told, key=lambda one: one.start)


def _words(title: str) -> list[str]:
    return re.findall(r"\w+", normalise(title))


def _is_of_several(words: list[str], others: Sequence[list[str]], *, kind: bool) -> bool:
    """Whether two products have the name, or, where a `kind` is meant, other names hold it."""
    count = len(words)
    within = any(other[at : at + count] == words for other in others for at in range(len(other) - count + 1))
    return words in others or (kind and within)


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


def _category(hit: Found) -> str:
    return str((hit.entry.meta or {}).get("category") or "")


def _is_relevant(hit: Found, terms: set[str], language: str) -> bool:
    cosine = hit.signals.get("vector")
    certain = CERTAIN if language[:2] == "en" else CERTAIN_ABROAD
    if cosine is not None and not FAINT <= cosine < certain:
        return cosine >= certain
    agreeing = coverage(terms, f"{hit.entry.title}\n{hit.passage}", language)
    if cosine is None:
        return agreeing >= WORDS_ALONE
    return agreeing == 1 or (cosine >= PLAUSIBLE and agreeing >= AGREEING)


def coverage(terms: set[str], text: str, language: str) -> float:
    """The share of `terms` that `text` holds, 0 to 1; 0 without terms."""
    return len(terms & set(index_terms(text, language))) / len(terms) if terms else 0.0
