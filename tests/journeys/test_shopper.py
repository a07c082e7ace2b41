"""A shopper on a strict shop of another origin, with the real server behind the widget, from hello to the rating."""

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.journeys.conftest import Site
from tests.journeys.test_first_answer import ask, sign_in

pytestmark = pytest.mark.browser

Come = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def shop_url(site: Site) -> Iterator[str]:
    """A shop's own web server: a page with the demo bot's tag that allows ShopChat and Trusted Types only."""
    demo = urlopen(f"{site.url}/demo").read().decode()
    key = re.search(r'data-widget-key="([^"]+)"', demo)
    assert key
    tag = f'<script src="{site.url}/widget.js" data-widget-key="{key[1]}" async></script>'
    html = f"<!doctype html><html lang=en><title>A strict shop</title>{tag}<h1>Tents</h1>"
    policy = (
        f"default-src 'none'; script-src {site.url}; connect-src {site.url}; img-src 'self'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Shop:
    """The shop's page in a browser, and what the widget's requests came back with."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.statuses: dict[str, list[int]] = {}
        self.complaints: list[str] = []
        self.widget = page.locator("shop-chat")
        self.log = self.widget.locator("[role=log]")
        page.on("response", lambda it: self.statuses.setdefault(it.url.rpartition("/")[2], []).append(it.status))
        page.on("console", lambda it: self.complaints.append(it.text) if "polic" in it.text.lower() else None)

    def open(self) -> None:
        self.page.goto(self.url)
        self.widget.locator("[part=launcher]").press("Enter")
        expect(self.widget.locator("textarea")).to_be_focused()

    def button(self, name: str) -> Locator:
        return self.widget.get_by_role("button", name=name)

    def said(self, text: str) -> Locator:
        return self.log.locator(".user").get_by_text(text, exact=True)


@pytest.fixture
def shop(shop_url: str, visitor: Come) -> Iterator[Shop]:
    shop = Shop(visitor().new_page(), shop_url)
    yield shop
    assert shop.complaints == []


def test_from_hello_to_the_rating(shop: Shop, site: Site, visitor: Come) -> None:
    page = shop.page
    shop.open()
    shop.button("Talk to a person").wait_for()

    with page.expect_response("**/widget/chat") as streamed:
        ask(shop.widget, "What tents do you have under $300?")
    assert streamed.value.headers["content-type"].startswith("text/event-stream")
    card = shop.log.get_by_role("list", name="Products").get_by_role("listitem").first
    expect(card).to_contain_text("$")
    expect(card.get_by_role("link").first).to_have_attribute("rel", "noopener nofollow ugc")

    with page.expect_response("**/widget/feedback") as thumbed:
        shop.button("Helpful").first.click()
    assert thumbed.value.status == 204

    page.context.set_offline(True)
    shop.widget.locator("textarea").fill("How long does delivery take?")
    shop.widget.locator("textarea").press("Enter")
    expect(shop.widget.get_by_role("alert")).to_contain_text("You are offline.")
    page.context.set_offline(False)
    expect(shop.log.locator(".bot").last).to_contain_text("3 to 5 business days")

    lose_one_answer(page)
    shop.widget.locator("textarea").fill("Do you sell stoves?")
    shop.widget.locator("textarea").press("Enter")
    shop.button("Try again").click()
    expect(shop.widget.get_by_role("alert")).to_be_empty()

    shop.open()  # the next page shows the same conversation, each message once
    for question in ("How long does delivery take?", "Do you sell stoves?"):
        expect(shop.said(question)).to_have_count(1)
    expect(shop.log.locator(".user")).to_have_count(3)

    shop.button("Talk to a person").first.click()
    shop.widget.get_by_label("E-mail").fill("ada@shopper.example")
    shop.widget.get_by_label("Message (optional)").fill("Is the green one back soon?")
    shop.button("Send request").click()
    expect(shop.widget.get_by_text("The shop will answer by e-mail")).to_be_visible()
    shop.button("Back to the chat").click()

    shop.button("End chat").click()
    with page.expect_response("**/widget/rate"):
        shop.button("4 of 5").click()
    expect(shop.widget.get_by_text("Thank you for rating.")).to_be_visible()
    for path in ("handoff", "end", "rate"):
        assert shop.statuses[path] == [204]

    owner = visitor().new_page()
    sign_in(owner, site, site.owner, site.password)
    owner.goto(f"{site.url}/dashboard/conversations")
    expect(owner.get_by_label("Rated 4.0 of 5").first).to_be_visible()


def lose_one_answer(page: Page) -> None:
    """The server gets and answers the next message, but its answer does not arrive."""

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/widget/chat", swallow, times=1)
