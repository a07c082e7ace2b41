"""Options that are measured: "16 GB RAM", "at least 27 inch", "750 ml"."""

import re
from decimal import Decimal

from shopchat.assistant.understanding.lexicon import WORD, Lexicon
from shopchat.assistant.understanding.measures import MEASURE, Amount, measure
from shopchat.assistant.understanding.recognised import Named, limit, take
from shopchat.knowledge.filters import Pair
from shopchat.knowledge.terms import normalise

_AT_LEAST = re.compile(
    r"(?:at least|min(?:imum|\.)?|from|>=|≥|mindestens|ab|au moins|à partir de|al menos|desde|m[ií]nimo)(?: of| de)?\s*$"
)
_ABOVE = re.compile(
    r"(?:more than|over|above|bigger than|larger than|>|mehr als|[uü]ber|gr[oö](?:ß|ss)er als|plus de|m[aá]s de)\s*$"
)
_AT_MOST = re.compile(
    r"(?:at most|max(?:imum|\.)?|up to|no more than|<=|≤|h[oö]chstens|bis|maximal|au plus|jusqu'[aà]|como mucho|hasta)(?: of| de)?\s*$"
)
_BELOW = re.compile(r"(?:less than|under|below|smaller than|<|weniger als|unter|kleiner als|moins de|menos de)\s*$")
_OR_MORE = re.compile(
    r"^\s*(?:\+|or (?:more|bigger|larger|above)|and up|oder (?:mehr|gr[oö](?:ß|ss)er)|ou plus|o m[aá]s)"
)
_OR_LESS = re.compile(r"^\s*(?:or (?:less|smaller|below)|oder (?:weniger|kleiner)|ou moins|o menos)")
# Names for how much a thing holds; shops use any of them.
_ROOM = frozenset(
    "storage capacity speicher speicherplatz kapazitat stockage capacite almacenamiento capacidad".split()
)


def measured_options(found: Named, words: Lexicon, language: str) -> None:
    """Takes the measures in units that the catalogue uses."""
    units = {amount.unit for amount, _ in words.measured if amount.unit}
    start = 0
    while match := MEASURE.search(found.rest, start):
        start = match.end()
        wanted = measure(match)
        if wanted.unit not in units:
            continue
        before, after = found.rest[: match.start()], found.rest[match.end() :]
        candidates = _of_the_name(
            [entry for entry in words.measured if entry[0].unit == wanted.unit], after, wanted.low
        )
        pairs = {pair for amount, pair in candidates if _compares(amount.low, wanted.low, before, after)}
        begin = _cue_start(before)
        end = match.end() + (more.end() if (more := _OR_MORE.match(after) or _OR_LESS.match(after)) else 0)
        said = take(found, (begin, end), language)
        limit(found, (said,), {pair[0] for _, pair in candidates}, pairs)
        start = 0


def _of_the_name(entries: list[tuple[Amount, Pair]], after: str, wanted: Decimal) -> list[tuple[Amount, Pair]]:
    """Of values in one unit, those of the option whose name follows ("16 GB RAM"), else of the one that has the value."""
    following = set(WORD.findall(normalise(after))[:2])
    if following & _ROOM:
        following |= _ROOM
    by_name = [entry for entry in entries if following & set(WORD.findall(normalise(entry[1][0])))]
    exact = {pair[0] for amount, pair in entries if amount.low == wanted}
    return by_name or [entry for entry in entries if not exact or entry[1][0] in exact]


def _compares(value: Decimal, wanted: Decimal, before: str, after: str) -> bool:
    if _AT_LEAST.search(before) or _OR_MORE.match(after):
        return value >= wanted
    if _ABOVE.search(before):
        return value > wanted
    if _AT_MOST.search(before) or _OR_LESS.match(after):
        return value <= wanted
    if _BELOW.search(before):
        return value < wanted
    return value == wanted


def _cue_start(before: str) -> int:
    for cue in (_AT_LEAST, _ABOVE, _AT_MOST, _BELOW):
        if match := cue.search(before):
            return match.start()
    return len(before)
