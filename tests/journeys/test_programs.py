"""An owner lets her own programs in: a key that is shown once, and a server that is told of events."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_first_answer import sign_in
from tests.journeys.test_gaps import violations

pytestmark = pytest.mark.browser

Come = Callable[..., BrowserContext]


@pytest.fixture
def page(site: Site, visitor: Come) -> Page:
    page = visitor().new_page()
    sign_in(page, site, site.owner, site.password)
    return page


def bots(site: Site, key: str) -> int:
    return httpx.get(f"{site.url}/api/v1/chatbots", headers={"X-API-Key": key}, timeout=30).status_code


def test_a_key_is_made_used_and_revoked(site: Site, page: Page) -> None:
    page.get_by_role("link", name="API keys").first.click()
    expect(page.get_by_role("heading", name="No keys yet")).to_be_visible()
    page.get_by_role("button", name="New key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("   ")
    dialog.get_by_role("button", name="Make key").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Name").fill("Stock sync")
    assert violations(page) == []
    dialog.get_by_role("button", name="Make key").click()
    expect(dialog.get_by_text("shown this once")).to_be_visible()
    key = dialog.get_by_role("region", name="The new key").inner_text().strip()
    assert re.fullmatch(r"sc_\S{20,}", key)
    assert violations(page) == []
    assert bots(site, key) == 200
    page.reload()  # with the key still on the screen
    expect(page.get_by_role("listitem").filter(has_text="Stock sync")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text(key)).to_have_count(0)
    row = page.get_by_role("listitem").filter(has_text="Stock sync")
    expect(row).to_contain_text(key[:11])
    expect(row).to_contain_text("last used")
    row.get_by_role("button", name="Revoke").click()
    assert bots(site, key) == 200
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("heading", name="No keys yet")).to_be_visible()
    assert bots(site, key) == 401


def test_an_endpoint_is_made_changed_and_deleted(page: Page) -> None:
    page.get_by_role("link", name="Webhooks").first.click()
    page.get_by_role("button", name="New endpoint").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Address").fill("http://127.0.0.1/hook")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Address").fill("https://shop.example/hook")
    for event in dialog.get_by_role("checkbox").all():
        event.uncheck()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("A shopper wants a person").check()
    assert violations(page) == []
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("region", name="The signing secret")).to_contain_text("whsec_")
    assert violations(page) == []
    page.get_by_role("button", name="Done").click()
    row = page.get_by_role("listitem").filter(has_text="https://shop.example/hook")
    expect(row).to_contain_text("handoff.requested")
    page.get_by_role("button", name="New endpoint").click()
    expect(dialog).to_be_visible()
    page.reload()
    expect(row).to_be_visible()
    expect(dialog).to_have_count(0)

    row.get_by_role("button", name="Send a test").click()
    # The name leads nowhere, which is what the log has to say.
    expect(dialog.get_by_text("attempt")).to_be_visible()
    assert violations(page) == []
    dialog.get_by_role("button", name="Send again: endpoint.test").click()
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    dialog.get_by_role("button", name="Close").click()

    row.get_by_role("button", name="Change").click()
    expect(dialog.get_by_label("A shopper wants a person")).to_be_checked()
    expect(dialog.get_by_label("An import finishes")).not_to_be_checked()
    dialog.get_by_label("On", exact=True).uncheck()
    dialog.get_by_role("button", name="Save").click()
    expect(row.get_by_text("Off", exact=True)).to_be_visible()
    expect(row.get_by_role("button", name="Send a test")).to_be_disabled()
    row.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="No endpoints yet")).to_be_visible()
