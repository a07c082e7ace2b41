"""The owner takes a conversation over while it goes on: the shopper reads her without a reload, the bot is silent."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.conftest import Site
from tests.journeys.test_first_answer import ask, sign_in
from tests.journeys.test_gaps import violations

pytestmark = pytest.mark.browser

Come = Callable[..., BrowserContext]


def test_a_person_answers_until_she_gives_it_back(site: Site, visitor: Come) -> None:
    shop = visitor().new_page()
    shop.goto(f"{site.url}/demo")
    widget = shop.locator("shop-chat")
    log = widget.locator("[role=log]")
    widget.locator("[part=launcher]").click()
    ask(widget, "How long does delivery take?")

    page = visitor().new_page()
    sign_in(page, site, site.owner, site.password)
    page.goto(f"{site.url}/dashboard/conversations")
    page.get_by_role("main").get_by_role("listitem").filter(has_text="Going on").first.click()
    expect(page.get_by_text("The chatbot answers.")).to_be_visible()
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_text("You answer. The chatbot is silent")).to_be_visible()
    expect(page.get_by_text("You answer", exact=True)).to_be_visible()
    assert violations(page) == []

    widget.locator("textarea").fill("Can I have it by Friday?")
    widget.locator("textarea").press("Enter")
    expect(log).to_contain_text("Someone from the shop is answering you now.")
    expect(page.get_by_label("Messages")).to_contain_text("Can I have it by Friday?")
    page.get_by_label("Your reply").fill("Yes, I sent it")
    page.get_by_label("Your reply").press("Shift+Enter")
    page.keyboard.type("this morning.")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your reply")).to_have_value("")
    expect(log.locator(".bot").last).to_contain_text("this morning.")
    expect(log.locator(".bot").last.locator(".who")).to_have_text("Someone from the shop")
    expect(log.locator(".bot")).to_have_count(4)  # the welcome, the bot's answer, the line, the person

    page.get_by_role("button", name="Give back to the bot").click()
    expect(log).to_contain_text("The assistant is answering again.")
    widget.locator("textarea").fill("How long does delivery take?")
    widget.locator("textarea").press("Enter")
    expect(log.locator(".bot").last).to_contain_text("3 to 5 business days")
    expect(log.locator(".bot").last.get_by_role("button", name="Helpful", exact=True)).to_be_visible()
