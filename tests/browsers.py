"""The real browser of the tests."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

QUIET = "--no-sandbox --disable-background-networking --disable-component-update --disable-sync --no-first-run".split()
# For the address bar that nobody sees, each new window would load two pages of the browser's own and run their scripts
# for a second or two. (This takes the place of the list that Playwright passes.)
QUIET.append("--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,HttpsUpgrades")
NAMES = ("chromium", "google-chrome", "chromium-browser")


def executable() -> str | None:
    """The path of the machine's browser, if it has one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def launched(*, drop: Sequence[str] = ()) -> Iterator[Browser]:
    """A headless browser, for one file at a time: while it is open, pytest-asyncio cannot run its own loop.

    `drop` names switches of Playwright's own that it shall do without.
    """
    found = executable()
    if not found:
        pytest.fail("No browser: install chromium so that `chromium` or `google-chrome` is on PATH.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET, ignore_default_args=list(drop))
        yield browser
        browser.close()
