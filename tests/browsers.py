"""The real browser of the tests."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

QUIET = "--no-sandbox --disable-background-networking --disable-component-update --disable-sync --no-first-run".split()
NAMES = ("chromium", "google-chrome", "chromium-browser")


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless browser, for one file at a time: while it is open, pytest-asyncio cannot run its own loop."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail("No browser: install chromium so that `chromium` or `google-chrome` is on PATH.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()
