"""An answer: one structure from which the text, the cards and the sources come."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shopchat.assistant import cards
from shopchat.assistant.turns import PastTurn
from shopchat.knowledge.facts import Offer
from shopchat.knowledge.models import Entry


@dataclass(frozen=True)
class Source:
    """What a statement rests on: the entry, and the passage of it that was used."""

    entry: Entry
    passage: str
    score: float

    def shown(self) -> dict[str, Any]:
        """What the shopper and the owner see of it; `url` is set when the entry has a page."""
        return {
            "entry_id": str(self.entry.id),
            "title": self.entry.title,
            "source_type": self.entry.source_type,
            "url": (self.entry.meta or {}).get("url"),
            "passage": self.passage,
            "score": round(self.score, 4),
        }


@dataclass(frozen=True)
class Answer:
    """What the shopper is told. `products` are in the order in which `text` names them.

    `offers` are, for products of which certain variants are meant, those variants.
    `is_gap` marks a question about the shop that no source answered, not one that is off topic; `nearest` are in both
    cases the entries that came closest.
    """

    text: str
    intent: str
    turn: PastTurn
    products: tuple[Entry, ...] = ()
    offers: Mapping[uuid.UUID, tuple[Offer, ...]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    suggestions: tuple[str, ...] = ()
    offers_person: bool = False
    is_gap: bool = False
    nearest: tuple[Source, ...] = field(default=())

    def product_cards(self) -> list[dict[str, Any]]:
        """The products' cards, in their order."""
        return [cards.card(entry, self.offers.get(entry.id)) for entry in self.products]
