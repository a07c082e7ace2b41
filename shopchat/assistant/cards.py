"""Product cards and the same facts in words."""

from decimal import Decimal
from typing import Any

from shopchat.knowledge.facts import ProductFacts
from shopchat.knowledge.models import Entry

_SIGNS = {"USD": "$", "GBP": "£", "EUR": "€", "CAD": "CA$", "AUD": "A$", "JPY": "¥"}


def card(entry: Entry) -> dict[str, Any]:
    """What a product card shows; prices are decimal strings."""
    facts = facts_of(entry)
    lowest = lowest_price(facts)
    compare = facts.compare_at_price if is_on_sale(facts) else None
    return {
        "entry_id": str(entry.id),
        "title": entry.title,
        "price": None if lowest is None else str(lowest),
        "compare_at_price": None if compare is None else str(compare),
        "currency": facts.currency,
        "url": facts.url,
        "image_url": facts.image_url,
        "availability": facts.stock(),
        "sku": facts.sku,
    }


def facts_of(entry: Entry) -> ProductFacts:
    """The entry's product facts; they were validated when it was stored."""
    return ProductFacts.model_validate(entry.meta or {})


def lowest_price(facts: ProductFacts) -> Decimal | None:
    """The lowest price that the product can be had for."""
    prices = facts.prices()
    return prices[0] if prices else None


def is_on_sale(facts: ProductFacts) -> bool:
    """Whether a higher price is struck through beside the lowest one."""
    lowest = lowest_price(facts)
    return facts.compare_at_price is not None and lowest is not None and facts.compare_at_price > lowest


def money(amount: Decimal, currency: str | None, language: str) -> str:
    """An amount as people of that language write it: "$49.00", "49,00 €"."""
    grouped = f"{amount:,.2f}"
    sign = _SIGNS.get(currency or "", currency or "")
    if language == "en":
        return f"{sign}{grouped}" if sign in _SIGNS.values() else f"{grouped} {sign}".strip()
    swapped = grouped.replace(",", "\u00a0").replace(".", ",") if language == "fr" else _swapped(grouped)
    return f"{swapped}\u00a0{sign}".strip()


def _swapped(grouped: str) -> str:
    return grouped.translate(str.maketrans(",.", ".,"))
