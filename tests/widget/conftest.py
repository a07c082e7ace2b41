"""A real browser, a shop page and a stand-in server on two origins, and the built widget between them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.widget.shopper import Shopper
from tests.widget.stub import Stub, running
from widget_server.assets import build

QUIET = (
    "--no-sandbox --disable-background-networking --disable-component-update --disable-sync --no-first-run"
).split()
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a file: as long as Playwright's loop is up, pytest-asyncio cannot run the other tests' loop."""
    build()
    found = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)
    if not found:
        pytest.fail("No browser: install chromium so that `chromium` or `google-chrome` is on PATH.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def stub() -> Iterator[Stub]:
    with running() as stub:
        yield stub


@pytest.fixture
def context_with(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts, on a desktop unless told otherwise, and closes them."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **options})
        context.set_default_timeout(8000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page(context_with: Callable[..., BrowserContext]) -> Page:
    return context_with().new_page()


@pytest.fixture
def shopper(page: Page, stub: Stub) -> Iterator[Shopper]:
    shopper = Shopper(page, stub)
    yield shopper
    assert shopper.errors == [], "the widget threw an error on the shop's page"


@pytest.fixture
def phone_shopper(context_with: Callable[..., BrowserContext], stub: Stub) -> Shopper:
    return Shopper(
        context_with(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce").new_page(), stub
    )
