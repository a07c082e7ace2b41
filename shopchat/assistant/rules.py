"""Questions about the shop's rules: which texts answer them, and whether they say what the question turns on."""

from collections.abc import Sequence

from shopchat.assistant.relevance import coverage, relevant
from shopchat.assistant.understanding.intents import topics
from shopchat.assistant.understanding.shorthand import in_full
from shopchat.assistant.understanding.specifics import specific
from shopchat.assistant.understanding.wish import Understanding
from shopchat.knowledge.service import Found
from shopchat.knowledge.terms import query_terms


def ruling(rules: Sequence[Found], wish: Understanding, language: str) -> list[Found]:
    """The texts that answer a question about rules: those on its matter by their title, and the relevant ones.

    Asked in another language than the texts are written in, search by words and meaning tells little; the matter does.
    """
    matter = topics(in_full(wish.query.casefold()))
    by_title = [hit for hit in rules if matter & topics(hit.entry.title.casefold())]
    close = relevant(rules, wish.query, language)
    if by_title and wish.language != language[:2]:
        return by_title
    return [hit for hit in rules if hit in close or hit in by_title]


def not_mentioned(wish: Understanding, found: Sequence[Found], language: str) -> str | None:
    """The place or means that the question turns on, where no text of the shop says a word of it."""
    named = specific(in_full(wish.query.casefold()))
    if named is None:
        return None
    terms = set(query_terms(named, language))
    texts = (f"{hit.entry.title}\n{hit.entry.content}" for hit in found)
    if any(coverage(terms, text, language) > 0 for text in texts):
        return None
    at = wish.query.casefold().find(named)
    return wish.query[at : at + len(named)] if at >= 0 else named  # As it was typed.
