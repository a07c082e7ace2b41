"""From one command to a right answer on a shop's page, and to the owner who reads it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from shopchat.demo import catalog
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser

QUESTION = "What tents do you have under $300?"
Come = Callable[..., BrowserContext]


def ask(widget: Locator, text: str) -> str:
    """Sends a message in the open widget and gives its finished answer."""
    finished = widget.locator("[role=log] .bot")
    before = finished.count()
    box = widget.locator("textarea").first
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


def register(page: Page, site: Site, email: str) -> None:
    page.goto(f"{site.url}/register")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill("eleven purple kettles")
    page.get_by_role("button", name="Create account").click()
    expect(page).to_have_url(re.compile(r"/dashboard/start$"))


def test_a_shopper_asks_and_the_owner_sees_it(site: Site, visitor: Come) -> None:
    page = visitor().new_page()
    page.goto(site.url)
    page.get_by_role("link", name="See the demo shop").click()
    page.locator("shop-chat [part=launcher]").click()
    page.locator("shop-chat .suggestions button").first.wait_for()

    answer = ask(page.locator("shop-chat"), QUESTION)
    fitting = {
        product.title: product for product in catalog.products() if "Tent" in product.title and product.price < 300
    }
    named = {product.title for product in catalog.products() if product.title in answer}
    assert named == set(fitting)
    for product in fitting.values():
        assert f"${product.price}" in answer
    cards = page.locator("shop-chat [role=log] a[href*='/demo/products/']").first
    cards.wait_for()
    assert "/demo/products/" in (cards.get_attribute("href") or "")

    delivery = ask(page.locator("shop-chat"), "How long does delivery take?")
    assert "3 to 5 business days" in delivery

    unknown = ask(page.locator("shop-chat"), "Who won the world cup in 2010?")
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
    register(page, site, "new.owner@shop.example")

    page.goto(f"{site.url}/dashboard/chatbots")
    expect(page.get_by_text("Make your first chatbot")).to_be_visible()
    page.get_by_role("button", name="New chatbot").first.click()
    page.get_by_label("Name").fill("Ivy")
    page.get_by_role("button", name="Create chatbot").click()
    expect(page).to_have_url(re.compile(r"/dashboard/chatbots/[0-9a-f-]{36}"))
    bot_page = page.url.split("?")[0].rstrip("/")

    page.goto(f"{site.url}/dashboard/knowledge")
    page.get_by_role("button", name=re.compile("Write an entry|Add entry")).first.click()
    page.get_by_label("Kind").select_option("faq")
    page.get_by_label("Title").fill("Do you engrave mugs?")
    page.get_by_label("Answer").fill("Yes, we engrave mugs by hand. It takes 4 days and costs 12 dollars a mug.")
    page.get_by_role("dialog").get_by_role("button", name="Add entry").click()
    box = page.get_by_role("dialog").get_by_role("region", name="Ask it")
    expect(box.get_by_role("status")).to_have_text("It used this entry.")
    page.get_by_role("dialog").get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("main").get_by_text("Do you engrave mugs?").first).to_be_visible()

    page.goto(f"{bot_page}/embed")
    expect(page.get_by_text("wk_", exact=False).first).to_be_visible()

    page.goto(f"{bot_page}/playground")
    widget = page.frame_locator("iframe").locator("shop-chat")
    widget.locator("[role=log] .bot").first.wait_for()
    assert "engrave mugs by hand" in ask(widget, "can you engrave a mug for me?")


TABLE = "title,content,price,currency\nBlue kettle,Holds a litre and whistles.,24.50,USD\nRed kettle,Small.,19,USD\n"


def test_five_steps_from_sign_up_to_an_answer(site: Site, visitor: Come) -> None:
    page = visitor().new_page()
    register(page, site, "five.steps@shop.example")

    page.get_by_label("Name").fill("Kit")
    page.get_by_role("button", name="Teal").click()
    page.get_by_role("button", name="Next: teach it").click()
    page.get_by_label("Address").fill("localhost")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("alert")).to_contain_text("not a public name")
    page.locator("input[type=file]").set_input_files(
        {"name": "kettles.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    )
    expect(page.get_by_text("2 entries")).to_be_visible()
    expect(page.get_by_role("list", name="Learnt last")).to_contain_text("Blue kettle")
    page.get_by_role("button", name="Next: ask it").click()

    expect(page.get_by_text("How much is the Blue kettle?")).to_be_visible()
    widget = page.frame_locator("iframe").locator("shop-chat")
    widget.locator("[role=log] .bot").first.wait_for()
    assert "$24.50" in ask(widget, "How much is the blue kettle?")
    expect(page.get_by_text("It has answered.")).to_be_visible()
    page.get_by_role("button", name="Next: copy the tag").click()

    expect(page.get_by_role("region", name="Script tag")).to_contain_text('data-color="#0f766e"')
    page.get_by_label("Address of a page of your shop").fill("10.0.0.1")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("The address leads into a private or reserved network.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Your script tag")).to_be_visible()
