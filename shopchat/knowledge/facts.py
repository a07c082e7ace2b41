"""A product's typed facts, read out of an entry's metadata."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from shopchat.core.text import CleanText

# What the `numeric(12, 2)` column of a price holds.
LARGEST_PRICE = Decimal("9999999999.99")

Availability = Literal["in_stock", "out_of_stock", "preorder", "backorder"]
# Best first: a product is as available as the best of its variants.
AVAILABILITY_ORDER: tuple[Availability, ...] = ("in_stock", "preorder", "backorder", "out_of_stock")


def _price(value: object) -> Decimal | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError('a price is a decimal string like "49.90"')  # noqa: TRY004 - pydantic wants ValueError
    try:
        price = Decimal(str(value).strip()).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise ValueError('a price is a decimal string like "49.90"') from error
    if not price.is_finite() or not 0 <= price <= LARGEST_PRICE:
        raise ValueError(f"a price lies between 0 and {LARGEST_PRICE}")
    return price


def _currency(value: object) -> object:
    return value.strip().upper() or None if isinstance(value, str) else value


def _address(value: object) -> object:
    """Shop links may be relative to the shop; anything but a path or http(s) would be a script in disguise."""
    if isinstance(value, str):
        value = value.strip()
        if value and not value.lower().startswith(("http://", "https://", "/")):
            raise ValueError("an address begins with https://, http:// or /")
        return value or None
    return value


Price = Annotated[Decimal | None, BeforeValidator(_price), PlainSerializer(lambda v: None if v is None else str(v))]
Address = Annotated[Annotated[CleanText, Field(max_length=2000)] | None, BeforeValidator(_address)]
Label = Annotated[CleanText, Field(max_length=255)]


class Variant(BaseModel):
    """One buyable form of a product; its options (size, colour, ...) stand beside the named fields."""

    model_config = ConfigDict(extra="allow")

    sku: Label | None = None
    price: Price = None
    availability: Availability | None = None

    def options(self) -> dict[str, tuple[str, ...]]:
        """The fields beside the named ones, as far as they are words or numbers."""
        extra = (self.model_extra or {}).items()
        return {
            name: (str(value),)
            for name, value in extra
            if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip()
        }


@dataclass(frozen=True)
class Offer:
    """One thing that can be bought: a variant with all that its product says of every variant.

    `options` maps an option's name to its values; several only where the catalogue does not list them apart.
    """

    sku: str | None
    price: Decimal | None
    availability: Availability | None
    options: dict[str, tuple[str, ...]]


class ProductFacts(BaseModel):
    """What a product entry's metadata may carry; other keys are kept as they came."""

    model_config = ConfigDict(extra="allow")

    price: Price = None
    compare_at_price: Price = None
    currency: Annotated[Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None, BeforeValidator(_currency)] = None
    url: Address = None
    image_url: Address = None
    availability: Availability | None = None
    sku: Label | None = None
    brand: Label | None = None
    category: Label | None = None
    options: dict[Label, list[Label]] = Field(default_factory=dict)
    variants: list[Variant] = Field(default_factory=list, max_length=500)

    def offers(self) -> list[Offer]:
        """What can be bought: each variant, or the product itself when it has none."""
        listed = {name: tuple(values) for name, values in self.options.items() if values}
        if not self.variants:
            return [Offer(self.sku, self.price, self.availability, listed)]
        return [self._offer(variant, listed) for variant in self.variants]

    def _offer(self, variant: Variant, listed: dict[str, tuple[str, ...]]) -> Offer:
        own = variant.options()
        said = {name.casefold() for name in own}
        shared = {name: values for name, values in listed.items() if name.casefold() not in said}
        return Offer(
            variant.sku,
            self.price if variant.price is None else variant.price,
            variant.availability or self.availability,
            shared | own,
        )

    def prices(self) -> list[Decimal]:
        """Every price that the product can be had for, lowest first."""
        return sorted({offer.price for offer in self.offers() if offer.price is not None})

    def stock(self) -> Availability | None:
        """The best availability among what can be bought."""
        return best_availability(self.offers())

    def stored(self) -> dict[str, Any]:
        """The metadata as it is kept: only what was given, prices as decimal strings."""
        return self.model_dump(mode="json", exclude_unset=True)


def best_availability(offers: Iterable[Offer]) -> Availability | None:
    """The best that any of them has; `None` when none says."""
    known = {offer.availability for offer in offers}
    return next((word for word in AVAILABILITY_ORDER if word in known), None)


def fact_words(metadata: dict[str, Any] | None) -> str:
    """What a shopper may call a product by beside its title and text: brand, category, SKU and option values."""
    facts = ProductFacts.model_validate(metadata or {})
    words = [facts.brand, facts.category, facts.sku, *(value for values in facts.options.values() for value in values)]
    return ", ".join(word for word in words if word)
