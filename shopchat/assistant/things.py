"""Which of a catalogue's things a wish is for, told by the nouns of its titles and by its categories."""

import re
from collections.abc import Iterable

from shopchat.assistant.understanding.lexicon import (
    COMPOUNDING,
    NOUN_FIRST,
    SUFFIX,
    WORD,
    category_head,
    names_several,
)
from shopchat.knowledge.catalogue import Things, Vocabulary
from shopchat.knowledge.terms import index_terms, normalise, query_terms

_BREAK = re.compile(
    r"\b(?:with|for|of|in|from|by|that|which|to|on|mit|für|aus|von|die|das|avec|pour|de|du|des|en|à|qui|con|para|del|que)\b|[,;:?!]"
)


def things_named(kind: str, vocabulary: Vocabulary, language: str) -> Things | None:
    """The things that a noun of `kind` names; `None` when the catalogue knows no such thing.

    Of several nouns the one that the rest tells more of counts: "a laptop sleeve" is a sleeve.
    """
    noun_first = language[:2] in NOUN_FIRST
    known = set(query_terms(kind, language))
    # Brands put names behind the noun ("Schreibtisch Malmö") or before it; what the language does counts first.
    for at_front in (noun_first, not noun_first):
        words = vocabulary.first_words if at_front else vocabulary.last_words
        for clause in _BREAK.split(normalise(kind)):
            terms = [term for word in WORD.findall(clause) for term in index_terms(word, language)[:1] if term in known]
            for term in terms if noun_first else reversed(terms):
                nouns = frozenset(word for word in words if _is(term, index_terms(word, language), language))
                categories = frozenset(
                    category
                    for category in vocabulary.categories
                    if _is(term, category_head(category, language), language)
                )
                if nouns or categories:
                    return Things(nouns, categories, at_front)
    holding = frozenset(category for category in vocabulary.categories if known & set(index_terms(category, language)))
    return Things(frozenset(), holding, noun_first) if holding else None


def title_share(title: str, category: str, terms: Iterable[str], language: str) -> float:
    """The share of `terms` that a title says, or its category where that is of one kind."""
    wanted = set(terms)
    said = set(index_terms(title if names_several(category) else f"{title} {category}", language))
    held = [term for term in wanted if any(_is(term, [word], language) for word in said)]
    return len(held) / len(wanted) if wanted else 0.0


def _is(term: str, words: Iterable[str], language: str) -> bool:
    if language[:2] in COMPOUNDING and len(term) >= SUFFIX:
        return any(word.removesuffix("s").endswith(term.removesuffix("s")) for word in words)  # "Sofa", "Ecksofas"
    return term in words
