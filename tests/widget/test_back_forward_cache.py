"""A page that the browser had put aside whole comes back with the chat as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browsers import launched
from tests.widget.shopper import Shopper
from widget_server.assets import build

NOTE = "addEventListener('pageshow', ({ persisted }) => persisted && (window.putBack = true))"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One that keeps pages: Playwright turns that off."""
    build()
    with launched(drop=("--disable-back-forward-cache",)) as browser:
        yield browser


def test_the_conversation_is_there_and_goes_on(shopper: Shopper) -> None:
    shopper.page.add_init_script(NOTE)
    shopper.visit().open().ask("Which jacket keeps me dry?")
    shopper.input.fill("half a senten")
    shopper.page.goto(f"{shopper.stub.shop_url}/spa")
    shopper.page.evaluate("history.back()")
    shopper.page.wait_for_function("window.putBack", timeout=8000)
    expect(shopper.panel).to_be_visible()
    expect(shopper.input).to_have_value("half a senten")
    expect(shopper.answers).to_have_count(2)
    shopper.ask("And returns?")
    _, second = shopper.stub.posted("chat")
    assert second["visitor_token"] == "vt-1"
    assert [path for _, path in shopper.stub.requests].count("/widget.js") == 2  # friendly and spa, not friendly again
