"""schema.org data in a page's JSON-LD: products with their offers, questions with their answers."""

import json
import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from shopchat.knowledge.importing.html_text import plain
from shopchat.knowledge.importing.values import money

Thing = dict[str, Any]

MOST_THINGS = 5000
# Where one thing holds others.
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart")
_AVAILABILITY = {
    "instock": "in_stock", "limitedavailability": "in_stock", "onlineonly": "in_stock", "instoreonly": "in_stock",
    "madetoorder": "in_stock", "preorder": "preorder", "presale": "preorder", "backorder": "backorder",
    "reserved": "backorder", "outofstock": "out_of_stock", "soldout": "out_of_stock", "discontinued": "out_of_stock",
}  # fmt: skip
_AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]+)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_OPTIONS = ("color", "size", "material", "pattern")


def things(page: LexborHTMLParser) -> list[Thing]:
    """Everything that the page describes, the things inside of others too. Damaged blocks are passed over."""
    waiting: list[Any] = []
    for script in page.css('script[type="application/ld+json"]'):
        try:
            waiting.append(json.loads(script.text(), strict=False))
        except (ValueError, RecursionError):
            continue
    found: list[Thing] = []
    while waiting and len(found) < MOST_THINGS:
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting[:0] = one
        elif isinstance(one, dict):
            found.append(one)
            waiting[:0] = [one[holder] for holder in _HOLDERS if isinstance(one.get(holder), dict | list)]
    return found


def is_a(thing: Thing, *types: str) -> bool:
    """Whether its `@type` is, or is among others, one of these schema.org names."""
    return any(str(name).rpartition("/")[2].rpartition(":")[2] in types for name in _many(thing.get("@type")))


def questions(thing: Thing) -> Iterator[tuple[str, str]]:
    """An FAQ page's questions with their answers."""
    for question in _many(thing.get("mainEntity")):
        if isinstance(question, dict):
            asked = _text(question.get("name"))
            answer = next((each for each in _many(question.get("acceptedAnswer")) if isinstance(each, dict)), {})
            told = _text(answer.get("text"))
            if asked and told:
                yield asked, told


def facts(thing: Thing) -> dict[str, Any]:
    """A Product's or ProductGroup's facts by our names; what it does not say is left out."""
    variants = [_variant(each) for each in _many(thing.get("hasVariant")) if isinstance(each, dict)]
    offer = _offer(thing.get("offers"))
    known = {
        "sku": _text(thing.get("sku") or thing.get("productGroupID") or thing.get("mpn") or thing.get("gtin13")),
        "brand": _name(thing.get("brand")),
        "category": _name(thing.get("category")),
        "image_url": _image(thing.get("image")),
        **offer,
        "options": _options([thing, *(each for each in _many(thing.get("hasVariant")) if isinstance(each, dict))]),
        "variants": variants,
    }
    if variants and "price" not in offer:
        known |= {name: variants[0][name] for name in ("price", "currency") if name in variants[0]}
    return {name: value for name, value in known.items() if value}


def name_of(thing: Thing) -> str:
    """What it is called."""
    return _text(thing.get("name"))


def description_of(thing: Thing) -> str:
    """What it says about itself, as text."""
    return _text(thing.get("description"))


def url_of(thing: Thing) -> str:
    """Its own page, as written there."""
    url = thing.get("url")
    return url if isinstance(url, str) else ""


def _variant(thing: Thing) -> dict[str, Any]:
    offer = _offer(thing.get("offers"))
    options = {option: _name(thing.get(option)) for option in _OPTIONS}
    known = {"sku": _text(thing.get("sku")), **offer, **options}
    return {name: value for name, value in known.items() if value}


def _offer(offers: Any) -> dict[str, str]:
    """The price and availability of the first offer that has them."""
    found: dict[str, str] = {}
    waiting = _many(offers)
    while waiting:
        offer = waiting.pop(0)
        if not isinstance(offer, dict):
            continue
        details = next((each for each in _many(offer.get("priceSpecification")) if isinstance(each, dict)), {})
        price = next(
            (value for value in (offer.get("price"), offer.get("lowPrice"), details.get("price")) if value), None
        )
        if price is not None and not isinstance(price, dict | list):
            amount, sign = money(str(price))
            currency = _text(offer.get("priceCurrency") or details.get("priceCurrency")).upper() or sign or ""
            if _AMOUNT.fullmatch(amount):  # Else it is a word, such as "on request".
                found.setdefault("price", amount)
                found |= {"currency": currency} if _CURRENCY.fullmatch(currency) and "currency" not in found else {}
        word = str(offer.get("availability", "")).rpartition("/")[2].rpartition(":")[2].lower()
        if word in _AVAILABILITY:
            found.setdefault("availability", _AVAILABILITY[word])
        waiting += _many(offer.get("offers"))
    return found


def _options(things: list[Thing]) -> dict[str, list[str]]:
    values = {
        option: list(dict.fromkeys(filter(None, (_name(each.get(option)) for each in things)))) for option in _OPTIONS
    }
    return {option: found for option, found in values.items() if found}


def _image(image: Any) -> str:
    first = next(iter(_many(image)), None)
    url = first.get("url") or first.get("contentUrl") if isinstance(first, dict) else first
    return url if isinstance(url, str) else ""


def _name(value: Any) -> str:
    first = next(iter(_many(value)), None)
    return _text(first.get("name") if isinstance(first, dict) else first)


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return plain(str(value)) if isinstance(value, str) and ("<" in value or "&" in value) else str(value).strip()


def _many(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [] if value is None else [value]
