"""What an answer needs to know of the turns before it, in a form that is stored with each answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from shopchat.knowledge.filters import ProductFilters

_FILTERS = TypeAdapter(ProductFilters)


@dataclass(frozen=True)
class PastTurn:
    """One earlier answer: what was searched within which limits, and which products were shown, in their order."""

    query: str
    language: str
    product_ids: tuple[str, ...] = ()
    lowest_price: Decimal | None = None
    highest_price: Decimal | None = None
    kind: str = ""
    names_things: bool = True
    filters: ProductFilters = field(default_factory=ProductFilters)
    offered_person: bool = False  # Whether the answer asked if a person is wanted.

    def stored(self) -> dict[str, Any]:
        """JSON for the message's metadata."""
        return {
            "query": self.query,
            "language": self.language,
            "product_ids": list(self.product_ids),
            "lowest_price": _text(self.lowest_price),
            "highest_price": _text(self.highest_price),
            "kind": self.kind,
            "names_things": self.names_things,
            "filters": _FILTERS.dump_python(self.filters, mode="json", exclude_defaults=True),
            "offered_person": self.offered_person,
        }

    @classmethod
    def from_stored(cls, kept: Mapping[str, Any]) -> "PastTurn":
        """The turn that `stored` wrote."""
        return cls(
            query=kept["query"],
            language=kept["language"],
            product_ids=tuple(kept["product_ids"]),
            lowest_price=_number(kept["lowest_price"]),
            highest_price=_number(kept.get("highest_price")),  # Older answers did not keep it.
            kind=kept["kind"],
            names_things=kept["names_things"],
            filters=_FILTERS.validate_python(kept["filters"]),
            offered_person=kept.get("offered_person", False),  # Nor this.
        )


def _text(price: Decimal | None) -> str | None:
    return None if price is None else str(price)


def _number(price: str | None) -> Decimal | None:
    return None if price is None else Decimal(price)
