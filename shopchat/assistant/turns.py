"""What an answer needs to know of the turns before it, in a form that is stored with each answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class PastTurn:
    """One earlier answer: what was searched, and which products were shown, in their order."""

    query: str
    language: str
    product_ids: tuple[str, ...] = ()
    lowest_price: Decimal | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None

    def stored(self) -> dict[str, Any]:
        """JSON for the message's metadata."""
        return {
            "query": self.query,
            "language": self.language,
            "product_ids": list(self.product_ids),
            "lowest_price": _text(self.lowest_price),
            "price_min": _text(self.price_min),
            "price_max": _text(self.price_max),
        }

    @classmethod
    def from_stored(cls, kept: Mapping[str, Any]) -> "PastTurn":
        """The turn that `stored` wrote."""
        return cls(
            query=kept["query"],
            language=kept["language"],
            product_ids=tuple(kept["product_ids"]),
            lowest_price=_amount(kept["lowest_price"]),
            price_min=_amount(kept["price_min"]),
            price_max=_amount(kept["price_max"]),
        )


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
