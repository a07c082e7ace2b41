"""The chat on shops that change pages in other ways than by loading the next one."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.widget.shopper import Shopper


def in_one_piece(shopper: Shopper, answers: int) -> None:
    """One button, the conversation open at its end, and it goes on."""
    expect(shopper.panel).to_be_visible()
    assert shopper.page.locator("shop-chat").count() == 1
    expect(shopper.answers).to_have_count(answers)
    expect(shopper.panel.locator(".suggestions button").last).to_be_in_viewport()
    shopper.ask("Which jacket keeps me dry?")


@pytest.mark.parametrize("address", ["turbo-head", "turbo-body"])
def test_turbo_swaps_the_body_and_the_chat_goes_on(shopper: Shopper, address: str) -> None:
    shopper.visit(f"{address}?number=1").open().ask("Which jacket keeps me dry?").ask("And another jacket?")
    shopper.page.evaluate("window.began = true")
    shopper.input.fill("half a senten")
    shopper.page.get_by_role("link", name="Second page").click()
    expect(shopper.page.get_by_role("heading", name="Page 2")).to_be_visible()
    expect(shopper.input).to_have_value("half a senten")
    in_one_piece(shopper, 3)

    shopper.page.go_back()  # from Turbo's own cache
    expect(shopper.page.get_by_role("heading", name="Page 1")).to_be_visible()
    in_one_piece(shopper, 4)
    assert shopper.page.evaluate("window.began"), "Turbo made these visits, and no page load"


@pytest.mark.parametrize("change", ["visit('/products/1')", "wipe()"])
def test_a_single_page_app_does_too(shopper: Shopper, change: str) -> None:
    shopper.visit("spa").open().ask("Which jacket keeps me dry?").ask("And another jacket?")
    shopper.page.evaluate(change)
    in_one_piece(shopper, 3)
