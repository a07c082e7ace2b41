"""One visit of a page with an embed on it, in a fresh browser profile, and what it cost."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser

from bench.widget.candidates import Candidate
from bench.widget.site import Site

PROBE = Path(__file__).with_name("probe.js").read_text()
QUIET_SECONDS = 1.5  # what an embed does later than this after the page's load event is not counted


@dataclass(frozen=True)
class Device:
    """A screen and how many times slower than this machine its processor is."""

    name: str
    slowdown: int

    @property
    def label(self) -> str:
        return f"{self.name} {self.slowdown}x"

    @property
    def screen(self) -> dict[str, Any]:
        if self.name == "phone":
            return {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
        return {"viewport": {"width": 1280, "height": 860}}


@dataclass(frozen=True)
class Cost:
    """Before the click but for the last three. Times in milliseconds, bytes as sent in brotli."""

    script: float
    long_tasks: int
    shift: float
    elements: int
    sent: int
    requests: int
    elsewhere: int
    usable: float | None
    sent_in_all: int
    requests_in_all: int


async def visit(browser: Browser, site: Site, candidate: Candidate, device: Device) -> Cost:
    """Loads the page, waits until it is quiet, clicks the launcher and waits for an input."""
    context = await browser.new_context(**device.screen, locale="en-GB")
    try:
        page = await context.new_page()
        elsewhere: list[str] = []
        page.on("request", lambda it: None if it.url.startswith((site.url, "data:")) else elsewhere.append(it.url))
        await page.add_init_script(PROBE)
        devtools = await context.new_cdp_session(page)
        await devtools.send("Performance.enable")
        await devtools.send("Emulation.setCPUThrottlingRate", {"rate": device.slowdown})
        site.sent.clear()
        await page.goto(f"{site.url}/page/{candidate.name}", wait_until="load")
        await asyncio.sleep(QUIET_SECONDS)
        metrics = {it["name"]: it["value"] for it in (await devtools.send("Performance.getMetrics"))["metrics"]}
        seen = await page.evaluate("({...probe, elements: probe.elements().length})")
        before, abroad = list(site.sent), len(elsewhere)
        usable = await page.evaluate("probe.open", candidate.launcher) if candidate.launcher else None
        return Cost(
            script=metrics["ScriptDuration"] * 1000,
            long_tasks=seen["longTasks"],
            shift=seen["shift"],
            elements=seen["elements"],
            sent=sum(size for _, size in before),
            requests=len(before) + abroad,
            elsewhere=abroad,
            usable=usable,
            sent_in_all=sum(size for _, size in site.sent),
            requests_in_all=len(site.sent) + len(elsewhere),
        )
    finally:
        await context.close()
