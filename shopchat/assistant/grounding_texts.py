"""Whether an entry's own words hold what a sentence claims: times, shares, free things, numbers, prices of services."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from shopchat.assistant.grounding_claims import Amount, Claims, Duration, without_claims
from shopchat.assistant.grounding_evidence import Evidence, Item, Segment
from shopchat.assistant.grounding_products import Proof
from shopchat.assistant.grounding_vocabulary import spoken
from shopchat.knowledge.terms import index_terms

HALF = 0.5  # of a sentence's telling words have to be the source's; of the line's that proves a claim, more
Test = Callable[[Segment], bool]
_AT_MOST = re.compile(
    r"\b(?:within|up to|at most|no more than|maximum|bis zu|maximal|innerhalb|jusqu'à|hasta|máximo)\b", re.IGNORECASE
)
_CAPITAL = re.compile(r"(?<=\w\s)[A-ZÀ-ÖØ-Þ][\w'’-]+")


def telling(text: str, evidence: Evidence) -> frozenset[str]:
    """The stems that say something: not the words around it, and not numbers, which are checked otherwise."""
    without_links = re.sub(r"\]\([^)]*\)", "]", text)
    terms = frozenset(index_terms(without_claims(without_links), evidence.language)) - spoken(evidence.language)
    speaker = frozenset(index_terms(evidence.speaker, evidence.language))
    return frozenset(term for term in terms - speaker if not term[0].isdigit())


def resolved(claims: Claims, text: str, evidence: Evidence, without: Sequence[Item] = ()) -> list[Proof] | None:
    """A proof for each claim from an entry that speaks of the same matter; `None` when one has none."""
    about = telling(text, evidence) - frozenset().union(*(item.title_terms for item in without))
    capitals = frozenset(index_terms(" ".join(_CAPITAL.findall(text)), evidence.language)) & about
    proven: list[Proof] = []
    for holds in _tests(claims, text):
        found = next((item for item in evidence.texts if _has_line(item, about, capitals, holds)), None)
        if found is None:
            return None
        proven.append((found, "content"))
    return list(dict.fromkeys(proven))


def said_by(item: Item, claims: Claims, text: str) -> bool:
    """Whether the entry's own text makes every one of the claims somewhere."""
    return all(any(holds(segment) for segment in item.segments) for holds in _tests(claims, text))


def _has_line(item: Item, about: frozenset[str], capitals: frozenset[str], holds: Test) -> bool:
    """Whether one line of the entry makes the claim, is about what the sentence is about, and about no other name."""
    if len(item.segments) <= 3:  # A question and its answer are one.
        title, wanted = item.title_terms, about
    else:  # In a long policy the title stands over every line and tells none from another.
        title, wanted = frozenset(), about - item.title_terms or about
    for segment in item.segments:
        fits = len(wanted & (segment.terms | title)) > HALF * len(wanted)
        if fits and not (capitals & item.terms - segment.terms - item.title_terms) and holds(segment):
            return True
    return False


def _tests(claims: Claims, text: str) -> list[Test]:
    """For each claim, whether a line of an entry makes it too."""
    return [
        *(partial(_has_amount, amount) for amount in claims.amounts),
        *(partial(_has_time, duration, _AT_MOST.search(text) is not None) for duration in claims.durations),
        *(partial(_has_percent, percent) for percent in claims.percents),
        *(partial(_has_number, number) for number in claims.numbers),
        *(partial(_has_moment, moment) for moment in claims.moments),
        *(partial(_has_stock, kind) for kind, _ in claims.stock),
        *(_has_sale for _ in claims.sale),
        *([partial(_has_free, any(amount.over_threshold for amount in claims.amounts))] if claims.free else []),
    ]


def _has_amount(said: Amount, segment: Segment) -> bool:
    return any(
        said.value == held.value
        and said.over_threshold == held.over_threshold
        and (not said.currencies or not held.currencies or bool(set(said.currencies) & set(held.currencies)))
        for held in segment.claims.amounts
    )


def _has_time(said: Duration, at_most: bool, segment: Segment) -> bool:
    return any(
        (said.unit, said.working) == (held.unit, held.working)
        and ((said.low, said.high) == (held.low, held.high) or (at_most and said.low == said.high == held.high))
        for held in segment.claims.durations
    )


def _has_percent(percent: Decimal, segment: Segment) -> bool:
    return percent in segment.claims.percents


def _has_number(number: Decimal, segment: Segment) -> bool:
    return number in segment.claims.numbers


def _has_moment(moment: str, segment: Segment) -> bool:
    return moment in segment.claims.moments


def _has_stock(kind: str, segment: Segment) -> bool:
    return any(kind == held for held, _ in segment.claims.stock)


def _has_sale(segment: Segment) -> bool:
    return bool(segment.claims.sale)


def _has_free(over_threshold: bool, segment: Segment) -> bool:
    """What is free from an amount on is not free."""
    return segment.claims.free and over_threshold >= any(held.over_threshold for held in segment.claims.amounts)
