"""A shopper's message as typed wishes."""

import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from shopchat.knowledge.filters import ProductFilters


class Intent(StrEnum):
    """What kind of answer the message wants."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    PERSON = "person"
    IDENTITY = "identity"  # "Are you a robot?"
    PRODUCTS = (
        "products"  # A search that only products can answer: it names a price, an option, a sort, stock or a sale.
    )
    ONE_PRODUCT = "one_product"  # A product of the answer before: "the second one", "is it in stock?".
    WHICH_ONE = "which_one"  # "is it in stock?" after several products: only the shopper knows which.
    COMPARE = "compare"
    VAGUE = "vague"  # A wish that names no thing: "I need a gift".
    QUESTION = "question"  # Anything else: whatever the shop's knowledge holds may answer.


class Sort(StrEnum):
    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    NEWEST = "newest"
    EXTREMES = "extremes"  # The cheapest and the dearest.


class Ask(StrEnum):
    """A fact of a product that the message asks for."""

    PRICE = "price"
    STOCK = "stock"
    OPTIONS = "options"


@dataclass(frozen=True)
class Understanding:
    """What a message, or one part of it, asks for.

    `query` is what to search for, its limits taken out; `kind` is what is left of it once the words for options, facts
    and brands are out too. Of a `sort`, `count` products are wanted from place `rank` on. `ordinals` are places in the answer before, from 1. `quantity` is how many are wanted, and
    `total` limits the price of all together. `sides` are the names of what is to be compared; `parts` are the wishes
    of a message that holds several.
    """

    intent: Intent
    language: str
    query: str
    kind: str = ""
    filters: ProductFilters = field(default_factory=ProductFilters)
    sort: Sort | None = None
    rank: int = 1
    count: int = 1
    asks: Ask | None = None
    ordinals: tuple[int, ...] = ()
    exclude: tuple[str, ...] = ()
    about_rules: bool = False  # Words of the shop's rules occur: shipping, returns, payment, ...
    names_things: bool = True  # Whether `kind` says more than "something".
    quantity: int = 1
    total: Decimal | None = None
    sides: tuple[str, ...] = ()
    parts: tuple["Understanding", ...] = ()
    named: uuid.UUID | None = None  # The product whose title the message says; everything else is read beside it.
