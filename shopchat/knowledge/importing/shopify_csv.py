"""Shopify's product export: a row a variant or picture, the rows of a product joined by their handle.

Reads the headings of exports until 2024 and of those since (https://help.shopify.com/manual/products/import-export).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from shopchat.knowledge.importing.drafts import KEY_LENGTH, Draft, RowError
from shopchat.knowledge.importing.html_text import plain
from shopchat.knowledge.importing.table import Row, header_of, records
from shopchat.knowledge.importing.values import money

# The newer heading of each older one.
_NEWER = {
    "Handle": "URL handle",
    "Body (HTML)": "Description",
    "Variant SKU": "SKU",
    "Variant Price": "Price",
    "Variant Compare At Price": "Compare-at price",
    "Variant Inventory Qty": "Inventory quantity",
    "Variant Inventory Policy": "Continue selling when out of stock",
    "Variant Inventory Tracker": "Inventory tracker",
    "Image Src": "Product image URL",
    "Option1 Name": "Option1 name",
    "Option1 Value": "Option1 value",
    "Option2 Name": "Option2 name",
    "Option2 Value": "Option2 value",
    "Option3 Name": "Option3 name",
    "Option3 Value": "Option3 value",
}
_OPTIONS = ("Option1", "Option2", "Option3")
MOST_VARIANTS = 500


def recognises(header: Sequence[str]) -> bool:
    """Whether a table with these columns is one."""
    return {"Handle", "Variant Price"} <= set(header) or {"URL handle", "Option1 name"} <= set(header)


def read(text: str, _filename: str, _mapping: Mapping[str, str]) -> Iterator[Draft | RowError]:
    """Each product that is for sale; drafts and archived products are left out with the reason."""
    header = header_of(text)
    rows: list[Row] = []
    for record in records(text, header):
        if isinstance(record, RowError):
            yield record
        else:
            number, cells = record
            rows.append((number, {old: cells[new] for old, new in _NEWER.items() if new in cells} | cells))
    for handle, group in groupby(rows, key=lambda row: row[1].get("Handle", "")):
        product = list(group)
        if not handle:
            yield from (RowError(number, "The row has no handle.") for number, _ in product)
        else:
            yield _draft(handle, product)


def _draft(handle: str, rows: list[Row]) -> Draft | RowError:
    number, first = rows[0]
    title = first.get("Title", "")
    if not title:
        return RowError(number, f"The product {handle!r} has no title.")
    if (status := first.get("Status", "").lower()) in ("draft", "archived"):
        return RowError(number, f"{title} is {status} in Shopify and so not for sale.")
    names = [first.get(f"{option} Name", "") for option in _OPTIONS]
    variants = [_variant(row, names) for _, row in rows if row.get("Variant Price")][:MOST_VARIANTS]
    content = plain(first.get("Body (HTML)", "")) or title
    return Draft(number, "product_catalog", title, content, _facts(first, rows, names, variants), handle[:KEY_LENGTH])


def _facts(
    first: Mapping[str, str], rows: list[Row], names: list[str], variants: list[dict[str, str]]
) -> dict[str, Any]:
    cheapest = min(variants, key=_price_of, default={})
    category = first.get("Type") or first.get("Product Category") or first.get("Product category") or ""
    known: dict[str, Any] = {
        "price": cheapest.get("price"),
        "compare_at_price": cheapest.get("compare_at_price"),
        "sku": first.get("Variant SKU"),
        "brand": first.get("Vendor"),
        "category": category.rpartition(">")[2].strip(),
        "image_url": next((row["Image Src"] for _, row in rows if row.get("Image Src")), ""),
        "url": f"/products/{first['Handle']}",
        "options": _options(rows, names),
        "availability": "in_stock" if any(each["availability"] == "in_stock" for each in variants) else "out_of_stock",
    }
    if len(variants) > 1:
        known["variants"] = [
            {name: value for name, value in variant.items() if name != "compare_at_price"} for variant in variants
        ]
    return {name: value for name, value in known.items() if value}


def _variant(row: Mapping[str, str], names: list[str]) -> dict[str, str]:
    known = {
        "sku": row.get("Variant SKU", ""),
        "price": money(row["Variant Price"])[0],
        "compare_at_price": money(before)[0] if (before := row.get("Variant Compare At Price")) else "",
        "availability": _availability(row),
    }
    for option, name in zip(_OPTIONS, names, strict=True):
        value = row.get(f"{option} Value", "")
        if _is_an_option(name, value):
            known[name.casefold()] = value
    return {name: value for name, value in known.items() if value}


def _availability(row: Mapping[str, str]) -> str:
    """What is not counted, or is sold beyond its count, can be had."""
    quantity = row.get("Variant Inventory Qty", "")
    is_counted = bool(quantity) and row.get("Variant Inventory Tracker") != ""
    sells_on = row.get("Variant Inventory Policy", "").lower() in ("continue", "true", "yes")
    has_some = quantity.isdigit() and int(quantity) > 0
    return "in_stock" if has_some or sells_on or not is_counted else "out_of_stock"


def _options(rows: list[Row], names: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for option, name in zip(_OPTIONS, names, strict=True):
        values = [row.get(f"{option} Value", "") for _, row in rows]
        if values := [value for value in values if _is_an_option(name, value)]:
            found[name.casefold()] = list(dict.fromkeys(values))
    return found


def _is_an_option(name: str, value: str) -> bool:
    """Shopify gives a product without options one that is called Title, of which it is the Default Title."""
    return bool(name and value) and (name, value) != ("Title", "Default Title")


def _price_of(variant: Mapping[str, str]) -> float:
    price = variant["price"]
    return float(price) if price.replace(".", "", 1).isdigit() else 0.0
