"""Product cards and the same facts in words: both are read off one `Pick`."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shopchat.knowledge.facts import Availability, Offer, ProductFacts, best_availability
from shopchat.knowledge.filters import ProductFilters, admitted
from shopchat.knowledge.models import Entry

_WHOLE = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})  # have no smaller coin
_SIGNS = {"USD": "$", "GBP": "£", "EUR": "€", "CAD": "CA$", "AUD": "A$", "JPY": "¥"}


@dataclass(frozen=True)
class Pick:
    """A product as it is shown: with those of its offers that were meant, all of them when none was singled out."""

    entry: Entry
    facts: ProductFacts
    offers: tuple[Offer, ...]

    def price(self) -> Decimal | None:
        """The lowest price among the offers."""
        return min(self._prices(), default=None)

    def highest_price(self) -> Decimal | None:
        """The highest price among the offers."""
        return max(self._prices(), default=None)

    def price_before(self) -> Decimal | None:
        """The price that is struck through beside the lowest one, if there is a higher one."""
        lowest, before = self.price(), self.facts.compare_at_price
        return before if before is not None and lowest is not None and before > lowest else None

    def availability(self) -> Availability | None:
        """The best among the offers."""
        return best_availability(self.offers)

    def sku(self) -> str | None:
        """The offer's own when there is one alone."""
        return (self.offers[0].sku if len(self.offers) == 1 else None) or self.facts.sku

    def label(self) -> str:
        """What tells these offers from the product's others, "Moss, M"; empty when nothing does."""
        everything = self.facts.offers()
        told = []
        for name in dict.fromkeys(name for offer in everything for name in offer.options):
            varies = len({offer.options.get(name) for offer in everything}) > 1
            values = {offer.options.get(name) for offer in self.offers}
            if varies and len(values) == 1 and (value := values.pop()):
                told.append(" / ".join(value))
        return ", ".join(told)

    def _prices(self) -> list[Decimal]:
        return [offer.price for offer in self.offers if offer.price is not None]


def pick(entry: Entry, filters: ProductFilters | None = None) -> Pick:
    """The product with the offers that pass the limits; with all of them when none does or there is no limit.

    Of the offers with the options that were asked for, those that can be had come before those that cannot.
    """
    facts = facts_of(entry)
    offers = admitted(entry.title, entry.content, facts, filters) if filters else []
    if filters and filters.options and offers:
        best = best_availability(offers)
        offers = [offer for offer in offers if offer.availability == best]
    return Pick(entry, facts, tuple(offers or facts.offers()))


def meets(entry: Entry, filters: ProductFilters) -> bool:
    """Whether something of the product can be bought within the limits."""
    return not filters or bool(admitted(entry.title, entry.content, facts_of(entry), filters))


def card(entry: Entry, offers: Sequence[Offer] | None = None) -> dict[str, Any]:
    """What a product card shows, of these offers or of all; prices are decimal strings."""
    facts = facts_of(entry)
    shown = Pick(entry, facts, tuple(offers or facts.offers()))
    return {
        "entry_id": str(entry.id),
        "title": entry.title,
        "price": _text(shown.price()),
        "compare_at_price": _text(shown.price_before()),
        "currency": facts.currency,
        "url": facts.url,
        "image_url": facts.image_url,
        "availability": shown.availability(),
        "sku": shown.sku(),
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
    grouped = f"{amount:,.0f}" if currency in _WHOLE and amount == amount.to_integral() else f"{amount:,.2f}"
    sign = _SIGNS.get(currency or "", currency or "")
    if language == "en":
        return f"{sign}{grouped}" if sign in _SIGNS.values() else f"{grouped} {sign}".strip()
    swapped = grouped.replace(",", "\u00a0").replace(".", ",") if language == "fr" else _swapped(grouped)
    return f"{swapped}\u00a0{sign}".strip()


def _swapped(grouped: str) -> str:
    return grouped.translate(str.maketrans(",.", ".,"))


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
