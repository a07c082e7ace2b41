"""The dashboard of an owner with few messages and with a million: until a page can be used, and until a click shows.

Each visit has a fresh browser profile, so nothing is in its cache. One web process, no worker.
"""

import asyncio
from collections.abc import Awaitable, Callable

import psutil
from playwright.async_api import Browser, async_playwright

from bench.dashboard.fill import an_owner
from bench.dashboard.visit import Seen, Tab, tab
from bench.figures import median, table
from bench.widget import BROWSER
from shopchat.core.redis import redis
from shopchat.web.owner.conversations import ConversationsState
from shopchat.web.owner.home import HomeState
from tests.browsers import executable
from tests.web.sockets import Socket, Web, web_process

SIZES = (10, 10_000, 1_000_000)
VISITS = 5
TABS = 50
PAGES = (
    ("Home", "/dashboard"),
    ("Conversations", "/dashboard/conversations"),
    ("Unanswered", "/dashboard/gaps"),
    ("Analytics", "/dashboard/analytics"),
    ("Knowledge", "/dashboard/knowledge"),
)


async def run() -> str:
    """Three tables: pages, clicks, memory."""
    owners = {size: (await an_owner(size))[1] for size in SIZES}
    with web_process() as web:
        memory = await _memory(web, owners[SIZES[1]])
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=executable(), args=BROWSER)
            pages = [await _page(browser, web, owners, *page) for page in PAGES]
            clicks = [await _clicks(browser, web, owners, *click) for click in CLICKS]
            await browser.close()
    of = [f"{size:,} messages" for size in SIZES]
    return "\n\n".join(
        (
            f"### The dashboard: until a page can be used, ms, medians of {VISITS} visits",
            table(("page", *of, "HTTP, kB", "socket, kB"), pages),
            f"### From a click to what it shows, ms, medians of {VISITS}",
            table(("click", *of), clicks),
            f"### Memory of a session, of {TABS} tabs with home and conversations loaded",
            table(("where", "kB a tab"), memory),
        )
    )


async def _page(browser: Browser, web: Web, owners: dict[int, str], name: str, path: str) -> list[object]:
    seen: dict[int, list[Seen]] = {size: [] for size in owners}
    for _ in range(VISITS):
        for size, token in owners.items():
            shown = await tab(browser, web.host, token)
            seen[size].append(await shown.open(f"http://{web.host}{path}"))
            await shown.page.context.close()
    most = seen[SIZES[-1]]
    times = [median([each.usable for each in visits]) for visits in seen.values()]
    return [name, *times, median([each.http / 1000 for each in most]), median([each.socket / 1000 for each in most])]


async def _open_one(shown: Tab) -> float:
    return await shown.click(shown.page.get_by_role("main").get_by_text("Visitor").first)


async def _ninety_days(shown: Tab) -> float:
    return await shown.click(shown.page.get_by_text("90 days").first)


CLICKS = (
    ("Conversations: open one", "/dashboard/conversations", _open_one),
    ("Analytics: 90 days", "/dashboard/analytics", _ninety_days),
)


async def _clicks(
    browser: Browser, web: Web, owners: dict[int, str], name: str, path: str, click: Callable[[Tab], Awaitable[float]]
) -> list[object]:
    taken: dict[int, list[float]] = {size: [] for size in owners}
    for _ in range(VISITS):
        for size, token in owners.items():
            shown = await tab(browser, web.host, token)
            await shown.open(f"http://{web.host}{path}")
            taken[size].append(await click(shown))
            await shown.page.context.close()
    return [name, *(median(times) for times in taken.values())]


async def _memory(web: Web, token: str) -> list[list[object]]:
    """What a tab costs the web process and Redis."""
    family = [psutil.Process(web.process.pid), *psutil.Process(web.process.pid).children(recursive=True)]

    def web_bytes() -> int:
        return sum(each.memory_full_info().uss for each in family)

    async def redis_bytes() -> int:
        return int((await redis().info("memory"))["used_memory"])

    opened = [await asyncio.to_thread(_opened, web.host, token)]  # what the first one loads, all share
    before = web_bytes(), await redis_bytes()
    opened += [await asyncio.to_thread(_opened, web.host, token) for _ in range(TABS)]
    after = web_bytes(), await redis_bytes()
    for each in opened:
        each.close()
    return [
        ["web process", (after[0] - before[0]) / TABS / 1000],
        ["Redis", (after[1] - before[1]) / TABS / 1000],
    ]


def _opened(host: str, token: str) -> Socket:
    socket = Socket(host)
    socket.sign_in(token)
    for state in (HomeState, ConversationsState):
        socket.call(f"{state.get_full_name()}.load", {})
    socket.settle()
    return socket
