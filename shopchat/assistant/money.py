"""Price limits in a shopper's words: "under 50", "5 to 10 dollars", "around $30", "bis 40 €"."""

import re
from dataclasses import dataclass
from decimal import Decimal

CENT = Decimal("0.01")
AROUND = Decimal("0.25")  # "around 30" is taken as 30 give or take a quarter

_NUMBER = r"(?:\d{1,3}(?:[., ]\d{3})+(?:[.,]\d{1,2})?|\d{1,7}(?:[.,]\d{1,2})?)"
_SIGN = r"(?:[$€£]|usd|eur|gbp|us\$)"
_WORD = r"(?:[$€£]|usd\b|eur\b|gbp\b|dollars?\b|bucks?\b|euros?\b|pounds?\b|quid\b|d[oó]lares\b|pfund\b)"
# A number that counts something else is not a price: "2 to 3 days", "under 5 kg", "for 4 people".
_UNIT = (
    r"(?:%|°|[a-z]?m\b|cms?\b|mms?\b|km\b|inch(?:es)?\b|in\b(?= (?:size|length|width|height))|ft\b|feet\b|\"|''|kgs?\b|g\b|grams?\b|oz\b"
    r"|lbs?\b|l\b|lit(?:er|re)s?\b|ml\b|days?\b|weeks?\b|months?\b|years?\b|hours?\b|minutes?\b|people\b|persons?\b|pieces?\b|pcs\b"
    r"|items?\b|tage?n?\b|wochen?\b|monate?n?\b|jahre?n?\b|personen\b|jours?\b|semaines?\b|mois\b|ans\b|personnes\b|d[ií]as?\b|semanas?\b"
    r"|meses\b|a[nñ]os?\b|personas\b|watts?\b|w\b|volts?\b|gb\b|tb\b|mah\b)"
)


def _amount_pattern(name: str) -> str:
    return (
        rf"(?P<{name}_sign>{_SIGN})?\s*(?P<{name}>{_NUMBER})(?![\d.,]*\d)\s*(?P<{name}_word>{_WORD})?(?!\s*-?{_UNIT})"
    )


_LOW, _HIGH, _ONE = (_amount_pattern(name) for name in ("low", "high", "one"))

_BETWEEN = re.compile(
    rf"(?:\b(?:between|from|zwischen|von|entre|de|desde)\s+)?{_LOW}\s*(?:-|–|—|\bto\b|\band\b|\bbis\b|\bund\b|\bet\b|\bà\b|\ba\b|\by\b|\bhasta\b)\s*{_HIGH}"
)
_BELOW = re.compile(
    r"(?:\b(?:under|below|less than|cheaper than|lower than|unter|weniger als|g[uü]nstiger als|moins de|moins cher que|sous"
    rf"|menos de|por debajo de)|<)\s*{_ONE}"
)
_UP_TO = re.compile(
    r"(?:\b(?:up to|max(?:imum|imal)?\.?(?: of)?|at most|no more than|not more than|within|budget(?: is| of|:)?|bis(?: zu)?"
    r"|(?:\w*n't|not|never|nicht|kein(?:e[nrs]?)?|pas|no)\b[^.?!,;]{0,25}\b(?:more than|over|above|exceed|mehr als|[uü]ber|plus de|m[aá]s de)"
    r"|h[oö]chstens|maximum|jusqu'?à|au plus|hasta|m[aá]ximo(?: de)?|como mucho)|<=|≤)"
    rf"\s*{_ONE}"
)
_ABOVE = re.compile(r"(?:\b(?:over|above|more than|[uü]ber|mehr als|plus de|más de|mas de)|>)\s*" + _ONE)
_AT_LEAST = re.compile(
    r"(?:\b(?:at least|from|starting at|starting from|min(?:imum)?\.?(?: of)?|ab|mindestens|à partir de|au moins|desde|a partir de"
    rf"|al menos|m[ií]nimo)|>=|≥)\s*{_ONE}"
)
_ABOUT = re.compile(
    rf"\b(?:around|about|roughly|approximately|approx\.?|circa|ca\.?|etwa|ungef[aä]hr|rund|um die|environ|autour de|alrededor de|unos)\s*{_ONE}"
)
# Words that may follow a bare price; any other one is what the number counts.
_NO_NOUN = frozenset(
    "please range budget only for in with and or total max maximum that which if is are bitte oder und für mit pour avec et ou "
    "por para con y o s'il".split()
)
_SIZE_BEFORE = re.compile(r"\b(?:sizes?|gr(?:ö|oe)(?:ß|ss)en?|tailles?|pointure|tallas?)\s*$")


@dataclass(frozen=True)
class PriceRange:
    """What a price must lie in, both ends included; `text` is the part of the sentence that said so."""

    low: Decimal | None
    high: Decimal | None
    text: str


def price_range(sentence: str) -> PriceRange | None:
    """The price limit that the sentence states, or `None`. Expects any case; `text` comes back in lower case."""
    said = sentence.casefold()
    for pattern, bounds in (
        (_BETWEEN, _two), (_UP_TO, _high), (_BELOW, _below), (_AT_LEAST, _low), (_ABOVE, _above), (_ABOUT, _near),
    ):  # fmt: skip
        for match in pattern.finditer(said):
            if _SIZE_BEFORE.search(said[: match.start()]) or not _is_money(pattern, match, said[match.end() :]):
                continue
            low, high = bounds(match)
            return PriceRange(low, high, match.group(0))
    return None


def _is_money(pattern: re.Pattern[str], match: re.Match[str], rest: str) -> bool:
    """A bare number is a price after "under"; "3 to 4" is one only if nothing follows that it could count."""
    groups = match.groupdict()
    if any(groups.get(f"{name}_{kind}") for name in ("low", "high", "one") for kind in ("sign", "word")):
        return True
    if pattern in (_BELOW, _UP_TO):
        return True
    following = re.match(r"\s*([^\W\d_]+)", rest)
    return pattern is not _ABOUT and (following is None or following.group(1) in _NO_NOUN)


def _two(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    ends = sorted((_amount(match.group("low")), _amount(match.group("high"))))
    return ends[0], ends[1]


def _high(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    return None, _amount(match.group("one"))


def _below(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    return None, _amount(match.group("one")) - CENT


def _low(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    return _amount(match.group("one")), None


def _above(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    return _amount(match.group("one")) + CENT, None


def _near(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    amount = _amount(match.group("one"))
    return (amount * (1 - AROUND)).quantize(CENT), (amount * (1 + AROUND)).quantize(CENT)


def _amount(text: str) -> Decimal:
    """The number whichever way thousands and decimals are marked: "1,299.00", "1.299,00", "1 299", "49,5"."""
    text = text.replace(" ", "")
    decimals = re.search(r"[.,](\d{1,2})$", text)
    whole = text[: decimals.start()] if decimals else text
    return Decimal(re.sub(r"[.,]", "", whole) + (f".{decimals.group(1)}" if decimals else ""))
