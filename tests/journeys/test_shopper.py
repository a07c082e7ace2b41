"""A shopper on a strict shop of another origin, with the real server behind the widget, from hello to the rating."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.journeys.conftest import Site
from tests.journeys.test_first_answer import ask, sign_in
from tests.running_copy import free_port

pytestmark = pytest.mark.browser

Come = Callable[..., BrowserContext]


class Shop:
    """A page with the demo bot's tag, under a policy that allows nothing but ShopChat and Trusted Types."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.url = page, f"http://localhost:{free_port()}/"
        self.statuses: dict[str, list[int]] = {}
        self.complaints: list[str] = []
        self.widget = page.locator("shop-chat")
        self.log = self.widget.locator("[role=log]")
        self._site = site
        key = re.search(r"wk_\w+", page.request.get(f"{site.url}/demo").text())
        assert key
        self._tag = f'<script src="{site.url}/widget.js" data-widget-key="{key[0]}" async></script>'
        page.route(self.url, self._page)
        page.on("response", lambda it: self.statuses.setdefault(it.url.rpartition("/")[2], []).append(it.status))
        page.on("console", lambda it: self.complaints.append(it.text) if "polic" in it.text.lower() else None)

    def _page(self, route: Route) -> None:
        origin = self._site.url
        policy = (
            f"default-src 'none'; script-src {origin}; connect-src {origin}; img-src {origin}; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        html = f"<!doctype html><html lang=en><title>A strict shop</title>{self._tag}<h1>Tents</h1>"
        route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": policy})

    def open(self) -> None:
        self.page.goto(self.url)
        self.widget.locator("[part=launcher]").press("Enter")
        expect(self.widget.locator("textarea")).to_be_focused()

    def button(self, name: str) -> Locator:
        return self.widget.get_by_role("button", name=name)

    def said(self, text: str) -> Locator:
        return self.log.locator(".user").get_by_text(text, exact=True)


@pytest.fixture
def shop(site: Site, visitor: Come) -> Iterator[Shop]:
    shop = Shop(visitor().new_page(), site)
    yield shop
    assert shop.complaints == []


def test_from_hello_to_the_rating(shop: Shop, site: Site, visitor: Come) -> None:
    page = shop.page
    shop.open()
    shop.button("Talk to a person").wait_for()

    with page.expect_response("**/widget/chat") as streamed:
        ask(shop.widget, "What tents do you have under $300?")
    assert streamed.value.headers["content-type"].startswith("text/event-stream")
    assert streamed.value.text().count("event: token") > 1
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
