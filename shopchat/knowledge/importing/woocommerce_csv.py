"""WooCommerce's product export: simple products a row each, variable ones with a row a variation below them.

Headings as in https://woocommerce.com/document/product-csv-importer-exporter/, the English ones.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shopchat.knowledge.importing.drafts import KEY_LENGTH, Draft, RowError
from shopchat.knowledge.importing.html_text import plain
from shopchat.knowledge.importing.table import Row, header_of, records
from shopchat.knowledge.importing.values import money

_STOCK = {"1": "in_stock", "instock": "in_stock", "0": "out_of_stock", "outofstock": "out_of_stock"}
_STOCK |= {"backorder": "backorder", "onbackorder": "backorder"}
MOST_ATTRIBUTES = 20
MOST_VARIANTS = 500


def recognises(header: Sequence[str]) -> bool:
    """Whether a table with these columns is one."""
    return {"Type", "Name", "Regular price"} <= set(header)


def read(text: str, _filename: str, _mapping: Mapping[str, str]) -> Iterator[Draft | RowError]:
    """Each published product with its variations; private products and drafts are left out with the reason."""
    products: list[Row] = []
    variations: dict[str, list[Row]] = defaultdict(list)
    for record in records(text, header_of(text)):
        if isinstance(record, RowError):
            yield record
        elif record[1].get("Type", "").startswith("variation"):
            variations[record[1].get("Parent", "")].append(record)
        else:
            products.append(record)
    for number, row in products:
        # A parent is named by its SKU, or by its id where it has none.
        names = [row.get("SKU", ""), f"id:{row.get('ID', '')}"]
        yield _draft(number, row, [one for name in names if name for one in variations.pop(name, [])])
    for orphans in variations.values():
        yield from (RowError(number, "The product of this variation is not in the file.") for number, _ in orphans)


def _draft(number: int, row: Mapping[str, str], variations: list[Row]) -> Draft | RowError:
    title = row.get("Name", "")
    if not title:
        return RowError(number, "The row has no name.")
    if row.get("Published", "1") not in ("1", ""):
        return RowError(number, f"{title} is not published in WooCommerce.")
    texts = [plain(row.get("Short description", "")), plain(row.get("Description", ""))]
    content = "\n\n".join(dict.fromkeys(text for text in texts if text)) or title
    key = row.get("SKU") or row.get("ID") or title.casefold()
    return Draft(
        number, "product_catalog", title, content, _facts(row, [one for _, one in variations]), key[:KEY_LENGTH]
    )


def _facts(row: Mapping[str, str], variations: list[Mapping[str, str]]) -> dict[str, Any]:
    variants = [_variant(one) for one in variations][:MOST_VARIANTS]
    priced = [one for one in [row, *variations] if _price(one)]
    known: dict[str, Any] = {
        **(_prices(min(priced, key=lambda one: float(_price(one)))) if priced else {}),
        "sku": row.get("SKU"),
        "brand": row.get("Brands"),
        "category": row.get("Categories", "").partition(",")[0].rpartition(">")[2].strip(),
        "image_url": row.get("Images", "").partition(",")[0].strip(),
        "url": row.get("External URL"),
        "options": _attributes(row),
        "availability": None if variants else _stock(row),
        "variants": variants,
    }
    return {name: value for name, value in known.items() if value}


def _variant(row: Mapping[str, str]) -> dict[str, str]:
    options = {name: values[0] for name, values in _attributes(row).items()}
    known = {"sku": row.get("SKU", ""), "price": _price(row), "availability": _stock(row), **options}
    return {name: value for name, value in known.items() if value}


def _prices(row: Mapping[str, str]) -> dict[str, str]:
    now, before = _price(row), _amount(row.get("Regular price", ""))
    return {"price": now, "compare_at_price": before} if before and before != now else {"price": now}


def _price(row: Mapping[str, str]) -> str:
    return _amount(row.get("Sale price", "")) or _amount(row.get("Regular price", ""))


def _amount(text: str) -> str:
    amount = money(text)[0] if text else ""
    return amount if amount.replace(".", "", 1).isdigit() else ""


def _stock(row: Mapping[str, str]) -> str:
    return _STOCK.get(row.get("In stock?", "").lower(), "")


def _attributes(row: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place in range(1, MOST_ATTRIBUTES + 1):
        name = row.get(f"Attribute {place} name", "").casefold()
        values = [value.strip() for value in row.get(f"Attribute {place} value(s)", "").split(",") if value.strip()]
        if name and values:
            found[name] = values
    return found
