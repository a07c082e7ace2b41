"""Choosing a variant by links: each choice is a page of its own, so the shop needs no script."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from shopchat.demo.catalog import Product, Variant


@dataclass(frozen=True)
class Value:
    """One value of an option, and the page on which it is chosen."""

    name: str
    url: str
    chosen: bool
    sold_out: bool


@dataclass(frozen=True)
class Choice:
    option: str
    values: tuple[Value, ...]


def chosen_variant(product: Product, sku: str | None) -> Variant | None:
    """The variant named by `sku`; else the first that can be bought, else the first, else None for a single product."""
    by_sku = {variant.sku: variant for variant in product.variants}
    if sku in by_sku:
        return by_sku[sku]
    buyable = (variant for variant in product.variants if variant.availability != "out_of_stock")
    return next(buyable, next(iter(product.variants), None))


def choices(product: Product, chosen: Variant | None) -> list[Choice]:
    """One choice an option that has variants; a value keeps the other options as they are chosen."""
    if chosen is None:
        return []
    by_options = {_key(variant.options): variant for variant in product.variants}

    def value(option: str, name: str) -> Value:
        variant = by_options[_key({**chosen.options, option: name})]
        return Value(
            name=name,
            url=f"{product.url}?{urlencode({'sku': variant.sku})}",
            chosen=chosen.options[option] == name,
            sold_out=variant.availability == "out_of_stock",
        )

    return [
        Choice(option=option, values=tuple(value(option, name) for name in product.options[option]))
        for option in chosen.options
    ]


def _key(options: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(options.items())
