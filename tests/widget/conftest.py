"""A real browser, a shop page and a stand-in server on two origins, and the built widget between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browsers import launched
from tests.widget.shopper import Shopper
from tests.widget.stub import Stub, running
from widget_server.assets import build

DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a file."""
    build()
    with launched() as browser:
        yield browser


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
