"""A free owner reaches the limit, buys more, cancels, and is back at the limit when the period is over."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "buyer@shop.example", "a horse of seven colours"
LIMIT = 50
USED_UP = "All 50 conversations of this month are used."


class Shop:
    """The owner's bot over the API, and shoppers who write to it."""

    def __init__(self, site: Site) -> None:
        self._http = httpx.Client(base_url=f"{site.url}/api/v1", timeout=30)
        made = self._http.post("/auth/login", json={"email": EMAIL, "password": PASSWORD}).json()
        self._http.headers["Authorization"] = f"Bearer {made['access_token']}"
        self._key = self._http.post("/chatbots", json={"name": "Alba"}).json()["widget_key"]
        self._shoppers = 0

    def ask(self) -> int:
        """A new shopper's first message; the status of the answer."""
        self._shoppers += 1
        body = {"widget_key": self._key, "visitor_id": f"shopper-{self._shoppers}", "message": "Hello"}
        return self._http.post("/widget/chat", json=body).status_code

    def subscription(self) -> dict[str, Any]:
        found: dict[str, Any] = self._http.get("/billing/subscription").json()
        return found


def notices(page: Page) -> Any:
    return page.get_by_role("list", name="Notices")


def test_limit_upgrade_cancel_and_the_end_of_the_period(site: Site, visitor: Callable[..., BrowserContext]) -> None:
    page = visitor().new_page()
    page.goto(f"{site.url}/register")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("account|Start", re.IGNORECASE)).click()
    expect(page).to_have_url(re.compile(r"/dashboard"))

    shop = Shop(site)
    assert [shop.ask() for _ in range(LIMIT)] == [200] * LIMIT
    assert shop.ask() == 429
    page.goto(f"{site.url}/dashboard/billing")
    expect(notices(page)).to_contain_text(USED_UP)
    expect(page.get_by_text("Local test payments: no money moves.")).to_be_visible()
    expect(page.get_by_text("50 of 50")).to_be_visible()

    page.get_by_role("button", name="Change to Pro").click()
    expect(page.get_by_text("Local test payments: no money moves")).to_be_visible()
    page.get_by_role("button", name="Pay $29 in test money").click()
    expect(page.get_by_role("heading", name="Pro plan")).to_be_visible()
    assert shop.ask() == 200
    expect(notices(page)).to_have_count(0)
    expect(page.get_by_text("TEST-0001")).to_be_visible()

    page.get_by_role("button", name="Cancel plan").click()
    page.get_by_role("button", name="Cancel the plan").click()
    expect(page.get_by_text("cancelled. It ends on")).to_be_visible()
    assert shop.ask() == 200

    page.get_by_role("button", name="Manage cards and bills").click()
    page.get_by_role("button", name="Move the clock to its end").click()
    expect(page.get_by_text("There is no subscription.")).to_be_visible()
    page.get_by_role("link", name="Back to ShopChat").click()
    expect(page.get_by_role("heading", name="Free plan")).to_be_visible()
    expect(notices(page)).to_contain_text(USED_UP)
    assert shop.ask() == 429
    assert (shop.subscription()["plan"], shop.subscription()["status"]) == ("free", "canceled")
