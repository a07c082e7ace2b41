"""The owner asks her chatbot in the playground, and sees beside it how each answer came about."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.conftest import Site
from tests.journeys.test_first_answer import ask, sign_in
from tests.journeys.test_gaps import violations

pytestmark = pytest.mark.browser


def test_an_owner_sees_how_an_answer_came_about(site: Site, visitor: Callable[..., BrowserContext]) -> None:
    page = visitor().new_page()
    sign_in(page, site, site.owner, site.password)
    page.goto(f"{site.url}/dashboard/chatbots")
    page.get_by_role("link", name="Hollin Assistant").click()
    page.get_by_role("link", name="Playground").click()
    expect(page.get_by_text("Ask something, and see here how the answer came about.")).to_be_visible()

    widget = page.frame_locator("iframe").locator("shop-chat")
    widget.locator("[role=log] .bot").first.wait_for()
    ask(widget, "What tents do you have under $300?")
    expect(page.get_by_text("A search for products, in English")).to_be_visible()
    expect(page.get_by_role("list", name="Limits")).to_contain_text("up to 299.99")
    found = page.get_by_role("list", name="Found")
    expect(found.get_by_role("listitem").filter(has_text="Used").first).to_contain_text("Tent")
    expect(page.get_by_text("Answered by the built-in composer.")).to_be_visible()
    assert violations(page) == []

    ask(widget, "How long does delivery take?")
    expect(page.get_by_text(re.compile("^A question, in English"))).to_be_visible()
    page.get_by_label("Answer to").select_option("What tents do you have under $300?")
    expect(page.get_by_role("list", name="Limits")).to_contain_text("up to 299.99")

    page.goto(f"{site.url}/dashboard/conversations")
    page.get_by_role("main").get_by_role("listitem").filter(has_text="Visitor").first.click()
    page.get_by_role("button", name="Why this answer?").last.click()
    dialog = page.get_by_role("dialog", name="Why this answer?")
    expect(dialog).to_contain_text("How long does delivery take?")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
