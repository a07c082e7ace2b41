"""The demo shop as a browser meets it: every page, every link, and the one script tag."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from shopchat.demo import catalog
from shopchat.demo.pages import routes

KEY = "wk_demo"
TAG = f'<script src="/widget.js" data-widget-key="{KEY}" async></script>'
PAGES = [
    "/demo",
    "/demo/faq",
    "/demo/search",
    "/demo/search?q=wool",
    "/demo/c/sale",
    *(f"/demo/c/{category.slug}" for category in catalog.shop().categories),
    *(policy.url for policy in catalog.policies()),
    *(product.url for product in catalog.products()),
]


class Page(HTMLParser):
    """The addresses, ids and images of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.addresses |= {given[name] or "" for name in ("href", "src", "srcset", "action") if name in given}
        self.ids += [given["id"] or ""] if "id" in given else []
        self.headings += [tag] if re.fullmatch("h[1-6]", tag) else []
        if tag == "style" or "style" in given or any(name.startswith("on") for name in given):
            self.inline.append(self.get_starttag_text() or tag)
        if tag == "script" and "src" not in given and given.get("type") != "application/ld+json":
            self.inline.append(self.get_starttag_text() or tag)
        if tag == "img":
            assert "alt" in given, self.get_starttag_text()


def shop_with(key: str | None) -> TestClient:
    async def widget_key() -> str | None:
        return key

    return TestClient(Starlette(routes=routes(widget_key)), follow_redirects=False)


@pytest.fixture(scope="module")
def shop() -> Iterator[TestClient]:
    with shop_with(KEY) as client:
        yield client


@pytest.mark.parametrize("address", PAGES)
def test_page_answers_and_is_whole(shop: TestClient, address: str) -> None:
    answer = shop.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(answer.text)
    assert page.headings.count("h1") == 1
    assert page.inline == []
    assert len(page.ids) == len(set(page.ids))
    assert answer.text.count(TAG) == 1
    assert "This is a demo shop of ShopChat. Nothing here is for sale." in answer.text


def test_every_link_leads_somewhere(shop: TestClient) -> None:
    pages = {address: Page(shop.get(address).text) for address in PAGES}
    linked = {address for page in pages.values() for address in page.addresses}
    outside = {address for address in linked if urlsplit(address).netloc not in ("", "testserver")}
    assert outside == set()
    inside = {urlsplit(address)._replace(scheme="", netloc="").geturl() for address in linked}
    ours = {address for address in inside if address.startswith("/demo")}
    assert inside - ours == {"/", "/widget.js", "#content", f"{catalog.shop().contact.email}"}
    assert [address for address in sorted(ours) if shop.get(urldefrag(address).url).status_code != 200] == []


def test_a_policy_is_rendered_from_markdown(shop: TestClient) -> None:
    html = shop.get("/demo/policies/shipping").text
    assert "<h2>United States</h2>" in html
    assert "<td>1 to 2 business days</td>" in html
    assert "<strong>Canada:</strong>" in html


def test_faq_addresses_name_a_place_on_the_page(shop: TestClient) -> None:
    ids = set(Page(shop.get("/demo/faq").text).ids)
    assert {urldefrag(faq.url).fragment for faq in catalog.faqs()} <= ids


@pytest.mark.parametrize(
    "address",
    ["/demo/nowhere", "/demo/products/nothing", "/demo/c/nothing", "/demo/policies/nothing", "/demo/c/", "/demo/%00"],
)
def test_what_is_not_there_gets_the_shops_own_404(shop: TestClient, address: str) -> None:
    answer = shop.get(address)
    assert answer.status_code == 404
    assert "There is no path here" in answer.text
    assert TAG in answer.text


def test_a_slash_at_the_end_leads_home(shop: TestClient) -> None:
    answer = shop.get("/demo/")
    assert (answer.status_code, answer.headers["location"]) == (308, "/demo")


@pytest.mark.parametrize(
    "query",
    [
        '"><script>alert(1)</script>',
        "'><img src=x onerror=alert(1)>",
        "</title><script>alert(1)</script>",
        "{{ 71 * 97 }}",
    ],
)
def test_a_hostile_search_is_only_text(shop: TestClient, query: str) -> None:
    plain, hostile = shop.get("/demo/search?q=nothing-like-it"), shop.get("/demo/search", params={"q": query})
    assert hostile.status_code == 200
    assert Page(hostile.text).addresses == Page(plain.text).addresses
    assert "<script>" not in hostile.text
    assert "onerror=alert(1)>" not in hostile.text
    assert "6887" not in hostile.text


@pytest.mark.parametrize("query", ["%ff%fe", "%00", "%ED%A0%80", "a" * 5_000, "[", "%F0%9F%A5%BE"])
def test_an_odd_search_finds_nothing_and_says_so(shop: TestClient, query: str) -> None:
    answer = shop.get(f"/demo/search?q={query}")
    assert answer.status_code == 200
    assert "Nothing for" in answer.text


def test_search_finds_by_title_color_and_material(shop: TestClient) -> None:
    assert "Lodestar 2 Tent" in shop.get("/demo/search?q=tents").text
    plum = shop.get("/demo/search?q=plum fleece").text
    assert "Heron Fleece Pullover" in plum
    assert "Lambswool Scarf" not in plum


def test_a_key_is_written_as_text() -> None:
    html = shop_with('"><script>x').get("/demo").text
    assert 'data-widget-key="&#34;&gt;&lt;script&gt;x"' in html


def test_without_a_key_the_shop_says_what_to_do() -> None:
    html = shop_with(None).get("/demo").text
    assert "The assistant is not set up yet: run <code>make seed</code>." in html
    assert "widget.js" not in html
    assert "assistant in the corner" not in html


def test_a_chosen_variant_shows_its_own_price_and_stock(shop: TestClient) -> None:
    large = shop.get("/demo/products/ferryman-duffel", params={"sku": "HT-BAG-03-OCH-65L"}).text
    facts = large.split('<div class="facts">')[1].split("</dl>")[0]
    assert "$124" in facts
    assert "In stock, packed within one business day" in facts
    gone = shop.get("/demo/products/ferryman-duffel", params={"sku": "HT-BAG-03-NAV-65L"}).text
    assert "Sold out in this version; others are in stock" in gone
    unknown = shop.get("/demo/products/ferryman-duffel", params={"sku": "no-such"}).text
    assert unknown == shop.get("/demo/products/ferryman-duffel").text


def test_a_shelf_can_be_sorted_by_price(shop: TestClient) -> None:
    def order(sort: str) -> list[str]:
        return re.findall(r'<a href="/demo/products/([\w-]+)">', shop.get(f"/demo/c/care-repair?sort={sort}").text)

    assert order("price")[0] == "gear-repair-patches"
    assert order("price") == order("price-desc")[::-1]
    assert order("nonsense") == order("")


@pytest.mark.parametrize("product", catalog.products(), ids=lambda product: product.slug)
def test_structured_data_states_every_offer(shop: TestClient, product: catalog.Product) -> None:
    html = shop.get(product.url).text
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    data = json.loads(block)
    assert (data["@type"], data["name"], data["sku"]) == ("Product", product.title, product.sku)
    assert data["url"] == f"http://testserver{product.url}"
    assert data["image"] == f"http://testserver{product.image_url}"
    offers = {offer["sku"]: offer for offer in data["offers"]}
    expected = {variant.sku: variant.price for variant in product.variants} or {product.sku: product.price}
    assert {sku: offer["price"] for sku, offer in offers.items()} == {
        sku: str(price) for sku, price in expected.items()
    }
    in_stock = any(offer["availability"] == "https://schema.org/InStock" for offer in offers.values())
    assert in_stock == (product.availability == "in_stock")


@pytest.mark.parametrize(
    ("kind", "life"), [("picture", "public, max-age=86400"), ("style", "public, max-age=31536000, immutable")]
)
def test_files_are_cached_and_revalidated(shop: TestClient, kind: str, life: str) -> None:
    style = re.search(r'<link rel="stylesheet" href="([^"]+)">', shop.get("/demo").text)
    assert style is not None
    address = {"picture": "/demo/images/logo.svg", "style": style[1]}[kind]
    first = shop.get(address)
    assert first.headers["cache-control"] == life
    again = shop.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["cache-control"]) == (304, b"", life)


@pytest.mark.parametrize(
    "address", ["/demo/images/none.svg", "/demo/static/..%2fcatalog.py", "/demo/images/../catalog.py"]
)
def test_files_outside_the_folders_are_not_served(shop: TestClient, address: str) -> None:
    assert shop.get(address).status_code == 404
