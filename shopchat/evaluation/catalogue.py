"""A catalogue's rows as they were written, read for their truth.

The product has its own reading of metadata, variants and filters. None of it is used here, so that a fault in it is
found and not repeated.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

NAMED = frozenset({"sku", "price", "availability"})


@dataclass(frozen=True)
class Buyable:
    """One variant, or a product without variants. Options are lists of values by name."""

    price: Decimal | None
    availability: str | None
    options: Mapping[str, frozenset[str]]

    def values(self) -> frozenset[str]:
        """The values of all its options."""
        return frozenset().union(*self.options.values())


@dataclass(frozen=True)
class Row:
    """A product of the catalogue; `text` is what is written about it."""

    id: uuid.UUID
    title: str
    text: str
    brand: str
    category: str
    currency: str
    buyables: tuple[Buyable, ...]

    def prices(self) -> list[Decimal]:
        """Every price it can be had for."""
        return [one.price for one in self.buyables if one.price is not None]


def row(entry_id: str, title: str, content: str, metadata: Mapping[str, Any] | None) -> Row:
    """The product that an entry describes."""
    facts = metadata or {}
    return Row(
        id=uuid.UUID(entry_id),
        title=title,
        text=content,
        brand=facts.get("brand") or "",
        category=facts.get("category") or "",
        currency=facts.get("currency") or "",
        buyables=tuple(_buyables(facts)),
    )


def _buyables(facts: Mapping[str, Any]) -> list[Buyable]:
    listed = {name: frozenset(values) for name, values in (facts.get("options") or {}).items() if values}
    variants = facts.get("variants") or [{}]
    made = []
    for variant in variants:
        own = {
            name: frozenset({str(value)}) for name, value in variant.items() if name not in NAMED and _is_said(value)
        }
        named = {name.casefold() for name in own}
        shared = {name: values for name, values in listed.items() if name.casefold() not in named}
        price = variant.get("price") or facts.get("price")
        stock = variant.get("availability") or facts.get("availability")
        made.append(Buyable(None if price is None else Decimal(str(price)), stock, shared | own))
    return made


def _is_said(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and bool(str(value).strip())
