"""The whole product as `make run` starts it, and a browser in front of it."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browsers import launched
from tests.running_copy import Copy, running_copy

# A page may take its time on a busy machine; what is asked of it is what it shows, not when.
expect.set_options(timeout=20_000)


@dataclass(frozen=True)
class Site:
    """A running copy: where it is, and how the demo shop's owner and an admin sign in, both by the same password."""

    url: str
    owner: str
    password: str
    admin: str


def site_of(copy: Copy) -> Site:
    """What a visitor has to know of a copy."""
    return Site(copy.url, *copy.sign_in("its owner"), copy.sign_in("an admin")[0])


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A copy with embedded servers and a seeded demo shop, stopped as Ctrl-C stops it."""
    home = Path(tempfile.mkdtemp(prefix="shopchat-journey-"))
    try:
        with running_copy(home) as copy:
            copy.wait_until_the_demo_is_embedded()
            yield site_of(copy)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a file."""
    with launched() as browser:
        yield browser


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser of somebody new; at the end none of their pages may have reported an error."""
    made: list[BrowserContext] = []
    errors: list[str] = []

    def come(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, "locale": "en-US", **options})
        context.set_default_timeout(30_000)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        made.append(context)
        return context

    yield come
    for context in made:
        context.close()
    assert errors == []
