"""A Shopify shop's public product list, `/products.json`: 250 products a page at most, no stock counts.

See https://shopify.dev/docs/api/ajax for the fields; the list says neither currency nor more than `available`.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from shopchat.knowledge.importing.drafts import KEY_LENGTH, Draft, RowError
from shopchat.knowledge.importing.html_text import plain

PAGE_SIZE = 250
MOST_PAGES = 400


def is_one(url: str) -> bool:
    """Whether the address looks like such a list."""
    return urlsplit(url).path.endswith("/products.json")


def holds_products(text: str) -> bool:
    """Whether the page of the list has any."""
    return bool(_products(text))


def next_page(url: str, text: str) -> str | None:
    """The address of the following page; `None` after a page that holds no product."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    page = int(query.get("page", "1")) if query.get("page", "1").isdigit() else 1
    if page >= MOST_PAGES or not holds_products(text):
        return None
    following = urlencode({**query, "limit": query.get("limit", str(PAGE_SIZE)), "page": str(page + 1)})
    return urlunsplit(parts._replace(query=following))


def read(text: str, url: str) -> Iterator[Draft | RowError]:
    """Each product of this page of the list."""
    for row, product in enumerate(_products(text), start=1):
        title, handle = product.get("title"), product.get("handle")
        if not (isinstance(title, str) and title.strip() and isinstance(handle, str) and handle):
            yield RowError(row, "The product has no title or no handle.")
            continue
        body = product.get("body_html")
        content = plain(body) if isinstance(body, str) else ""
        facts = _facts(product, urljoin(url, f"/products/{handle}"))
        yield Draft(row, "product_catalog", title, content or title, facts, handle[:KEY_LENGTH])


def _products(text: str) -> list[dict[str, Any]]:
    try:
        products = json.loads(text).get("products", [])
    except (ValueError, RecursionError, AttributeError):
        return []
    return [product for product in products if isinstance(product, dict)] if isinstance(products, list) else []


def _facts(product: dict[str, Any], url: str) -> dict[str, Any]:
    given = product.get("variants")
    rows = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    names = [str(option.get("name", "")).casefold() for option in _dicts(product.get("options"))]
    variants = [_variant(row, names) for row in rows]
    cheapest = min(rows, key=lambda row: _number(row.get("price")), default={})
    images = _dicts(product.get("images"))
    known: dict[str, Any] = {
        "price": cheapest.get("price"),
        "compare_at_price": cheapest.get("compare_at_price"),
        "url": url,
        "image_url": images[0].get("src") if images else None,
        "brand": product.get("vendor"),
        "category": product.get("product_type"),
        "sku": rows[0].get("sku") if rows else None,
        "availability": "in_stock" if any(row.get("available") for row in rows) else "out_of_stock",
        "options": {
            name: [str(value) for value in option.get("values") or []]
            for name, option in zip(names, _dicts(product.get("options")), strict=True)
            if name and option.get("values") != ["Default Title"]
        },
        "variants": variants if len(variants) > 1 else [],
    }
    return {name: value for name, value in known.items() if value}


def _variant(row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    options = {name: row.get(f"option{place}") for place, name in enumerate(names, start=1) if name}
    stock = "in_stock" if row.get("available") else "out_of_stock"
    known = {"sku": row.get("sku"), "price": row.get("price"), "availability": stock, **options}
    return {name: value for name, value in known.items() if value}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0
