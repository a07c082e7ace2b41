"""What is true of a catalogue, read from its rows, and what no answer about it may say.

Nothing of the product's own reading of filters, variants or prices is used here: the truth is computed anew.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from shopchat.assistant.answer import Answer

Row = dict[str, Any]
RANKS = ("in_stock", "preorder", "backorder", "out_of_stock")
STOCK_WORDS = {
    word: availability
    for availability, words in {
        "in_stock": "in stock|auf Lager|en stock",
        "out_of_stock": "out of stock|nicht auf Lager|en rupture de stock|agotado",
        "preorder": "available for preorder|vorbestellbar|en précommande|en preventa",
        "backorder": "on backorder|nachbestellt|en réapprovisionnement|en reposición",
    }.items()
    for word in words.split("|")
}


@dataclass(frozen=True)
class Variant:
    sku: str | None
    price: Decimal
    availability: str
    options: dict[str, set[str]]


@dataclass
class Truth:
    """A catalogue, read for its truth."""

    rows: list[Row]
    by_title: dict[str, Row] = field(init=False)

    def __post_init__(self) -> None:
        self.by_title = {row["title"]: row for row in self.rows}

    def variants(self, row: Row) -> list[Variant]:
        meta = row["metadata"]
        listed = {name: set(values) for name, values in meta["options"].items()}
        if not meta["variants"]:
            return [Variant(meta["sku"], Decimal(meta["price"]), meta["availability"], listed)]
        made = []
        for variant in meta["variants"]:
            own = {name: {value} for name, value in variant.items() if name not in ("sku", "price", "availability")}
            made.append(Variant(variant["sku"], Decimal(variant["price"]), variant["availability"], listed | own))
        return made

    def heads(self) -> dict[str, list[Row]]:
        """Products by the noun that their titles end with, or that their category of one kind does; several only."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            nouns = [_noun(row["title"])]
            if "&" not in row["metadata"]["category"]:
                nouns.append(_noun(row["metadata"]["category"]))
            for noun in dict.fromkeys(nouns):
                found.setdefault(noun, []).append(row)
        return {noun: rows for noun, rows in found.items() if len(rows) > 1}

    def wrong_facts(self, answer: Answer) -> list[str]:
        """What no answer may do: a price or stock that no variant has, or a text that differs from its cards."""
        wrong = []
        cards = answer.product_cards()
        for card in cards:
            row = self.by_title[card["title"]]
            variants = self.variants(row)
            if Decimal(card["price"]) not in {variant.price for variant in variants}:
                wrong.append(f"price {card['price']} of {card['title']} is in no row")
            if card["availability"] not in {variant.availability for variant in variants}:
                wrong.append(f"stock {card['availability']} of {card['title']} is in no row")
            exact = [
                variant for variant in variants if variant.sku == card["sku"] and card["sku"] != row["metadata"]["sku"]
            ]
            if exact and (exact[0].price, exact[0].availability) != (Decimal(card["price"]), card["availability"]):
                wrong.append(f"{card['sku']} is {exact[0]}, not {card}")
        return wrong + self._mismatches(answer, cards)

    def _mismatches(self, answer: Answer, cards: list[dict[str, Any]]) -> list[str]:
        if answer.text.lstrip().startswith("|") or "\n|" in answer.text:
            return self._table_mismatches(answer, cards)
        told = re.findall(r"^(?:- )?\*\*(.+?)\*\*(.*)$", answer.text, re.MULTILINE)
        if [title for title, _ in told] != [card["title"] for card in cards]:
            return [f"text names {[title for title, _ in told]}, cards {[card['title'] for card in cards]}"]
        wrong = []
        for (title, rest), card in zip(told, cards, strict=True):
            amounts = money(rest.split("): ")[-1] if rest.startswith(" (") else rest)
            if not amounts or amounts[0] != Decimal(card["price"]):
                wrong.append(f"text says {amounts} for {title}, card {card['price']}")
            row = self.by_title[title]
            known = {variant.price for variant in self.variants(row)} | {
                Decimal(row["metadata"]["compare_at_price"] or 0)
            }
            wrong += [
                f"{amount} of {title} is no price of it"
                for amount in amounts
                if amount not in known and "×" not in rest
            ]
            word = rest.rsplit(", ", 1)[-1].strip()
            if STOCK_WORDS.get(word) != card["availability"]:
                wrong.append(f"text says {word!r} for {title}, card {card['availability']}")
        return wrong

    def _table_mismatches(self, answer: Answer, cards: list[dict[str, Any]]) -> list[str]:
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in answer.text.splitlines()
            if line.startswith("|")
        ]
        titles, prices, stocks = rows[0][1:], rows[2][1:], rows[3][1:]
        if titles != [card["title"] for card in cards]:
            return [f"table names {titles}, cards {[card['title'] for card in cards]}"]
        wrong = [
            f"table says {cell} for {card['title']}"
            for cell, card in zip(prices, cards, strict=True)
            if money(cell)[0] != Decimal(card["price"])
        ]
        return wrong + [
            f"table says {cell} for {card['title']}"
            for cell, card in zip(stocks, cards, strict=True)
            if STOCK_WORDS.get(cell) != card["availability"]
        ]


def _noun(title: str) -> str:
    """The last word before a comma, in the singular: as a shopper asks for it."""
    word: str = re.findall(r"[^\W\d_]{3,}", re.sub(r"\s*,.*| for .*", "", title))[-1].lower()
    if word.endswith("ies"):
        return word.removesuffix("ies") + "y"
    return word if word.endswith("ss") else word.removesuffix("s")


def money(text: str) -> list[Decimal]:
    """The amounts of money in a text, in any of our languages' spellings."""
    found = []
    for amount in re.findall(r"\d[\d.,\u00a0 ]*[.,]\d\d(?!\d)", text):
        whole, cents = re.sub(r"[.,\u00a0 ]", "", amount[:-3]), amount[-2:]
        found.append(Decimal(f"{whole}.{cents}"))
    return found
