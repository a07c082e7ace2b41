"""A product's typed facts, read out of an entry's metadata."""

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

    def prices(self) -> list[Decimal]:
        """Every price that the product can be had for, lowest first."""
        known = {variant.price for variant in self.variants if variant.price is not None}
        return sorted(known or ({self.price} if self.price is not None else set()))

    def stock(self) -> Availability | None:
        """The stated availability, or else the best among the variants."""
        if self.availability is not None:
            return self.availability
        known = {variant.availability for variant in self.variants}
        return next((word for word in AVAILABILITY_ORDER if word in known), None)

    def stored(self) -> dict[str, Any]:
        """The metadata as it is kept: only what was given, prices as decimal strings."""
        return self.model_dump(mode="json", exclude_unset=True)


def fact_words(metadata: dict[str, Any] | None) -> str:
    """What a shopper may call a product by beside its title and text: brand, category, SKU and option values."""
    facts = ProductFacts.model_validate(metadata or {})
    words = [facts.brand, facts.category, facts.sku, *(value for values in facts.options.values() for value in values)]
    return ", ".join(word for word in words if word)
