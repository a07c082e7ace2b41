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
            rows.append((record[0], {old: record[1].get(new, "") for old, new in _NEWER.items()} | record[1]))
    for handle, group in groupby(rows, key=lambda row: row[1]["Handle"]):
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
    variants = [_variant(row, names) for _, row in rows if row["Variant Price"]][:MOST_VARIANTS]
    return Draft(
        number, "product_catalog", title, plain(first["Body (HTML)"]) or title, _facts(first, rows, names, variants), handle[:KEY_LENGTH]
    )


def _facts(
    first: Mapping[str, str], rows: list[Row], names: list[str], variants: list[dict[str, str]]
) -> dict[str, Any]:
    cheapest = min(variants, key=lambda variant: float(variant["price"]) if _is_number(variant["price"]) else 0, default={})
    category = first.get("Type") or first.get("Product Category") or first.get("Product category") or ""
    known: dict[str, Any] = {
        "price": cheapest.get("price"),
        "compare_at_price": cheapest.get("compare_at_price"),
        "sku": first["Variant SKU"],
        "brand": first.get("Vendor"),
        "category": category.rpartition(">")[2].strip(),
        "image_url": next((row["Image Src"] for _, row in rows if row["Image Src"]), ""),
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
        "sku": row["Variant SKU"],
        "price": money(row["Variant Price"])[0],
        "compare_at_price": money(row["Variant Compare At Price"])[0] if row["Variant Compare At Price"] else "",
        "availability": _availability(row),
    }
    for option, name in zip(_OPTIONS, names, strict=True):
        if _is_an_option(name, row[f"{option} Value"]):
            known[name.casefold()] = row[f"{option} Value"]
    return {name: value for name, value in known.items() if value}


def _availability(row: Mapping[str, str]) -> str:
    """What is not counted, or may be sold beyond its count, can be had."""
    quantity = row["Variant Inventory Qty"]
    sells_on = row["Variant Inventory Policy"].lower() in ("continue", "true", "yes")
    is_counted = bool(quantity) and bool(row["Variant Inventory Tracker"] or not row.get("Title") or quantity.strip("-").isdigit())
    if not is_counted or sells_on:
        return "in_stock"
    return "in_stock" if quantity.isdigit() and int(quantity) > 0 else "out_of_stock"


def _options(rows: list[Row], names: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for option, name in zip(_OPTIONS, names, strict=True):
        values = [row[f"{option} Value"] for _, row in rows if _is_an_option(name, row[f"{option} Value"])]
        if values:
            found[name.casefold()] = list(dict.fromkeys(values))
    return found


def _is_an_option(name: str, value: str) -> bool:
    """Shopify gives a product without options one that is called Title, of which it is the Default Title."""
    return bool(name and value) and (name, value) != ("Title", "Default Title")


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()
