"""An admin reads what a month cost, tells every owner something, and switches new accounts off and on."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.conftest import Site
from tests.journeys.test_first_answer import register, sign_in
from tests.journeys.test_gaps import ask, violations

pytestmark = pytest.mark.browser


def test_an_admin_looks_after_the_site(site: Site, visitor: Callable[..., BrowserContext]) -> None:
    context = visitor()
    ask(context, site, "Do you sell surfboards?")
    page = context.new_page()
    sign_in(page, site, site.admin, site.password)
    page.goto(f"{site.url}/admin")
    page.get_by_role("link", name="Usage and cost").first.click()
    expect(page.get_by_role("listitem").filter(has_text=site.owner)).to_contain_text("1 conversation")
    assert violations(page) == []
    page.get_by_label("Month").select_option(index=1)
    expect(page).to_have_url(re.compile(r"\?month=\d{4}-\d\d$"))
    expect(page.get_by_text("Nobody used anything")).to_be_visible()

    page.get_by_role("link", name="Switches").first.click()
    page.get_by_label("Text").fill("On Sunday from 6 to 7 UTC answers may take longer.")
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_role("button", name="Take it away")).to_be_visible()
    page.get_by_role("button", name="Switch off: New accounts").click()
    expect(page.get_by_role("button", name="Switch on: New accounts")).to_be_visible()
    assert violations(page) == []

    owner = visitor().new_page()
    sign_in(owner, site, site.owner, site.password)
    expect(owner.get_by_text("On Sunday from 6 to 7 UTC")).to_be_visible()
    assert violations(owner) == []
    new = visitor().new_page()
    new.goto(f"{site.url}/register")
    new.get_by_label("Email").fill("late@example.com")
    new.get_by_label("Password").fill("eleven purple kettles")
    new.get_by_role("button", name="Create account").click()
    expect(new.get_by_role("alert")).to_contain_text("No new accounts are opened")

    page.get_by_role("button", name="Switch on: New accounts").click()
    expect(page.get_by_role("button", name="Switch off: New accounts")).to_be_visible()
    page.get_by_role("button", name="Take it away").click()
    page.get_by_role("link", name="Audit log").first.click()
    expect(page.get_by_text("switch.off").first).to_be_visible()
    new.wait_for_timeout(2500)  # as long as another process may go by what it has read
    register(new, site, "late@example.com")
