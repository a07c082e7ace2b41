"""What a widget costs the page it stands on, beside the widgets of others, over a blank page.

Every round visits every page on every device, each in a fresh profile and in an order that moves on by one, so that
a busy moment of the machine meets all of them. Figures are medians of the rounds.
"""

import os
import tempfile
from collections import defaultdict
from pathlib import Path

from playwright.async_api import async_playwright

from bench.widget.candidates import CANDIDATES, installed
from bench.widget.site import running
from bench.widget.tables import Rounds, click_table, page_table
from bench.widget.visit import Device, visit
from tests.browsers import executable

ROUNDS = 5
DEVICES = (Device("desktop", 1), Device("phone", 4))  # the two that our budget is written for
# No name but loopback resolves: an embed that calls somebody else's server fails at once, and the call is counted.
QUIET = "--no-sandbox --disable-background-networking --disable-component-update --disable-sync --no-first-run".split()
# And the browser's own pages, which each new window loads for the address bar that nobody sees, do not run meanwhile.
OWN_PAGES = "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup"
BROWSER = [*QUIET, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", OWN_PAGES]


async def run() -> str:
    """Two tables: what a page view costs, and what a click costs."""
    with tempfile.TemporaryDirectory(prefix="shopchat-bench-widget-") as folder:
        rounds, loads = await _measured(installed(Path(folder)))
    caption = (
        f"Medians of {ROUNDS} paired rounds; the machine's load was {min(loads):.1f} to {max(loads):.1f} "
        f"on {os.cpu_count()} cores."
    )
    return "\n\n".join(("### The widget on a page", caption, page_table(rounds), click_table(rounds)))


async def _measured(folders: dict[str, Path]) -> tuple[Rounds, list[float]]:
    costs: Rounds = defaultdict(list)
    loads = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=BROWSER)
        with running(folders) as site:
            for candidate in CANDIDATES:  # the first visit compresses the files
                await visit(browser, site, candidate, DEVICES[0])
            for turn in range(ROUNDS):
                first = turn % len(CANDIDATES)
                for device in DEVICES:
                    loads.append(os.getloadavg()[0])
                    for candidate in CANDIDATES[first:] + CANDIDATES[:first]:
                        costs[candidate, device].append(await visit(browser, site, candidate, device))
        await browser.close()
    return costs, loads
