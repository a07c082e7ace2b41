"""Limits that need no catalogue's options to be understood: price, stock, sale, order, quantity."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from shopchat.assistant.understanding.lexicon import Lexicon
from shopchat.assistant.understanding.measures import number
from shopchat.assistant.understanding.orders import NUMBERS, order
from shopchat.assistant.understanding.prices import CENT, price_range
from shopchat.assistant.understanding.wish import Sort

_IN_STOCK = re.compile(
    r"\b(?:(?:currently |actually )?in[- ]stock|available(?: now| today| right now)?|(?:that )?(?:i|we) can (?:buy|get|order) (?:now|today)|auf lager|lieferbar\w*|vorr[aä]tig\w*|verf[uü]gbar\w*"
    r"|en stock|disponibles?|ready to ship)\b"
)
_ON_SALE = re.compile(
    r"\b(?:on (?:sale|offer|discount|special)|(?:with|at) (?:a |any )?discounts?|discount(?:s|ed)?|reduced|marked down|(?:any )?(?:deals?|sale items?|bargains?|offers?)|special offers?|clearance"
    r"|im (?:angebot|sale)|reduziert\w*|herabgesetzt\w*|rabatt\w*|angebote?|sale|en promo(?:tion)?|sold[eé]e?s?|soldes?|promotions?|promos?|r[eé]ductions?|en (?:oferta|promoci[oó]n|rebajas)|rebajad[oa]s?"
    r"|rebajas|(?:con )?descuentos?|ofertas?)\b"
)
_QUANTITY = re.compile(
    rf"\b(?:(?P<word>{'|'.join(NUMBERS)})(?: of(?: the| these| those)?| x| stück| pieces of)?|(?P<digits>[2-9]|[1-9]\d)(?:\s?[x×]\b| of(?: the| these| those)?\b| stück\b| pieces of\b))"
    r"(?=\s+[^\W\d_])(?!\s*-?\s?(?:person|man|people|season|way|piece|seater|part|personen|personnes|personas|jahre|ans|a[nñ]os|or|to|bis))"
)
_COUNTED = re.compile(r"(?<![\w$€£¥.,-])(?P<digits>[2-9]|1\d)(?=\s+(?P<noun>[^\W\d_]+))")
_TOGETHER = re.compile(
    r"\b(?:in total|total|together|altogether|all in|combined|zusammen|insgesamt|en tout|au total|en total)\b"
)
_EACH = re.compile(r"\b(?:each|apiece|a piece|per piece|pro stück|je stück|chacune?|pi[eè]ce|cada un[oa])\b")


@dataclass(frozen=True)
class Limits:
    """What was found; `rest` is the sentence without it. `total` is a price limit on all the pieces together.

    `rank` and `count` are where in the order the wish begins and how many it takes.
    """

    rest: str
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool = False
    on_sale: bool = False
    sort: Sort | None = None
    rank: int = 1
    count: int = 1
    quantity: int = 1
    total: Decimal | None = None


def limits(said: str, words: Lexicon, language: str) -> Limits:
    """The limits in a sentence, which is expected in lower case; `words` are the catalogue's, in `language`."""

    def is_thing(word: str) -> bool:
        return words.sells(word, language)

    price = price_range(
        said, is_thing=is_thing, is_size=lambda text: text[0].isdigit() and words.has_size(number(text))
    )
    ordered = order(price.rest if price else said)
    quantity, rest = _quantity(ordered.rest, words, is_thing=is_thing)
    in_stock, on_sale = bool(_IN_STOCK.search(rest)), bool(_ON_SALE.search(rest))
    together = bool(quantity > 1 and price and _TOGETHER.search(rest))
    for pattern in [_IN_STOCK, _ON_SALE, *([_TOGETHER] if together else []), *([_EACH] if price else [])]:
        rest = pattern.sub(" ", rest)
    high = price.high if price else None
    total = high if together else None
    if total is not None:
        high = (total / quantity).quantize(CENT, rounding="ROUND_DOWN")
    return Limits(
        " ".join(rest.split()),
        price.low if price else None,
        high,
        in_stock,
        on_sale,
        ordered.sort,
        ordered.rank,
        ordered.count,
        quantity,
        total,
    )


def _quantity(said: str, words: Lexicon, *, is_thing: Callable[[str], bool]) -> tuple[int, str]:
    """How many are wanted, 1 unless the sentence says, and the sentence without it."""
    if counted := _QUANTITY.search(said):
        many = NUMBERS.get(counted.group("word") or "", 0) or int(counted.group("digits") or 1)
        return many, f"{said[: counted.start()]} {said[counted.end() :]}"
    for counted in _COUNTED.finditer(said):
        # "2 mugs", but no "42 boots" where 42 is a size.
        if is_thing(counted.group("noun")) and not words.has_size(number(counted.group("digits"))):
            return int(counted.group("digits")), f"{said[: counted.start()]} {said[counted.end() :]}"
    return 1, said
