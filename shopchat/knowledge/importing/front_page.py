"""What a shop's front page leads to, so that an owner who knows nothing but her shop's address teaches all of it."""

from urllib.parse import urlsplit

from shopchat.integrations import fetch
from shopchat.integrations.fetch import FetchError
from shopchat.knowledge.importing import shopify_json

# Where each Shopify shop keeps its rules, and no sitemap lists them.
# https://help.shopify.com/en/manual/checkout-settings/refund-privacy-tos
_SHOPIFY_POLICIES = (
    "refund-policy",
    "shipping-policy",
    "privacy-policy",
    "terms-of-service",
    "contact-information",
)
_XML = frozenset({"application/xml", "text/xml"})
_JSON = frozenset({"application/json"})
_LIMIT = 20 * 1024 * 1024  # bytes, as for what is then read


def is_one(url: str) -> bool:
    """Whether the address names a host and nothing below it."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


async def leads_to(url: str) -> list[str]:
    """The addresses to read after the front page at `url`: its product list and policies, or its sitemap.

    Each was answered a moment ago; what does not exist is not in it, and none of them is an error.
    """
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    products = await _text(f"{origin}/products.json?limit=1", _JSON)
    if products is not None and shopify_json.holds_products(products):
        policies = [f"{origin}/policies/{name}" for name in _SHOPIFY_POLICIES]
        return [f"{origin}/products.json", *[each for each in policies if await _text(each, fetch.PAGES) is not None]]
    sitemap = f"{origin}/sitemap.xml"
    return [sitemap] if await _text(sitemap, _XML) is not None else []


async def _text(url: str, types: frozenset[str]) -> str | None:
    try:
        found = await fetch.web().get(url, types=types, limit=_LIMIT, permit=fetch.robots().permit)
    except FetchError:
        return None
    return found.text if found.url.partition("?")[0] == url.partition("?")[0] else None  # not sent elsewhere
