"""Whether what a sentence says of a product is what its row says: price, discount, stock."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

from shopchat.assistant.grounding_claims import Claims, claims_of, plain
from shopchat.assistant.grounding_evidence import Item
from shopchat.assistant.grounding_prices import Amount
from shopchat.knowledge.facts import Offer, best_availability

Proof = tuple[Item, str]  # the entry, and the field of it that a claim rests on
Options = Mapping[str, Sequence[str]]


def proofs(item: Item, claims: Claims, sentence: str, *, offered: bool = False) -> list[Proof] | None:
    """What proves each price, discount and stock word of the sentence; `None` if one is not true of this product.

    Where the sentence names options ("in Moss, size M"), it has to be true of the variants that have them, and what is
    `offered` ("we have it in ...") has to be there.
    """
    options = _options_named(item, sentence)
    meant = [offer for offer in item.offers if _has_any(offer, options)]
    fields = [_price_field(item, meant, amount) for amount in claims.amounts]
    fields += [_percent_field(item, meant, percent) for percent in claims.percents]
    fields += [_sale_field(item, meant) for _ in claims.sale]
    fields += [_stock_field(item, kind, options) for kind, _ in claims.stock]
    if options and offered and "out_of_stock" in set(_availabilities(item, options)):
        return None
    if None in fields:
        return None
    return [(item, field) for field in dict.fromkeys(fields) if field is not None]


def _price_field(item: Item, meant: Sequence[Offer], amount: Amount) -> str | None:
    """Which field of the product holds the amount: the price, or for "was $30" the one of before.

    For a limit ("under $50"), the price if it keeps to it.
    """
    if item.facts.currency and amount.currencies and item.facts.currency not in amount.currencies:
        return None
    prices = _prices(meant)
    if amount.relation is not None and prices:
        keeps = min(prices) <= amount.value if amount.relation == "below" else min(prices) >= amount.value
        return "price" if keeps else None
    before = item.facts.compare_at_price
    if amount.former:
        return "compare_at_price" if before == amount.value and prices and before > min(prices) else None
    return "price" if amount.value in prices else None


def _percent_field(item: Item, meant: Sequence[Offer], percent: Decimal) -> str | None:
    """`compare_at_price` if the product is reduced by so many percent, rounded; `content` if its text says so."""
    before = item.facts.compare_at_price
    if before is not None:
        shares = [(before - price) / before * 100 for price in _prices(meant) if before > price]
        if any(abs(share - percent) <= Decimal("0.5") for share in shares):
            return "compare_at_price"
    return "content" if percent in claims_of(plain(item.text)).percents else None


def _sale_field(item: Item, meant: Sequence[Offer]) -> str | None:
    """Where it stands that the product is reduced."""
    before = item.facts.compare_at_price
    if before is not None and any(before > price for price in _prices(meant)):
        return "compare_at_price"
    return "content" if claims_of(plain(item.text)).sale else None


def _stock_field(item: Item, kind: str, options: Options) -> str | None:
    """`availability` if the product is as available as `kind` says, in every combination of the options named."""
    found = list(_availabilities(item, options))
    return "availability" if found and all(availability == kind for availability in found) else None


def _availabilities(item: Item, options: Options) -> Iterator[str | None]:
    for values in product(*options.values()):
        chosen = {name: [value] for name, value in zip(options, values, strict=True)}
        yield best_availability([offer for offer in item.offers if _has_any(offer, chosen)])


def _options_named(item: Item, sentence: str) -> Options:
    named: dict[str, list[str]] = {}
    for offer in item.offers:
        for name, values in offer.options.items():
            for value in values:
                if value not in named.get(name, ()) and _occurs(value, sentence):
                    named.setdefault(name, []).append(value)
    return named


def _occurs(value: str, sentence: str) -> bool:
    # "S" or "XL" in capitals; a small "s" is the end of some word.
    flags = 0 if len(value) <= 3 else re.IGNORECASE
    return re.search(rf"(?<![\w'’]){re.escape(value)}(?!\w)", sentence, flags) is not None


def _has_any(offer: Offer, options: Options) -> bool:
    """Whether the offer has, of each option that is named, one of the values."""
    return all(set(values) & set(offer.options.get(name, ())) for name, values in options.items())


def _prices(offers: Sequence[Offer]) -> list[Decimal]:
    return [offer.price for offer in offers if offer.price is not None]
