"""What strangers wrote, as its owner meets it: in every list and thread it is text, and nothing of it runs."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Site, site_of
from tests.journeys.test_first_answer import sign_in
from tests.running_copy import running_copy
from tests.widget.hostile_text import HOSTILE

pytestmark = pytest.mark.browser

Come = Callable[..., BrowserContext]
TRAP = "window.booms = []; window.boom = () => booms.push(location.pathname)"
RATES = ("RATE_LIMIT_VISITOR", "RATE_LIMIT_WIDGET_KEY", "RATE_LIMIT_API")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A copy that lets one shopper say thirty things a minute."""
    home = Path(tempfile.mkdtemp(prefix="shopchat-hostile-"))
    try:
        with running_copy(home, **dict.fromkeys(RATES, "10000")) as copy:
            yield site_of(copy)
    finally:
        shutil.rmtree(home, ignore_errors=True)


class Api:
    """The HTTP API, as the site's owner or as a shopper."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self._request, self._root = context.request, f"{site.url}/api/v1"
        self.headers: dict[str, str] = {}
        token = self.post("/auth/login", email=site.owner, password=site.password)["access_token"]
        self.headers = {"Authorization": f"Bearer {token}"}

    def post(self, path: str, **body: Any) -> Any:
        answer = self._request.post(f"{self._root}{path}", data=body, headers=self.headers)
        assert answer.ok, (path, body, answer.text())
        return answer.json()


def fill(api: Api, texts: list[str]) -> tuple[str, str]:
    """Puts each string wherever a stranger or an import could; returns a chatbot and the conversation with them all."""
    bots = [
        api.post(
            "/chatbots",
            name=text[:255],
            welcome_message=text,
            suggested_questions=[text[:200]],
            theme_config={"avatar_url": "https://shop.example/a.png"},
        )
        for text in texts
    ]
    for text in texts:
        facts = dict.fromkeys(("sku", "brand", "category"), text[:255])
        address = f"https://shop.example/{text}"[:2000]
        metadata = {**facts, "price": "10.00", "currency": "USD", "url": address, "image_url": address}
        api.post(
            "/knowledge",
            chatbot_id=bots[0]["id"],
            source_type="product_catalog",
            title=f"Kettle {text}"[:500],
            content=f"A kettle for tea. {text}",
            metadata=metadata,
        )
    said: dict[str, Any] = {}
    for number, text in enumerate(texts):
        message = {
            "widget_key": bots[0]["widget_key"],
            "message": text[:2000],
            "visitor_name": text[:255],
            "page_url": text[:2000],
        }
        api.post("/widget/chat", visitor_id=f"visitor-{number}", **message)  # a name for each in the list
        said = api.post("/widget/chat", visitor_id="one", visitor_token=said.get("visitor_token"), **message)
    asked = {"visitor_id": "one", "visitor_token": said["visitor_token"], "message": "Which kettles do you have?"}
    assert api.post("/widget/chat", widget_key=bots[0]["widget_key"], **asked)["products"]
    return bots[0]["id"], said["conversation_id"]


def plain(text: str) -> str:
    """What is left to compare once a page has drawn bold and bullets, and wrapped lines."""
    return re.sub(r"[\s*•-]", "", text)


def read(page: Page) -> str:
    """The text of all pages of a list, one after the other."""
    main, onward = page.get_by_role("main"), page.get_by_role("button", name="Next page")
    seen, number = "", 1
    while True:
        page.wait_for_timeout(300)
        seen += main.inner_text()
        if not onward.is_visible() or onward.is_disabled():
            return plain(seen)
        onward.click()
        number += 1
        expect(main.get_by_text(re.compile(rf"^{number} of \d+$"))).to_be_visible()


def test_the_dashboard_shows_all_of_it_and_runs_none(site: Site, visitor: Come) -> None:
    context = visitor()
    bot, conversation = fill(Api(context, site), HOSTILE)
    context.add_init_script(TRAP)
    page = context.new_page()
    sign_in(page, site, site.owner, site.password)

    for path in ("conversations", f"conversations/{conversation}", "knowledge", "chatbots"):
        page.goto(f"{site.url}/dashboard/{path}")
        rows = page.get_by_role("main").get_by_role("listitem")
        expect(rows.first).to_be_visible()
        if path.endswith(conversation):
            expect(page.get_by_label("Messages").get_by_text("Which kettles do you have?")).to_be_visible()
        seen = read(page)
        assert [text for text in HOSTILE if plain(text) not in seen] == [], path
        check(page)

    page.goto(f"{site.url}/dashboard/knowledge")
    page.get_by_label("Search titles and texts").fill("Kettle")
    page.get_by_role("main").get_by_role("button", name="Kettle").first.click()
    expect(page.get_by_role("dialog").get_by_label("Title")).to_have_value(re.compile("Kettle"))
    check(page)

    tabs = {f"/chatbots/{bot}{tab}": HOSTILE[0] for tab in ("", "/look", "/embed", "/playground")}
    for path, heading in {"": "Home", **tabs}.items():
        page.goto(f"{site.url}/dashboard{path}")
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        check(page)
    expect(page.frame_locator("iframe").locator("shop-chat [role=log] .bot").first).to_contain_text(HOSTILE[0])
    check(page)

    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=boom()>')")
    page.wait_for_function("booms.length === 1")  # the trap would have seen it


def check(page: Page) -> None:
    page.wait_for_timeout(200)
    assert [frame.evaluate("booms") for frame in page.frames] == [[] for _ in page.frames]
    assert [link for link in links(page) if not re.match(r"https?:|/|data:image/|blob:", link)] == []


def links(page: Page) -> list[str]:
    found: list[str] = page.get_by_role("main").evaluate(
        "main => [...main.querySelectorAll('[href], [src]')].map((it) => it.getAttribute('href') ?? it.src)"
    )
    return found
