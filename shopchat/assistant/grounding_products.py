"""Whether what a sentence says of a product is what its row says: price, discount, stock."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product

from shopchat.assistant.cards import is_on_sale, lowest_price
from shopchat.assistant.grounding_claims import Amount, Claims, claims_of, plain
from shopchat.assistant.grounding_evidence import Item

Proof = tuple[Item, str]  # the entry, and the field of it that a claim rests on


def price_field(item: Item, amount: Amount) -> str | None:
    """Which field of the product holds the amount; for a limit ("under $50"), the price if it keeps to it."""
    facts = item.facts
    if facts.currency and amount.currencies and facts.currency not in amount.currencies:
        return None
    lowest = lowest_price(facts)
    if amount.relation is not None and lowest is not None:
        below = lowest <= amount.value if amount.relation == "below" else lowest >= amount.value
        return "price" if below else None
    if amount.value in facts.prices():
        return "price"
    return "compare_at_price" if is_on_sale(facts) and amount.value == facts.compare_at_price else None


def percent_field(item: Item, percent: Decimal) -> str | None:
    """`compare_at_price` if the product is reduced by so many percent, rounded; `content` if its text says so."""
    lowest, before = lowest_price(item.facts), item.facts.compare_at_price
    share = (before - lowest) / before * 100 if lowest is not None and before is not None and before > lowest else None
    if share is not None and abs(share - percent) <= Decimal("0.5"):
        return "compare_at_price"
    return "content" if percent in claims_of(plain(item.text)).percents else None


def sale_field(item: Item) -> str | None:
    """Where it stands that the product is reduced."""
    if is_on_sale(item.facts):
        return "compare_at_price"
    return "content" if claims_of(plain(item.text)).sale else None


def stock_field(item: Item, kind: str, sentence: str) -> str | None:
    """`availability` if the product, in the options that the sentence names, is as available as `kind` says."""
    wanted = _options_named(item, sentence)
    if not wanted:
        return "availability" if item.facts.stock() == kind else None
    combinations = list(_combinations(item, wanted))
    return "availability" if combinations and all(kind in stocks for stocks in combinations) else None


def _options_named(item: Item, sentence: str) -> dict[str, list[str]]:
    said = f" {sentence.casefold()} "
    named: dict[str, list[str]] = {}
    for option, values in item.facts.options.items():
        for each in values:
            if _occurs(each, said, exact=len(each) <= 3, sentence=sentence):
                named.setdefault(option, []).append(each)
    return named


def _occurs(value: str, said: str, *, exact: bool, sentence: str) -> bool:
    pattern = rf"(?<![\w'’]){re.escape(value)}(?!\w)"
    return bool(re.search(pattern, sentence) if exact else re.search(pattern, said, re.IGNORECASE))


def _combinations(item: Item, wanted: Mapping[str, list[str]]) -> Iterator[set[str]]:
    """For each combination of the wanted values, how available its variants are."""
    for values in product(*wanted.values()):
        chosen = dict(zip(wanted, values, strict=True))
        yield {
            str(variant.availability)
            for variant in item.facts.variants
            if all(str((variant.model_extra or {}).get(name, "")) == value for name, value in chosen.items())
        }


def proofs(item: Item, claims: Claims, sentence: str) -> list[Proof] | None:
    """What proves each price, discount and stock word of the sentence; `None` if one is not true of this product."""
    fields = [price_field(item, amount) for amount in claims.amounts]
    fields += [percent_field(item, percent) for percent in claims.percents]
    fields += [sale_field(item) for _ in claims.sale]
    fields += [stock_field(item, kind, sentence) for kind, _ in claims.stock]
    if None in fields:
        return None
    return [(item, field) for field in dict.fromkeys(fields) if field is not None]
