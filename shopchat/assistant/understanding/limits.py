"""Limits that need no catalogue to be understood: price, stock, sale, order, quantity."""

import re
from dataclasses import dataclass
from decimal import Decimal

from shopchat.assistant.money import CENT, price_range
from shopchat.assistant.understanding.wish import Sort

_IN_STOCK = re.compile(
    r"\b(?:(?:currently |actually )?in stock|available(?: now| today)?|auf lager|lieferbar\w*|vorr[aä]tig\w*|verf[uü]gbar\w*|en stock|disponibles?|ready to ship)\b"
)
_ON_SALE = re.compile(
    r"\b(?:on sale|discounted|reduced|marked down|(?:any )?(?:deals?|sale items?|bargains?|offers?)|im angebot|reduziert\w*|angebote?|sale"
    r"|en promo(?:tion)?|sold[eé]e?s?|promotions?|en oferta|rebajad[oa]s?|ofertas?)\b"
)
_SORTS = {
    Sort.CHEAPEST: re.compile(
        r"\b(?:(?:the )?(?:cheapest|lowest[- ]priced?|least expensive|most affordable|lowest price)|(?:das |der |die |den )?(?:g[uü]nstigste[nrs]?|billigste[nrs]?)"
        r"|(?:le|la|les) (?:produits? )?moins ch[eè]re?s?|m[aá]s (?:barat|econ[oó]mic)[oa]s?)\b"
    ),
    Sort.DEAREST: re.compile(
        r"\b(?:(?:the )?(?:most expensive|priciest|dearest|costliest|highest[- ]priced?|highest price)|(?:das |der |die |den )?teuerste[nrs]?"
        r"|(?:le|la|les) plus ch[eè]re?s?|m[aá]s car[oa]s?)\b"
    ),
    Sort.NEWEST: re.compile(
        r"\b(?:(?:the )?(?:newest|latest|most recent)|new arrivals?|what(?:'s| is) new|(?:das |der |die |den )?neueste[nrs]?|was gibt es neues|neuheiten"
        r"|nouveaut[eé]s?|(?:le|la|les) plus r[eé]cente?s?|novedades|m[aá]s (?:nuev|recient)[oae]s?)\b"
    ),
}
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "two zwei deux dos", "three drei trois tres", "four vier quatre cuatro", "five fünf cinq cinco", "six sechs seis",
            "seven sieben sept siete", "eight acht huit ocho", "nine neun neuf nueve", "ten zehn dix diez",
        ),
        start=2,
    )
    for word in words.split()
}  # fmt: skip
_QUANTITY = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_NUMBERS)})(?: of(?: the| these| those)?| x| stück| pieces of)?|(?P<digits>[2-9]|[1-9]\d)(?:\s?[x×]\b| of(?: the| these| those)?\b| stück\b| pieces of\b))"
    r"(?=\s+[^\W\d_])(?!\s*-?\s?(?:person|man|people|season|way|piece|seater|part|personen|personnes|personas|jahre|ans|a[nñ]os|or|to|bis))"
)
_TOGETHER = re.compile(
    r"\b(?:in total|total|together|altogether|all in|zusammen|insgesamt|en tout|au total|en total)\b"
)


@dataclass(frozen=True)
class Limits:
    """What was found; `rest` is the sentence without it. `total` is a price limit on all the pieces together."""

    rest: str
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool = False
    on_sale: bool = False
    sort: Sort | None = None
    quantity: int = 1
    total: Decimal | None = None


def limits(said: str) -> Limits:
    """The limits in a sentence, which is expected in lower case."""
    price = price_range(said)
    rest = said.replace(price.text, " ", 1) if price else said
    counted = _QUANTITY.search(rest)
    quantity = 1
    if counted:
        quantity = _NUMBERS.get(counted.group("word") or "", 0) or int(counted.group("digits") or 1)
        rest = rest[: counted.start()] + " " + rest[counted.end() :]
    orders = [order for order, pattern in _SORTS.items() if pattern.search(rest)]
    sort = Sort.EXTREMES if {Sort.CHEAPEST, Sort.DEAREST} <= set(orders) else next(iter(orders), None)
    in_stock, on_sale = bool(_IN_STOCK.search(rest)), bool(_ON_SALE.search(rest))
    together = bool(quantity > 1 and price and _TOGETHER.search(rest))
    patterns = [_IN_STOCK, _ON_SALE, *_SORTS.values()] + ([_TOGETHER] if together else [])
    for pattern in patterns:
        rest = pattern.sub(" ", rest)
    high = price.high if price else None
    total = high if together else None
    if total is not None:
        high = (total / quantity).quantize(CENT, rounding="ROUND_DOWN")
    return Limits(" ".join(rest.split()), price.low if price else None, high, in_stock, on_sale, sort, quantity, total)
