"""Questions made from a shop's own catalogue, each with the check that its answer must pass.

What the rows leave in doubt is not asked: prices in several currencies, stock that some rows do not tell, a word that
may be a size or part of one.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from shopchat.evaluation.catalogue import Buyable, Row
from shopchat.evaluation.checks import Check, Fits, begins_with_one_of, fitting, shows
from shopchat.evaluation.kinds import Kind, kinds, spoken
from shopchat.evaluation.wording import Wording, wording

MOST = 200
_SIZE_NAMES = frozenset(
    "size,shoe size,clothing size,größe,grösse,groesse,schuhgröße,taille,pointure,talla,número".split(",")
)
_PLAIN_SIZE = re.compile(r"[2-6]?x{0,3}[sl]|m|\d{1,3}", re.IGNORECASE)
_COLOUR_NAMES = frozenset({"color", "colour", "farbe", "couleur"})


@dataclass(frozen=True)
class Derived:
    """One question of a group, with its check."""

    group: str
    text: str
    check: Check


def derived(rows: Sequence[Row], language: str) -> list[Derived]:
    """The same questions for the same catalogue, at most 200, taken from each group in turn."""
    said = wording(language)
    groups: dict[str, list[Derived]] = {}
    for question in _all(rows, language[:2], said):
        groups.setdefault(question.group, []).append(question)
    for questions in groups.values():
        questions.sort(key=lambda question: hashlib.sha256(question.text.encode()).digest())
    dealt = [question for turn in zip_longest(*groups.values()) for question in turn if question is not None]
    order = list(groups)
    return sorted(dealt[:MOST], key=lambda question: (order.index(question.group), question.text))


def _all(rows: Sequence[Row], language: str, said: Wording) -> Iterator[Derived]:
    priced = len({row.currency for row in rows}) == 1
    if priced:
        yield from _superlatives(rows, said.any_cheapest, said.any_dearest)
        for low, high in _ranges(rows):
            yield _between(rows, said.any_between.format(low=low, high=high), low, high)
    for kind in kinds(rows, language):
        if priced and all(row.prices() for row in kind.rows):
            yield from _superlatives(kind.rows, _of(kind, said.cheapest), _of(kind, said.dearest))
            yield from _priced(kind, said)
        yield from _stocked(kind, said)
        yield from _sized(kind, said)
        yield from _negatives(kind, said, language[:2])


def _of(kind: Kind, template: str, **values: object) -> str:
    return template.format(kind=kind.name, **values)


def _superlatives(rows: Sequence[Row], cheapest: str, dearest: str) -> Iterator[Derived]:
    priced = [row for row in rows if row.prices()]
    if len(priced) < 2:
        return
    low = min(min(row.prices()) for row in priced)
    high = max(max(row.prices()) for row in priced)
    yield Derived("min", cheapest, begins_with_one_of([row for row in priced if min(row.prices()) == low], low))
    by_highest = [row for row in priced if max(row.prices()) == high]
    lowest = max(min(row.prices()) for row in priced)
    # In doubt where a product's dearest variant makes it the dearest, and its cheapest does not.
    if by_highest == [row for row in priced if min(row.prices()) == lowest]:
        yield Derived("max", dearest, begins_with_one_of(by_highest, None))


def _ranges(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Ranges with something in the lower, the middle and the upper third; no price is one of their ends."""
    prices = sorted({price for row in rows for price in row.prices()})
    for part in range(3):
        inside = prices[part * len(prices) // 3 : (part + 1) * len(prices) // 3]
        if inside:
            low, high = int(inside[0]) - 1, int(inside[-1]) + 2
            if low > 0 and not {Decimal(low), Decimal(high)} & set(prices):
                yield low, high


def _between(rows: Sequence[Row], text: str, low: int, high: int) -> Derived:
    def fits(one: Buyable) -> bool:
        return one.price is not None and low <= one.price <= high

    return Derived("between", text, shows(fitting(rows, fits), fits))


def _priced(kind: Kind, said: Wording) -> Iterator[Derived]:
    for low, high in _ranges(kind.rows):
        yield _between(kind.rows, _of(kind, said.between, low=low, high=high), low, high)
    prices = sorted({price for row in kind.rows for price in row.prices()})
    for high in {int(prices[len(prices) // 2]) + 1, int(prices[0]) // 2}:
        if high > 0 and Decimal(high) not in prices:
            yield _between(kind.rows, _of(kind, said.under, high=high), 0, high)


def _stocked(kind: Kind, said: Wording) -> Iterator[Derived]:
    if all(one.availability for row in kind.rows for one in row.buyables):

        def fits(one: Buyable) -> bool:
            return one.availability == "in_stock"

        yield Derived("in stock", _of(kind, said.in_stock), shows(fitting(kind.rows, fits), fits))


def _sized(kind: Kind, said: Wording) -> Iterator[Derived]:
    sizes = {
        value
        for row in kind.rows
        for one in row.buyables
        for name, values in one.options.items()
        if name.casefold() in _SIZE_NAMES
        for value in values
    }
    if not all(map(_PLAIN_SIZE.fullmatch, sizes)):
        return  # "M/L", "36-38" and "one size" may or may not be meant
    for value in sorted(sizes):

        def fits(one: Buyable, value: str = value) -> bool:
            return any(value in values for name, values in one.options.items() if name.casefold() in _SIZE_NAMES)

        found = fitting(kind.rows, fits)
        others = [row for row in kind.rows if row not in found]
        if not any(re.search(rf"\b{re.escape(value)}\b", row.title, re.IGNORECASE) for row in others):
            yield Derived("of size", _of(kind, said.of_size, value=value), shows(found, fits))


def _negatives(kind: Kind, said: Wording, language: str) -> Iterator[Derived]:
    brands = sorted({row.brand for row in kind.rows if row.brand})
    for brand in brands if len(brands) > 1 else ():
        others = [row for row in kind.rows if row.brand != brand]
        if all(row.brand for row in others) and not any(brand.casefold() in row.title.casefold() for row in others):
            yield Derived("not", _of(kind, said.without_brand, brand=brand), shows(others, lambda _: True))
    values = {
        (name, value)
        for row in kind.rows
        for one in row.buyables
        for name, given in one.options.items()
        if name.casefold() not in _SIZE_NAMES
        for value in given
        if re.fullmatch(r"[^\W\d_]{3,}", value)
    }
    for name, value in sorted(values):
        word = re.compile(rf"\b{re.escape(value)}\b", re.IGNORECASE)

        def fits(one: Buyable, word: re.Pattern[str] = word) -> bool:
            return not any(map(word.search, one.values()))

        found = fitting(kind.rows, fits)
        # Wool is in lambswool, and oat in goat only by its letters: where it is inside of a word, nothing is asked.
        if found and not any(value.casefold() in _all_that_is_said(row, fits) for row in found):
            # "Not blue" may rule out navy too, so nothing is held against an answer that shows less.
            loose = name.casefold() in _COLOUR_NAMES
            yield Derived(
                "not", _of(kind, said.without, value=spoken(value, language)), shows(found, fits, may_be_none=loose)
            )


def _all_that_is_said(row: Row, fits: Fits) -> str:
    """Of the variants that fit."""
    values = [value for one in row.buyables if fits(one) for value in sorted(one.values())]
    return " ".join([row.title, row.category, row.text, *values]).casefold()
