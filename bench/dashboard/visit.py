"""One look at a page of the dashboard in a fresh browser: what came over the wire, and until when it could be used."""

import asyncio
import time
from dataclasses import dataclass

from playwright.async_api import Browser, Locator, Page

USABLE = "document.querySelector('h1') && !document.querySelector('.skeleton')"
SILENCE = 0.3  # seconds without a frame, after which an answer is taken to be whole
LONGEST = 60


@dataclass(frozen=True)
class Seen:
    """Milliseconds until the page showed its data, and the bytes until then: of HTTP as sent, and of the socket."""

    usable: float
    http: int
    socket: int


class Tab:
    """A page with a person's session, and the frames of its socket."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.http = self.socket = 0
        self._last_frame = 0.0
        page.on("websocket", lambda socket: socket.on("framereceived", self._frame))

    async def open(self, url: str) -> Seen:
        """Opens `url`."""
        wire = await self.page.context.new_cdp_session(self.page)
        await wire.send("Network.enable")
        wire.on("Network.loadingFinished", self._loaded)
        started = time.perf_counter()
        await self.page.goto(url, wait_until="commit")
        await self.page.wait_for_function(USABLE, polling="raf", timeout=LONGEST * 1000)
        usable = (time.perf_counter() - started) * 1000
        await self._quiet(time.perf_counter())
        return Seen(usable, self.http, self.socket)

    async def click(self, what: Locator) -> float:
        """Milliseconds from the click to the last frame that answers it."""
        await what.wait_for()
        started = time.perf_counter()
        await what.click()
        return (await self._quiet(started, wait_for_one=True) - started) * 1000

    def _loaded(self, event: dict[str, float]) -> None:
        self.http += int(event["encodedDataLength"])

    def _frame(self, payload: str | bytes) -> None:
        self.socket += len(payload.encode() if isinstance(payload, str) else payload)
        if len(payload) > 1:  # a heartbeat is one character
            self._last_frame = time.perf_counter()

    async def _quiet(self, since: float, *, wait_for_one: bool = False) -> float:
        """When the last frame came, once nothing has come for a while."""
        while True:
            await asyncio.sleep(0.02)
            now = time.perf_counter()
            if now - since > LONGEST:
                raise TimeoutError("The page did not come to rest.")
            if wait_for_one and self._last_frame < since:
                continue
            if now - max(self._last_frame, since) > SILENCE:
                return self._last_frame


async def tab(browser: Browser, host: str, token: str) -> Tab:
    """A fresh profile that is signed in."""
    context = await browser.new_context(viewport={"width": 1280, "height": 860})
    await context.add_cookies([{"name": "shopchat_session", "value": token, "url": f"http://{host}"}])
    return Tab(await context.new_page())
