"""Whether an entry's own words hold what a sentence claims: times, shares, free things, numbers, prices of services."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from shopchat.assistant.grounding_claims import Claims, without_claims
from shopchat.assistant.grounding_evidence import Evidence, Item, Segment
from shopchat.assistant.grounding_polarity import agree, denied
from shopchat.assistant.grounding_prices import Amount
from shopchat.assistant.grounding_products import Proof
from shopchat.assistant.grounding_stock import without_stock
from shopchat.assistant.grounding_times import Duration
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
    said = denied(without_stock(text), evidence.language)
    # What is said of a product has to be said by the shop of such a thing, and not of some other.
    beside = about.union(*(item.terms for item in without)) if without else None
    for holds in _tests(claims, text):
        found = next((it for it in evidence.texts if _has_line(it, about, capitals, holds, said, beside)), None)
        if found is None:
            return None
        proven.append((found, "content"))
    if claims.free and not _is_free_throughout(claims, about, evidence):
        return None
    return list(dict.fromkeys(proven))


def _is_free_throughout(claims: Claims, about: frozenset[str], evidence: Evidence) -> bool:
    """Whether no line about the same matter makes a condition, or a case, of what the sentence says is free."""
    conditional = any(amount.over_threshold for amount in claims.amounts)
    for item in evidence.texts:
        for segment in item.segments:
            same = about & (segment.terms | item.title_terms)
            if not segment.claims.free or len(same) <= HALF * len(about):
                continue
            threshold = any(amount.over_threshold for amount in segment.claims.amounts)
            if threshold and not conditional:
                return False
    return True


def agrees(item: Item, words: frozenset[str], text: str) -> bool:
    """Whether a line of the entry that shares most of the words denies what the sentence denies, and nothing else."""
    said = denied(without_stock(text), item.language)
    shared = [
        (len(words & segment.terms), agree(said, segment.denied, words) and (not said or _tells(words, segment)))
        for segment in item.segments
    ]
    most = max((number for number, _ in shared), default=0)
    return not most or any(agreed for number, agreed in shared if number == most)


def _tells(words: frozenset[str], segment: Segment) -> bool:
    """Whether a denial tells most of the line: that gift cards cannot be returned is no rule for everything."""
    return 3 * len(words & segment.telling) >= len(segment.telling)


def said_by(item: Item, claims: Claims, text: str) -> bool:
    """Whether the entry's own text makes every one of the claims somewhere."""
    return all(any(holds(segment) for segment in item.segments) for holds in _tests(claims, text))


def _has_line(
    item: Item,
    about: frozenset[str],
    capitals: frozenset[str],
    holds: Test,
    said: frozenset[str],
    beside: frozenset[str] | None,
) -> bool:
    """Whether one line of the entry makes the claim, is about what the sentence is about, and about no other name.

    It has to deny what the sentence denies (`said`), and nothing that the sentence affirms. With `beside`, the words of
    the sentence and of its product, most of what the line tells has to be among them: what holds for tents does not
    hold for this jacket.
    """
    if len(item.segments) <= 3:  # A question and its answer are one.
        title, wanted = item.title_terms, about
    else:  # In a long policy the title stands over every line and tells none from another.
        title, wanted = frozenset(), about - item.title_terms or about
    for segment in item.segments:
        fits = len(wanted & (segment.terms | title)) > HALF * len(wanted)
        if not fits or not agree(said, segment.denied, about) or not holds(segment):
            continue
        if beside is not None and len(segment.telling & beside) <= HALF * len(segment.telling):
            continue
        if not capitals & item.terms - segment.terms - item.title_terms:
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
        *(partial(_has_terms, terms) for terms in claims.terms),
        *([_has_voucher] if claims.voucher else []),
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


def _has_terms(terms: str, segment: Segment) -> bool:
    return terms in segment.claims.terms


def _has_voucher(segment: Segment) -> bool:
    return segment.claims.voucher


def _has_free(over_threshold: bool, segment: Segment) -> bool:
    """What is free from an amount on is not free."""
    return segment.claims.free and over_threshold >= any(held.over_threshold for held in segment.claims.amounts)
