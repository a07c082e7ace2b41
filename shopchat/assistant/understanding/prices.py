"""Price limits in a shopper's words: "under 50", "5 to 10 dollars", "at least 20 but under 45", "around $30", "bis 40 €".

An amount is a limit by what stands around it: a comparison before it ("under 50") or after it ("50 or less"), or
another amount that it makes a range with. What counts something else ("under 5 kg", "2 to 3 people") is none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from shopchat.assistant.understanding.numerals import NUMERAL, numeral

CENT = Decimal("0.01")
AROUND = Decimal("0.25")  # "around 30" is taken as 30 give or take a quarter

_NUMBER = r"(?:\d{1,3}(?:[., ’']\d{3})+(?:[.,]\d{1,2})?|\d{1,7}(?:[.,]\d{1,2})?|[.,]\d{1,2})"
_SIGN = r"(?:us\$|[$€£¥]|usd|eur|gbp|chf|jpy|fr\.)"
_WORD = r"(?:[$€£¥](?!\s*\d)|(?:usd|eur|gbp|chf|jpy|dollars?|bucks?|euros?|pounds?|quid|d[oó]lares|pfund|yen|francs?|franken|francos)\b)"
# A number that counts something else is not a price: "2 to 3 days", "under 5 kg", "for 4 people".
_UNIT = (
    r"(?:%|°|(?:[a-z]?m|cms?|mms?|km|inch(?:es)?|in(?= (?:size|length|width|height))|ft|feet|kgs?|g|grams?|gramm|grammes|oz|lbs?|l|cl|lit(?:er|re)s?|ml"
    r"|days?|weeks?|months?|years?|yrs?|hours?|minutes?|people|persons?|pieces?|pcs|items?|tage?n?|wochen?|monate?n?|jahre?n?|personen|zoll|jours?"
    r"|semaines?|mois|ans|personnes|d[ií]as?|semanas?|meses|a[nñ]os?|personas|watts?|w|volts?|v|gb|tb|mah|hz|ct|carats?|karat|k(?= gold))\b|[\"″”]|'')"
)
_AMOUNT = re.compile(
    rf"(?P<sign>{_SIGN})?\s*(?<![\w.,])(?P<number>{_NUMBER})(?P<thousand>k\b(?! gold))?(?![\d.,]*\d)(?:\s*-?\s*(?P<word>{_WORD}))?(?!\s*-?{_UNIT})(?![^\W\d_])"
)


class _Is(Enum):
    BELOW = auto()
    UP_TO = auto()
    ABOVE = auto()
    AT_LEAST = auto()
    ABOUT = auto()


_BEFORE = {
    _Is.UP_TO: r"up to|max(?:imum|imal)?\.?(?: of)?|at most|at the most|within|not? (?:to )?exceed(?:ing)?|bis(?: zu)?|h[oö]chstens|jusqu'?[aà]|au plus|au maximum|hasta"
    r"|m[aá]ximo(?: de)?|como (?:mucho|m[aá]ximo)|a lo sumo|budget(?: is| of| ist| est| von| liegt bei| de)*|presupuesto(?: es| de)*|(?:what|anything|something) (?:can|could) (?:i|we) (?:get|buy) for"
    r"|(?:i|we) (?:only )?(?:have|got)|i've(?: only)? got|(?:to |can |could )?spend|ich habe|j'ai|tengo|<=|≤",
    _Is.BELOW: r"under|below|beneath|less than|cheaper than|lower than|less expensive than|unter|weniger als|(?:g[uü]nstiger|billiger) als|(?:à |a )?moins de|moins ch[eè]re?s? que"
    r"|sous|en dessous de|inf[eé]rieure?s? [aà]|menos de|por debajo de|m[aá]s barat[oa]s? (?:que|de)|<",
    _Is.ABOVE: r"over|above|more than|more expensive than|dearer than|exceeding|[uü]ber|mehr als|teurer als|plus de|plus ch[eè]re?s? que|au[- ]dessus de|m[aá]s de|m[aá]s car[oa]s? (?:que|de)"
    r"|por encima de|>",
    _Is.AT_LEAST: r"at least|from|starting (?:at|from)|min(?:imum)?\.?(?: of)?|upwards of|ab|mindestens|[aà] partir de|au moins|desde|al menos|como m[ií]nimo|m[ií]nimo(?: de)?|>=|≥",
    _Is.ABOUT: r"around|about|roughly|approximately|approx\.?|circa|ca\.?|etwa|ungef[aä]hr|rund|um die|environ|autour de|dans les|alrededor de|unos|sobre los|~",
}
_AFTER = {
    _Is.UP_TO: r"(?:or|and) (?:less|under|below|cheaper)|max(?:imum|imal)?\b|tops|at (?:the )?most|budget|oder (?:weniger|g[uü]nstiger|billiger)|ou moins|au (?:plus|maximum)|o menos"
    r"|como (?:mucho|m[aá]ximo)|m[aá]ximo|de budget|h[oö]chstens",
    _Is.AT_LEAST: r"\+|(?:or|and) (?:more|up|over|above|upwards?)|plus\b(?! de)|oder (?:mehr|teurer)|ou plus|o m[aá]s|m[ií]nimo|minimum|mindestens",
}
# What a negation makes of a comparison: "not more than", "no less than".
_NEGATED = {_Is.ABOVE: _Is.UP_TO, _Is.BELOW: _Is.AT_LEAST}
# "I don't want boots over 50" negates whatever stands between; "not red over 50" does not, "not to cost over 50" does.
_REFUSING = r"(?:(?:do|does|did|would|ca|can|could|should|wo)n'?t|cannot|can not|do not|nothing|none|nichts|rien|nada|never)\b[^.?!,;]{0,25}?"
_PLAIN_NOT = (
    r"(?:not|no|nicht|kein(?:e[nrsm]?)?|pas|(?:is|are|was)n'?t)\b(?:\s+(?:to|too|be|is|cost|costs|costing|spend|spending|pay|go|going|priced?|anything|any|much|that|which"
    r"|kosten|kostet|ausgeben|zahlen|sein|viel|co[uû]ter|d[eé]penser|payer|trop|costar|gastar|pagar|cueste))*\s*"
)
_NOT = rf"\b(?:{_REFUSING}|{_PLAIN_NOT})$"
_NOT_BELOW = rf"\b{_PLAIN_NOT}$"
_LIKE = r"(?:\s+(?:about|around|like|roughly|just|the|a|les|los|de))?\s*[:(]?\s*$"
_CUES = [(kind, re.compile(rf"(?<!\w)(?:{words}){_LIKE}")) for kind, words in _BEFORE.items()]
_TAILS = [(kind, re.compile(rf"\s*,?\s*(?:{words})(?!\w)(?!\s*[$€£¥]?\d)")) for kind, words in _AFTER.items()]
_NEGATIONS = {_Is.ABOVE: re.compile(_NOT), _Is.BELOW: re.compile(_NOT_BELOW)}
_TO = re.compile(r"\s*(?:-|–|—|\bto\b|\bbis(?: zu)?\b|\bà\b|\ba\b|\bhasta\b|\bup to\b)\s*")
_AND = re.compile(r"\s*(?:\b(?:and|und|et|y)\b)\s*")
_BETWEEN = re.compile(r"\b(?:between|zwischen|entre)\s*$")
_FROM = re.compile(r"\b(?:between|from|zwischen|von|entre|de|desde)\s*$")
# Words that may follow a bare price; any other one is what the number counts.
_NO_NOUN = frozenset(
    "please range budget only for in with and or but total max maximum that which if is are each altogether together bitte oder und aber für mit pour avec et ou mais "
    "por para con y o pero s'il not on by from at the".split()
)
_SIZE_BEFORE = re.compile(r"\b(?:sizes?|gr(?:ö|oe)(?:ß|ss)en?|tailles?|pointure|tallas?|ages?|eu|uk)\s*$")
_YEARS = range(1900, 2100)
_LEAST_IN_WORDS = 5  # "under two people"


@dataclass(frozen=True)
class PriceRange:
    """What a price must lie in, both ends included; `rest` is the sentence without the words that said so."""

    low: Decimal | None
    high: Decimal | None
    rest: str


@dataclass(frozen=True)
class _Limit:
    low: Decimal | None
    high: Decimal | None
    span: tuple[int, int]


def price_range(
    sentence: str,
    *,
    is_thing: Callable[[str], bool] = lambda _: False,
    is_size: Callable[[str], bool] = lambda _: False,
) -> PriceRange | None:
    """The price limit that the sentence states, or `None`. Expects any case; `rest` comes back in lower case.

    `is_thing` tells whether a word is what the shop sells and `is_size` whether a number is a size there: "20-30 mugs"
    is for mugs of that price, and "36-40 shoes" is not.
    """
    said = _in_digits(sentence.casefold())
    low: Decimal | None = None
    high: Decimal | None = None
    spans = []
    for limit in _limits(said, is_thing, is_size):
        if (limit.low is not None and low is not None) or (limit.high is not None and high is not None):
            continue  # Another wish's limit; the first counts.
        low, high = (limit.low if low is None else low), (limit.high if high is None else high)
        spans.append(limit.span)
    if not spans:
        return None
    rest = said
    for start, end in reversed(spans):
        rest = f"{rest[:start]} {rest[end:]}"
    return PriceRange(low, high, rest)


def _limits(said: str, is_thing: Callable[[str], bool], is_size: Callable[[str], bool]) -> Iterator[_Limit]:
    amounts = list(_AMOUNT.finditer(said))
    at = 0
    while at < len(amounts):
        one, other = amounts[at], amounts[at + 1] if at + 1 < len(amounts) else None
        if other and (limit := _between(said, one, other, is_thing, is_size)):
            yield limit
            at += 2
            continue
        if limit := _one_sided(said, one):
            yield limit
        at += 1


def _between(
    said: str, one: re.Match[str], other: re.Match[str], is_thing: Callable[[str], bool], is_size: Callable[[str], bool]
) -> _Limit | None:
    before, joint, after = said[: one.start()], said[one.end() : other.start()], said[other.end() :]
    if not _TO.fullmatch(joint) and not (_AND.fullmatch(joint) and _BETWEEN.search(before)):
        return None
    if _SIZE_BEFORE.search(before):
        return None
    numbers = [_amount(match) for match in (one, other)]
    if numbers[0] < numbers[1] and other.group("thousand") and not one.group("thousand") and numbers[0] < 1000:
        numbers[0] *= 1000 if numbers[0] * 1000 < numbers[1] and not _is_marked(one) else 1  # "2-3k"
    if not (_is_marked(one) or _is_marked(other)):
        years = all(number == int(number) and int(number) in _YEARS for number in numbers)
        if years or all(is_size(match.group("number")) for match in (one, other)):
            return None
        following = _following(after)
        if following is not None and following not in _NO_NOUN and not is_thing(following):
            return None
    cue = _FROM.search(before)
    start, end = cue.start() if cue else one.start(), other.end()
    ends = sorted(numbers)
    return _Limit(ends[0], ends[1], (start, end))


def _one_sided(said: str, match: re.Match[str]) -> _Limit | None:
    before, after, amount = said[: match.start()], said[match.end() :], _amount(match)
    if _SIZE_BEFORE.search(before):
        return None
    tails = ((kind, pattern.match(after)) for kind, pattern in _TAILS)
    if tail := next(((kind, found) for kind, found in tails if found), None):
        kind, found = tail
        if _is_marked(match) or found.group(0).strip() not in ("plus", "+"):
            cue = next((cue for _, pattern in _CUES if (cue := pattern.search(before))), None)
            start = cue.start() if cue else match.start()
            return _bounded(kind, amount, (start, match.end() + found.end()))
    for kind, pattern in _CUES:
        if not (cue := pattern.search(before)):
            continue
        negation = _NEGATIONS[kind].search(before[: cue.start()]) if kind in _NEGATED else None
        meant, start = (_NEGATED[kind], negation.start()) if negation else (kind, cue.start())
        if not _is_marked(match) and not _is_bare_price(meant, cue.group(0), after):
            return None
        return _bounded(meant, amount, (start, match.end()))
    return None


def _is_bare_price(kind: _Is, cue: str, after: str) -> bool:
    """A bare number is a price after "under"; after "at least" only if nothing follows that it could count."""
    if kind is _Is.BELOW or (kind is _Is.UP_TO and not cue.startswith(("i ", "we ", "ich", "j'", "tengo"))):
        return True
    following = _following(after)
    if kind is _Is.ABOUT and cue.startswith("about"):
        return False
    return following is None or following in _NO_NOUN


def _bounded(kind: _Is, amount: Decimal, span: tuple[int, int]) -> _Limit:
    if kind is _Is.ABOUT:
        return _Limit((amount * (1 - AROUND)).quantize(CENT), (amount * (1 + AROUND)).quantize(CENT), span)
    low = {_Is.AT_LEAST: amount, _Is.ABOVE: amount + CENT}.get(kind)
    high = {_Is.UP_TO: amount, _Is.BELOW: amount - CENT}.get(kind)
    return _Limit(low, high, span)


def _is_marked(match: re.Match[str]) -> bool:
    """Whether the amount is told to be money, or so large in thousands that it is."""
    return any(match.group(name) for name in ("sign", "word", "thousand"))


def _following(after: str) -> str | None:
    following = re.match(r"\s*([^\W\d_]+)", after)
    return following.group(1) if following else None


def _amount(match: re.Match[str]) -> Decimal:
    """The number whichever way thousands and decimals are marked: "1,299.00", "1.299,00", "1 299", "49,5", "1.5k"."""
    text = re.sub(r"[ ’']", "", match.group("number"))
    decimals = re.search(r"[.,](\d{1,2})$", text)
    whole = text[: decimals.start()] if decimals else text
    amount = Decimal((re.sub(r"[.,]", "", whole) or "0") + (f".{decimals.group(1)}" if decimals else ""))
    return amount * 1000 if match.group("thousand") else amount


def _in_digits(said: str) -> str:
    """The sentence with prices in words as numbers: "under fifty dollars", but not "three mugs"."""

    def written(match: re.Match[str]) -> str:
        number = numeral(match.group(0))
        before, after = said[: match.start()], said[match.end() :]
        money = re.match(rf"\s*{_WORD}", after)
        compared = any(pattern.search(before) for _, pattern in _CUES) or _FROM.search(before)
        joined = _TO.match(after) or _AND.match(after)
        if money or (compared and number >= _LEAST_IN_WORDS and (joined or (_following(after) or "for") in _NO_NOUN)):
            return str(number)
        return match.group(0)

    return NUMERAL.sub(written, said)
