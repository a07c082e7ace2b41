"""From one command to a right answer on a shop's page, and to the owner who reads it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shopchat.demo import catalog
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser

QUESTION = "What tents do you have under $300?"
Come = Callable[..., BrowserContext]


def ask(page: Page, text: str) -> str:
    """Sends a message in the open widget and gives its finished answer."""
    finished = page.locator("shop-chat [role=log] .bot")
    before = finished.count()
    box = page.locator("shop-chat textarea").first
    box.fill(text)
    box.press("Enter")
    finished.nth(before).wait_for()
    return finished.nth(before).inner_text()


def sign_in(page: Page, site: Site, email: str, password: str) -> None:
    page.goto(f"{site.url}/login")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/dashboard"))


def test_a_shopper_asks_and_the_owner_sees_it(site: Site, visitor: Come) -> None:
    page = visitor().new_page()
    page.goto(f"{site.url}/demo")
    page.locator("shop-chat [part=launcher]").click()
    page.locator("shop-chat .suggestions button").first.wait_for()

    answer = ask(page, QUESTION)
    fitting = {
        product.title: product for product in catalog.products() if "Tent" in product.title and product.price < 300
    }
    named = {product.title for product in catalog.products() if product.title in answer}
    assert named == set(fitting)
    for product in fitting.values():
        assert f"${product.price}" in answer
    cards = page.locator("shop-chat [role=log] li a[href*='/demo/products/'], shop-chat [role=log] .card a").first
    cards.wait_for()
    assert "/demo/products/" in (cards.get_attribute("href") or "")

    delivery = ask(page, "How long does delivery take?")
    assert "3 to 5 business days" in delivery

    unknown = ask(page, "Who won the world cup in 2010?")
    assert "person" in unknown

    page.reload()
    page.locator("shop-chat [part=launcher]").click()
    expect(page.locator("shop-chat [role=log] .bot").first).to_be_visible()
    expect(page.locator("shop-chat [role=log]")).to_contain_text(QUESTION)

    owner = visitor().new_page()
    sign_in(owner, site, site.owner, site.password)
    owner.goto(f"{site.url}/dashboard/conversations")
    owner.get_by_text("Visitor", exact=False).first.click()
    expect(owner.get_by_text(QUESTION)).to_be_visible()
    expect(owner.get_by_text("Who won the world cup in 2010?")).to_be_visible()
    expect(owner.get_by_text(next(iter(fitting)), exact=False).first).to_be_visible()


def test_a_new_owner_teaches_a_bot_and_asks_it(site: Site, visitor: Come) -> None:
    page = visitor().new_page()
    page.goto(f"{site.url}/register")
    page.get_by_label("Email").fill("new.owner@shop.example")
    page.get_by_label("Password", exact=True).fill("eleven purple kettles")
    page.get_by_role("button", name=re.compile("account|start|register", re.IGNORECASE)).last.click()
    expect(page).to_have_url(re.compile(r"/dashboard"))
    expect(page.get_by_role("heading").first).to_be_visible()
