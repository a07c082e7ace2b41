"""Which column of a stranger's table means what."""

import re
from collections.abc import Mapping, Sequence

from shopchat.core.errors import Invalid

# Our field, and the headings under which shops and their tools export it, best first.
HEADINGS: dict[str, tuple[str, ...]] = {
    "title": ("title", "name", "product name", "product title", "product", "item", "item name", "headline", "bezeichnung"),
    "content": ("content", "description", "product description", "body", "body html", "text", "details", "long description", "beschreibung"),
    "question": ("question", "frage"),
    "answer": ("answer", "antwort"),
    "sku": ("sku", "variant sku", "item number", "article number", "product code", "mpn", "gtin", "ean"),
    "id": ("id", "product id", "item id", "handle", "uid", "key"),
    "price": ("price", "sale price", "variant price", "current price", "unit price", "preis"),
    "compare_at_price": ("compare at price", "variant compare at price", "regular price", "list price", "rrp", "msrp", "was price"),
    "currency": ("currency", "currency code", "price currency"),
    "url": ("url", "link", "product url", "product link", "permalink", "page url"),
    "image_url": ("image url", "image", "image link", "image src", "picture", "photo", "thumbnail"),
    "availability": ("availability", "stock status", "in stock", "stock", "available", "inventory"),
    "brand": ("brand", "vendor", "manufacturer", "marke"),
    "category": ("category", "categories", "product type", "type", "department", "kategorie"),
    "color": ("color", "colour", "farbe"),
    "size": ("size", "groesse", "grösse", "größe"),
    "material": ("material",),
    "source_type": ("source type",),
}  # fmt: skip


def guessed(header: Sequence[str]) -> dict[str, str]:
    """Our field to the file's column, for each field that a heading speaks for; a column serves one field."""
    plain = {_plain(column): column for column in reversed(header)}
    mapping: dict[str, str] = {}
    for field, headings in HEADINGS.items():
        column = next((plain[heading] for heading in headings if heading in plain), None)
        if column is not None and column not in mapping.values():
            mapping[field] = column
    return mapping


def settled(header: Sequence[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """The guess corrected by what the owner chose. An empty choice drops a field.

    Raises `Invalid` for a field or column that does not exist, and when nothing tells what an entry's title is.
    """
    for field, column in chosen.items():
        if field not in HEADINGS:
            raise Invalid(
                f"The mapping names the field {field!r}. Fields are {', '.join(HEADINGS)}.", ("body", "mapping")
            )
        if column and column not in header:
            raise Invalid(
                f"The mapping names the column {column!r}, which the file does not have.", ("body", "mapping")
            )
    kept = {field: column for field, column in guessed(header).items() if column not in chosen.values()}
    mapping = {field: column for field, column in {**kept, **chosen}.items() if column}
    if "title" not in mapping and "question" not in mapping:
        raise Invalid(
            "No column is recognised as title, name or question. Name one in the header row, or give a mapping.",
            ("body", "mapping"),
        )
    return mapping


def _plain(column: str) -> str:
    return re.sub(r"[^\w]+|_", " ", column.casefold()).strip()
