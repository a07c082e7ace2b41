"""What the demo shop sells and promises, read once from `data/*.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from shopchat.evaluation.drafts import QuestionDraft, read

_DATA = Path(__file__).parent / "data"
_VARIANT_FIELDS = frozenset({"sku", "price", "availability"})


@dataclass(frozen=True)
class Contact:
    email: str
    phone: str
    hours: str
    address: str


@dataclass(frozen=True)
class Category:
    slug: str
    name: str
    line: str


@dataclass(frozen=True)
class Shop:
    """The shop itself; `colors` maps the colour names of the catalogue to hex, for swatches."""

    name: str
    tagline: str
    about: str
    currency: str
    contact: Contact
    categories: tuple[Category, ...]
    bestsellers: tuple[str, ...]
    colors: Mapping[str, str]


@dataclass(frozen=True)
class Variant:
    sku: str
    price: Decimal
    availability: str
    options: Mapping[str, str]


@dataclass(frozen=True)
class Product:
    """One product; `metadata` is a knowledge entry's product metadata as is, and is shared: copy before changing it."""

    slug: str
    title: str
    category: str
    brand: str
    description: str
    metadata: Mapping[str, Any]

    @property
    def url(self) -> str:
        return str(self.metadata["url"])

    @property
    def image_url(self) -> str:
        return str(self.metadata["image_url"])

    @property
    def sku(self) -> str:
        return str(self.metadata["sku"])

    @property
    def availability(self) -> str:
        return str(self.metadata["availability"])

    @property
    def options(self) -> Mapping[str, list[str]]:
        options: Mapping[str, list[str]] = self.metadata["options"]
        return options

    @cached_property
    def price(self) -> Decimal:
        """The lowest price of any variant."""
        return Decimal(self.metadata["price"])

    @cached_property
    def compare_at_price(self) -> Decimal | None:
        """The price before the sale, or None for what is not on sale."""
        before = self.metadata["compare_at_price"]
        return None if before is None else Decimal(before)

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        return tuple(
            Variant(
                sku=row["sku"],
                price=Decimal(row["price"]),
                availability=row["availability"],
                options={name: value for name, value in row.items() if name not in _VARIANT_FIELDS},
            )
            for row in self.metadata["variants"]
        )

    @property
    def price_varies(self) -> bool:
        return any(variant.price != self.price for variant in self.variants)


@dataclass(frozen=True)
class Policy:
    """A page of the shop's terms; `content` is Markdown without the title."""

    slug: str
    title: str
    content: str
    url: str


@dataclass(frozen=True)
class Faq:
    slug: str
    question: str
    answer: str
    url: str


@cache
def shop() -> Shop:
    """The shop's name, contact and categories in the order of its navigation."""
    raw = _read("shop")
    return Shop(
        **raw
        | {
            "contact": Contact(**raw["contact"]),
            "categories": tuple(Category(**row) for row in raw["categories"]),
            "bestsellers": tuple(raw["bestsellers"]),
        }
    )


@cache
def products() -> tuple[Product, ...]:
    """Every product, in the order in which the shop shows them."""
    return tuple(Product(**row) for row in _read("products"))


@cache
def policies() -> tuple[Policy, ...]:
    """The eight pages of terms."""
    return tuple(Policy(**row) for row in _read("policies"))


@cache
def faqs() -> tuple[Faq, ...]:
    """The questions that customers ask most, with the shop's answers."""
    return tuple(Faq(**row) for row in _read("faqs"))


@cache
def questions() -> tuple[QuestionDraft, ...]:
    """Questions to the shop's assistant with what its answers must hold."""
    return tuple(read((_DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()))


def _read(name: str) -> Any:
    return json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8"))
