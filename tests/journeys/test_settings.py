"""An owner looks after the account: signs another browser out, chooses mails, takes everything away, and leaves."""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_first_answer import sign_in
from tests.journeys.test_gaps import violations

pytestmark = pytest.mark.browser

Come = Callable[..., BrowserContext]


def test_an_owner_looks_after_the_account(site: Site, visitor: Come) -> None:
    elsewhere: Page = visitor().new_page()
    sign_in(elsewhere, site, site.owner, site.password)
    context = visitor()
    page = context.new_page()
    sign_in(page, site, site.owner, site.password)
    page.get_by_role("link", name="Settings").first.click()
    browsers = page.get_by_role("list", name="Signed-in browsers")
    expect(browsers.get_by_role("listitem")).to_have_count(2)
    expect(browsers).to_contain_text("This browser")
    assert violations(page) == []
    page.get_by_role("button", name="Sign out everywhere else").click()
    assert violations(page) == []
    page.get_by_role("button", name="Sign out the others").click()
    expect(browsers.get_by_role("listitem")).to_have_count(1)
    elsewhere.get_by_role("link", name="Analytics").first.click()
    expect(elsewhere).to_have_url(re.compile("/login"))

    page.get_by_role("switch", name="Limits of the plan").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("switch", name="Limits of the plan")).not_to_be_checked()
    expect(page.get_by_role("switch", name="Shoppers who want a person")).to_be_checked()

    page.get_by_role("button", name="Write the zip").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download").click()
    assert saved.value.suggested_filename == "shopchat-account.zip"
    with zipfile.ZipFile(Path(saved.value.path())) as archive:
        users = next(name for name in archive.namelist() if name.endswith(("users.jsonl", "users.json")))
        assert site.owner in archive.read(users).decode()
    link = page.get_by_role("link", name="Download").get_attribute("href")
    stranger = visitor().request.get(f"{site.url}{link}", max_redirects=0)
    assert stranger.status == 303

    page.goto(f"{site.url}/dashboard/conversations")
    demo = context.request.get(f"{site.url}/demo").text()
    key = demo.partition('data-widget-key="')[2].partition('"')[0]
    said = {"widget_key": key, "visitor_id": "bea", "message": "How long does delivery take?"}
    assert context.request.post(f"{site.url}/api/v1/widget/chat", data=said).ok
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download CSV").click()
    assert "How long does delivery take?" in Path(saved.value.path()).read_text()


def test_an_account_is_deleted(site: Site, visitor: Come) -> None:
    context = visitor()
    page = context.new_page()
    page.goto(f"{site.url}/register")
    page.get_by_label("Email").fill("leaving@example.com")
    page.get_by_label("Password").fill("eleven purple kettles")
    page.get_by_role("button", name="Create account").click()
    expect(page).to_have_url(re.compile("/dashboard"))
    page.goto(f"{site.url}/dashboard/settings")
    page.get_by_role("button", name="Delete the account").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("0 conversations")
    assert violations(page) == []
    dialog.get_by_label("Your password").fill("eleven purple")
    dialog.get_by_role("button", name="Delete everything").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Your password").fill("eleven purple kettles")
    dialog.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_text("Your account is deleted")).to_be_visible()
    body = json.dumps({"email": "leaving@example.com", "password": "eleven purple kettles"})
    answer = context.request.post(
        f"{site.url}/api/v1/auth/login", data=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status == 401
