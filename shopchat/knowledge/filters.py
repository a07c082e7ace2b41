"""Limits on the catalogue's facts: as SQL over its rows, and over one product that is in hand. Both say the same."""

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from shopchat.knowledge.facts import Offer, ProductFacts

Pair = tuple[str, str]  # an option's name and one of its values, in the catalogue's own spelling


@dataclass(frozen=True)
class OptionLimit:
    """A wish for an option: one of `pairs` holds, or the product lacks the options `names` and its title says `words`.

    Without pairs no value of the catalogue is meant, and only such a title can pass.
    """

    words: tuple[str, ...]
    names: frozenset[str]
    pairs: frozenset[Pair]

    def title_pattern(self) -> str:
        return rf"\y({'|'.join(map(re.escape, self.words))})"


@dataclass(frozen=True)
class ProductFilters:
    """Limits on the catalogue's facts; an entry that is no product, or lacks the fact, does not pass.

    `price_min` and `price_max` are inclusive. Price, stock, sale and options must hold together for one variant that
    can be bought. `without` are pairs that it must not have; `never` are words that title, category and options, and
    `unsaid` words that all of the entry's text must not hold.
    """

    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool = False
    on_sale: bool = False
    options: tuple[OptionLimit, ...] = ()
    brands: frozenset[str] = frozenset()
    not_brands: frozenset[str] = frozenset()
    without: frozenset[Pair] = frozenset()
    never: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != ProductFilters()


@dataclass(frozen=True)
class Conditions:
    """Filters as SQL over `v` (knowledge_variants), `p` (knowledge_products) and `e` (knowledge_base)."""

    sql: tuple[str, ...]
    parameters: dict[str, Any] = field(hash=False)


def conditions(filters: ProductFilters) -> Conditions:
    """What one variant, its product and its entry must meet; nothing of a shopper's text is in the SQL itself."""
    said: dict[str, tuple[str, Any]] = {
        "price_min": ("v.price >= :price_min", filters.price_min),
        "price_max": ("v.price <= :price_max", filters.price_max),
        "in_stock": ("v.availability = :in_stock", "in_stock" if filters.in_stock else None),
        "on_sale": ("(p.compare_at_price > v.price) = :on_sale", filters.on_sale or None),
        "brands": ("p.brand = ANY(:brands)", sorted(filters.brands) or None),
        "not_brands": ("coalesce(p.brand, '') <> ALL(:not_brands)", sorted(filters.not_brands) or None),
        "without": (f"NOT v.options @> ANY({_jsonb('without')})", _pairs(filters.without) or None),
        "never": ("concat_ws(' ', e.title, p.category) !~* :never", _any_of(filters.never)),
        "unsaid": ("concat_ws(' ', e.title, p.category, e.content) !~* :unsaid", _said_of(filters.unsaid)),
    }
    sql = [condition for condition, value in said.values() if value is not None]
    parameters = {name: value for name, (_, value) in said.items() if value is not None}
    for number, limit in enumerate(filters.options):
        name = f"option_{number}"
        sql.append(
            f"(v.options @> ANY({_jsonb(name)})"
            f" OR (NOT v.options ?| CAST(:{name}_names AS text[]) AND e.title ~* :{name}_title))"
        )
        parameters |= {
            name: _pairs(limit.pairs),
            f"{name}_names": sorted(limit.names),
            f"{name}_title": limit.title_pattern(),
        }
    return Conditions(tuple(sql), parameters)


def admitted(title: str, content: str, facts: ProductFacts, filters: ProductFilters) -> list[Offer]:
    """What can be bought of a product within the limits, in the catalogue's order; empty when it does not pass."""
    about = f"{title} {facts.category or ''}"
    if filters.brands and facts.brand not in filters.brands:
        return []
    if (facts.brand or "") in filters.not_brands:
        return []
    if _says(about, _any_of(filters.never)) or _says(f"{about} {content}", _said_of(filters.unsaid)):
        return []
    return [offer for offer in facts.offers() if _passes(offer, title, facts, filters)]


def _passes(offer: Offer, title: str, facts: ProductFacts, filters: ProductFilters) -> bool:
    price, before = offer.price, facts.compare_at_price
    return (
        (filters.price_min is None or (price is not None and price >= filters.price_min))
        and (filters.price_max is None or (price is not None and price <= filters.price_max))
        and (not filters.in_stock or offer.availability == "in_stock")
        and (not filters.on_sale or (price is not None and before is not None and before > price))
        and not filters.without & pairs_of(offer)
        and all(_holds(limit, offer, title) for limit in filters.options)
    )


def _holds(limit: OptionLimit, offer: Offer, title: str) -> bool:
    if limit.pairs & pairs_of(offer):
        return True
    pattern = limit.title_pattern().replace(r"\y", r"\b", 1)
    return not limit.names & offer.options.keys() and bool(re.search(pattern, title, re.IGNORECASE))


def pairs_of(offer: Offer) -> frozenset[Pair]:
    """Every option's name with each of its values."""
    return frozenset((name, value) for name, values in offer.options.items() for value in values)


def _says(text: str, pattern: str | None) -> bool:
    return pattern is not None and bool(re.search(pattern, text, re.IGNORECASE))


def _any_of(words: tuple[str, ...]) -> str | None:
    """A pattern that both PostgreSQL and Python read alike."""
    return "|".join(map(re.escape, words)) or None


_WITHOUT = ("non-", "non ", "no ", "not ", "without ", "free of ", "free from ", "ohne ", "sans ", "sin ", "zero ")


def _said_of(words: tuple[str, ...]) -> str | None:
    """`_any_of`, where "without sugar" and "sugar-free" do not say sugar."""
    before = "".join(f"(?<!{re.escape(cue)})" for cue in _WITHOUT)
    return "|".join(f"{before}{re.escape(word)}(?!\\w*[ -]?(?:free|frei))" for word in words) or None


def _pairs(pairs: frozenset[Pair]) -> list[str]:
    return [json.dumps({name: [value]}, ensure_ascii=False) for name, value in sorted(pairs)]


def _jsonb(name: str) -> str:
    return f"CAST(CAST(:{name} AS text[]) AS jsonb[])"
