"""Checks of an answer against the rows of the catalogue: each gives what is wrong, and nothing when all is right."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from shopchat.assistant.answer import Answer
from shopchat.assistant.voice import VOICES
from shopchat.evaluation.catalogue import Buyable, Row

Check = Callable[[Answer], list[str]]
Fits = Callable[[Buyable], bool]
WHOLE = 5  # products that one answer shows at most: up to here all that fit must be there
_OWNING_UP = tuple(voice.nothing_fits for voices in VOICES.values() for voice in voices.values())


def owns_up(answer: Answer) -> bool:
    """Whether the answer says that the shop has nothing that fits; it may show what comes nearest."""
    return answer.is_gap or any(sentence in answer.text for sentence in _OWNING_UP)


def fitting(rows: Sequence[Row], fits: Fits) -> list[Row]:
    """The rows of which at least one variant fits."""
    return [row for row in rows if any(map(fits, row.buyables))]


def shows(expected: Sequence[Row], fits: Fits, *, may_be_none: bool = False) -> Check:
    """Expected products only, each with the facts of a variant that fits; up to five of them all; for none, saying so.

    With `may_be_none` it is no fault to say that nothing fits, or to leave some out.
    """
    known = {str(row.id): row for row in expected}

    def check(answer: Answer) -> list[str]:
        cards = answer.product_cards()
        if owns_up(answer):
            said = f"says that nothing fits where {_titles(expected)} does"
            return [] if may_be_none or not expected else [said]
        if not expected:
            return [f"shows {_shown(cards)} where nothing fits"]
        wrong = [f"{card['title']!r} does not fit" for card in cards if card["entry_id"] not in known]
        shown = {card["entry_id"] for card in cards}
        missing = [row for row in expected if str(row.id) not in shown]
        if not cards:
            wrong.append(f"shows nothing of {_titles(expected)}")
        elif len(expected) <= WHOLE and missing and not may_be_none:
            wrong.append(f"leaves out {_titles(missing)}")
        for card in cards:
            if row := known.get(card["entry_id"]):
                wrong += _of_no_variant(card, [one for one in row.buyables if fits(one)])
        return wrong

    return check


def begins_with_one_of(expected: Sequence[Row], price: Decimal | None) -> Check:
    """The first product is one of those, and costs that much where a price is given."""
    ids = {str(row.id) for row in expected}

    def check(answer: Answer) -> list[str]:
        cards = answer.product_cards()
        if not cards or cards[0]["entry_id"] not in ids:
            return [f"begins with {_shown(cards[:1])}, and it is {_titles(expected)}"]
        if price is not None and Decimal(cards[0]["price"] or 0) != price:
            return [f"says {cards[0]['price']}, and it is {price}"]
        return []

    return check


def contradictions(answer: Answer, rows: dict[str, Row]) -> list[str]:
    """What no answer may do, whatever was asked: facts that no row has, and a text that differs from its cards."""
    wrong: list[str] = []
    told, place = answer.text, 0
    digits = re.sub(r"[.,\s]", "", told)
    for card in answer.product_cards():
        row = rows.get(card["entry_id"])
        if row is None:
            wrong.append(f"{card['title']!r} is not in the catalogue")
            continue
        wrong += _of_no_variant(card, row.buyables)
        place = told.find(card["title"], place)
        if place < 0:
            return [*wrong, f"the text does not name {card['title']!r} where its card stands"]
        if card["price"] and re.sub(r"\D", "", card["price"]) not in digits:
            wrong.append(f"the text does not say {card['price']} for {card['title']!r}")
    return wrong


def _of_no_variant(card: dict[str, Any], buyables: Sequence[Buyable]) -> list[str]:
    wrong = []
    price = None if card["price"] is None else Decimal(card["price"])
    if price not in {one.price for one in buyables}:
        wrong.append(f"{card['title']!r} at {card['price']} is no variant that fits")
    if card["availability"] not in {one.availability for one in buyables}:
        wrong.append(f"{card['title']!r} as {card['availability']} is no variant that fits")
    return wrong


def _titles(rows: Sequence[Row]) -> str:
    told = ", ".join(repr(row.title) for row in rows[:3])
    return f"{told} or {len(rows) - 3} more" if len(rows) > 3 else told


def _shown(cards: Sequence[dict[str, Any]]) -> str:
    return ", ".join(repr(card["title"]) for card in cards) or "no product"
