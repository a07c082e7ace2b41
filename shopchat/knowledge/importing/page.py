"""A web page: its products and questions where it says them for programs, else its text."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from shopchat.knowledge.importing import html_text, json_ld
from shopchat.knowledge.importing.drafts import KEY_LENGTH, Draft, RowError
from shopchat.knowledge.importing.json_ld import Thing

_EMPTY = "Nothing to read was found on the page. If it is filled in by a script, add its text by hand."


def read(html: str, url: str) -> Iterator[Draft | RowError]:
    """What the page at `url` tells: each Product and each question of an FAQPage, or else one entry with its text."""
    page = html_text.parsed(html)
    things = json_ld.things(page)
    drafts = [*_products(things, url), *_questions(things, url)]
    if not drafts:
        title, text = html_text.title_of(page), html_text.main_text(page)
        if not text:
            yield RowError(1, _EMPTY)
            return
        drafts = [Draft(1, "url", title or url, text, {"url": url}, url[:KEY_LENGTH])]
    elif not drafts[0].content:
        drafts[0] = drafts[0].with_content(html_text.main_text(page))
    yield from (draft if draft.content else draft.with_content(draft.title) for draft in drafts)


def _products(things: list[Thing], url: str) -> Iterator[Draft]:
    inside = {id(variant) for thing in things for variant in _variants(thing)}
    products = [each for each in things if json_ld.is_a(each, "Product", "ProductGroup") and id(each) not in inside]
    for row, thing in enumerate(products, start=1):
        title = json_ld.name_of(thing)
        if not title:
            continue
        facts = json_ld.facts(thing)
        facts["url"] = _web_address(url, json_ld.url_of(thing)) or url
        if image := facts.pop("image_url", None):
            facts |= {"image_url": address} if (address := _web_address(url, image)) else {}
        key = facts.get("sku") or facts["url"]
        yield Draft(row, "product_catalog", title, json_ld.description_of(thing), facts, key[:KEY_LENGTH])


def _variants(thing: Thing) -> list[Thing]:
    variants = thing.get("hasVariant")
    return [each for each in variants if isinstance(each, dict)] if isinstance(variants, list) else []


def _questions(things: list[Thing], url: str) -> Iterator[Draft]:
    pairs = [pair for thing in things if json_ld.is_a(thing, "FAQPage") for pair in json_ld.questions(thing)]
    for row, (question, answer) in enumerate(pairs, start=1):
        yield Draft(row, "faq", question, answer, {"url": url}, f"{url}#{question.casefold()}"[:KEY_LENGTH])


def _web_address(base: str, address: str) -> str:
    try:
        joined = urljoin(base, address.strip())
        return joined if address.strip() and urlsplit(joined).scheme in ("http", "https") else ""
    except ValueError:
        return ""
