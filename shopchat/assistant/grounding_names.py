"""Which products a sentence names, and whether it names anything that no source knows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shopchat.assistant.grounding_evidence import Evidence, Item, words_of
from shopchat.assistant.grounding_vocabulary import spoken
from shopchat.knowledge.terms import index_terms, normalise

_MARKED = re.compile(
    r"\*\*(?P<bold>[^*\n]{2,120})\*\*|[\"“„«](?P<quoted>[^\"”“«»\n]{2,120})[\"”“»]|\[(?P<link>[^\]\n]{2,120})\]\("
)
_CAPITALISED = r"[A-ZÀ-ÖØ-Þ][\w'’-]*"
# A run may hold small joining words: "Hollin & Tarn", "Throw of Wool".
_RUN = re.compile(
    rf"{_CAPITALISED}(?:\s+(?:&|of|and|the|de|la|le|von|für|x)?\s*(?:{_CAPITALISED}|\d+\b(?!\s*(?:to|-|–)\s*\d)))*"
)
_AND = re.compile(r"\s+(?:&|and)\s+")
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?…:;|]\s*|\n\s*|^\s*(?:[-*•|]|\d+[.)])\s*)[\"“„«(*_]*$")
# Capitals that name nothing of the shop.
_COMMON = frozenset("i i'm i'd i'll i've ok faq pdf usa eur usd gbp vat pin sms email".split())


@dataclass(frozen=True)
class Mention:
    """A product at its place in a sentence."""

    item: Item
    start: int
    end: int


def mentions(sentence: str, evidence: Evidence) -> list[Mention]:
    """The products that the sentence names, in order: by their titles, or by an unmistakable short form of them."""
    found: list[Mention] = []
    masked = sentence
    for item in sorted(evidence.products, key=lambda item: -len(item.title)):
        pattern = r"(?<!\w)" + r"\s+".join(re.escape(word) for word in item.title.split()) + r"(?:s|'s|’s)?(?!\w)"
        for match in re.finditer(pattern, masked, re.IGNORECASE):
            found.append(Mention(item, match.start(), match.end()))
            masked = masked[: match.start()] + " " * (match.end() - match.start()) + masked[match.end() :]
    for match in _RUN.finditer(masked):
        start, run = match.start(), match.group()
        if len(run.split()) > 1 and _is_common(run.split()[0], evidence):  # "The Beck Jacket"
            run = run.split(maxsplit=1)[1]
            start = match.end() - len(run)
        if (short := _short_form(run, evidence)) is not None:
            found.append(Mention(short, start, match.end()))
    return sorted(found, key=lambda mention: mention.start)


def _short_form(run: str, evidence: Evidence) -> Item | None:
    """The one product whose title begins with the run's first word and holds its words in that order."""
    words = words_of(run)
    fitting = [
        item
        for item in evidence.products
        if (title := words_of(item.title)) and words[:1] == title[:1] and _in_order(words, title)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _in_order(words: Sequence[str], title: Iterable[str]) -> bool:
    rest = iter(title)
    return all(word in rest for word in words)


def unknown_name(sentence: str, named: Sequence[Mention], evidence: Evidence) -> str | None:
    """The first name in the sentence that no source holds, or `None`."""
    known = evidence.words()
    for match in _MARKED.finditer(sentence):
        label = match["bold"] or match["quoted"] or match["link"]
        if not _is_known(label, known, evidence):
            return label
    masked = sentence
    for mention in named:
        masked = masked[: mention.start] + " " * (mention.end - mention.start) + masked[mention.end :]
    if evidence.language.startswith("de"):  # Every noun has a capital there; the sentence's words are checked instead.
        return None
    for match in _RUN.finditer(masked):
        run = match.group()
        starts = _STARTS_SENTENCE.search(masked[: match.start()]) is not None
        if starts and len(run.split()) == 1:
            continue
        if starts and _is_common(run.split()[0], evidence):  # "The Aurora", "Our Beck": the name begins after it.
            run = run.split(maxsplit=1)[1]
        if not _is_known(run, known, evidence):
            return run
    return None


def _is_known(label: str, known: str, evidence: Evidence) -> bool:
    words = words_of(label)
    if not words or f" {' '.join(words)} " in known:
        return True
    if all(_is_common(word, evidence) for word in words):
        return True
    parts = _AND.split(label)  # "Ochre and Navy" are two names
    if len(parts) > 1:
        return all(_is_known(part, known, evidence) for part in parts)
    return any(
        words_of(item.title)[:1] == words[:1] and _in_order(words, words_of(item.title)) for item in evidence.products
    )


def _is_common(word: str, evidence: Evidence) -> bool:
    return normalise(word) in _COMMON or not set(index_terms(word, evidence.language)) - spoken(evidence.language)
