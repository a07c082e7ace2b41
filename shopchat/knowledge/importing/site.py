"""What an address of a shop gives: the entries of a page or product list, and the further addresses to read."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from shopchat.integrations import fetch
from shopchat.integrations.fetch import Fetched
from shopchat.knowledge.importing import documents, front_page, page, shopify_json, sitemap
from shopchat.knowledge.importing.drafts import Draft, RowError
from shopchat.knowledge.importing.opened import unpacked

XML = frozenset({"application/xml", "text/xml", "application/rss+xml"})
JSON = frozenset({"application/json"})
GZIP = frozenset({"application/gzip", "application/x-gzip"})
TYPES = fetch.PAGES | XML | JSON | GZIP
KINDS = ("page", "sitemap", "shopify_products")
MAX_BODY = 20 * 1024 * 1024  # bytes: 250 products with long texts, or 50,000 addresses


@dataclass(frozen=True)
class Harvest:
    """What one address gave: rows to store, and addresses to read after it; `is_unread` when it may give more later."""

    kind: str
    rows: list[Draft | RowError] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    is_unread: bool = False


async def read(url: str) -> Harvest:
    """Fetches and reads one address. Raises `FetchError` or `Invalid` when nothing can be made of it."""
    found = await fetch.web().get(url, types=TYPES, limit=MAX_BODY, permit=fetch.robots().permit)
    harvest = await asyncio.to_thread(_harvest, found)
    if harvest.kind == "page" and front_page.is_one(url):
        return replace(harvest, more=await front_page.leads_to(found.url))
    return harvest


def _harvest(found: Fetched) -> Harvest:
    if found.content_type in GZIP:
        return Harvest("sitemap", more=sitemap.addresses(unpacked(found.body), found.url))
    if found.content_type in XML:
        return Harvest("sitemap", more=sitemap.addresses(found.body, found.url))
    if found.content_type in JSON or shopify_json.is_one(found.url):
        following = shopify_json.next_page(found.url, found.text)
        rows = list(shopify_json.read(found.text, found.url))
        return Harvest("shopify_products", rows, [following] if following else [])
    return Harvest("page", list(_rows(found)))


def _rows(found: Fetched) -> Iterator[Draft | RowError]:
    if found.content_type in ("text/plain", "text/markdown"):
        yield from documents.markdown(found.text, found.url, {})
    else:
        yield from page.read(found.text, found.url)
