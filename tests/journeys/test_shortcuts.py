"""The dashboard by keyboard: keys lead to pages and act on them, but not while somebody types; they can be off."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from shopchat.web import theme
from tests.journeys.conftest import Site
from tests.journeys.test_first_answer import sign_in
from tests.journeys.test_gaps import violations

pytestmark = pytest.mark.browser


def test_an_owner_works_by_keyboard(site: Site, visitor: Callable[..., BrowserContext]) -> None:
    page = visitor().new_page()
    sign_in(page, site, site.owner, site.password)
    expect(page.get_by_role("heading", level=1, name="Home")).to_be_visible()
    page.evaluate("window.still = true")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")

    page.keyboard.press("?")
    expect(sheet).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("g")
    page.keyboard.press("k")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page).to_have_url(re.compile(f"{theme.HOME}$"))  # keys are the sheet's while it is open

    page.keyboard.press("g")
    page.keyboard.press("k")
    expect(page).to_have_url(re.compile("/knowledge$"))
    expect(page.get_by_role("button", name="Add entry")).to_be_visible()
    page.keyboard.press("/")
    search = page.get_by_label("Search titles and texts")
    expect(search).to_be_focused()
    page.keyboard.type("gcn?")
    expect(search).to_have_value("gcn?")
    expect(sheet).to_be_hidden()
    search.fill("")
    search.blur()
    page.keyboard.press("n")
    expect(page.get_by_role("dialog").get_by_label("Title")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("window.still") is True  # no page was loaded anew

    page.get_by_role("button", name="Keyboard shortcuts").click()
    sheet.get_by_role("switch", name="Shortcuts are on").uncheck()
    sheet.get_by_role("button", name="Close").last.click()
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.keyboard.press("?")
    expect(sheet).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", level=1, name="Knowledge")).to_be_visible()
    page.keyboard.press("?")
    expect(sheet).to_be_hidden()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(sheet.get_by_role("switch", name="Shortcuts are on")).not_to_be_checked()


def test_each_key_is_of_one_page() -> None:
    keys = [item.key for item in (*theme.DASHBOARD_NAVIGATION, *theme.ACCOUNT_NAVIGATION)]
    assert all(keys)
    assert len(set(keys)) == len(keys)
