"""Which of a catalogue's things a wish is for, told by the nouns of its titles and by its categories."""

import re
from collections.abc import Iterable, Sequence

from shopchat.assistant.understanding.lexicon import (
    COMPOUNDING,
    NOUN_FIRST,
    SUFFIX,
    WORD,
    category_head,
    names_several,
)
from shopchat.assistant.understanding.same_things import same_things
from shopchat.knowledge.catalogue import Things, Vocabulary
from shopchat.knowledge.terms import index_terms, normalise, query_terms

_BREAK = re.compile(
    r"\b(?:with|for|of|in|from|by|that|which|to|on|mit|für|aus|von|die|das|avec|pour|de|du|des|en|à|qui|con|para|del|que)\b|[,;:?!]"
)


def things_named(kind: str, vocabulary: Vocabulary, titles: Iterable[str], language: str) -> Things | None:
    """The things that a noun of `kind` names; `None` when the catalogue knows no such thing.

    Of several nouns the one that the rest tells more of counts: "a laptop sleeve" is a sleeve. `titles` are of products
    that have to do with `kind`, as far as they are known.
    """
    said = [index_terms(title, language) for title in titles]
    noun_first = language[:2] in NOUN_FIRST
    known = set(query_terms(kind, language))
    clauses = [
        [term for word in WORD.findall(clause) for term in index_terms(word, language)[:1] if term in known]
        for clause in _BREAK.split(normalise(kind))
    ]
    nouns = [term for clause in clauses for term in (clause if noun_first else reversed(clause))]
    # Brands put names behind the noun ("Schreibtisch Malmö") or before it; what the language does counts first.
    for at_front in (noun_first, not noun_first):
        for noun in nouns:
            if at_front != noun_first and not _names_by_its_place(noun, said, at_front=at_front):
                continue
            # What this shop calls otherwise is looked for only where nothing is called as the wish says.
            for terms in ({noun}, same_things(noun, language)):
                if things := _called(terms, vocabulary, language, at_front=at_front):
                    return things
    holding = frozenset(category for category in vocabulary.categories if known & set(index_terms(category, language)))
    return Things(frozenset(), holding, noun_first) if holding else None


def _called(terms: Iterable[str], vocabulary: Vocabulary, language: str, *, at_front: bool) -> Things | None:
    words = vocabulary.first_words if at_front else vocabulary.last_words
    titled = frozenset(word for word in words if _is_any(terms, index_terms(word, language), language))
    categories = frozenset(
        category for category in vocabulary.categories if _is_any(terms, category_head(category, language), language)
    )
    return Things(titled, categories, at_front) if titled or categories else None


def _is_any(terms: Iterable[str], words: Sequence[str], language: str) -> bool:
    return any(_is(term, words, language) for term in terms)


def _names_by_its_place(term: str, titles: Iterable[list[str]], *, at_front: bool) -> bool:
    """Whether most titles with the term have it at that end, as "Rain Cape" has "rain", but "Alba Rain Hat" has not."""
    holding = [title for title in titles if term in title]
    there = sum(title[0 if at_front else -1] == term for title in holding)
    return 2 * there >= len(holding)


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
