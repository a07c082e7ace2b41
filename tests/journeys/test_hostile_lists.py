"""The lists of others, wherever shoppers, imports and owners could put them, on each page of the dashboard."""

import csv
import html
import io
import logging
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_first_answer import sign_in
from tests.journeys.test_hostile_text import Api, check, fill, plain, site
from tests.widget.hostile_text import TRAP, listed

__all__ = ["site"]  # the copy that lets one shopper say many things a minute
pytestmark = [pytest.mark.browser, pytest.mark.long]

LOG = logging.getLogger(__name__)  # pytest -o log_cli=true --log-cli-level=INFO
AT_ONCE = 25  # strings in the text of one entry, which the editor shows together


@dataclass(frozen=True)
class Filled:
    """A copy in which every string stands wherever it could, and its owner's browser."""

    url: str
    texts: list[str]
    bot: str
    conversation: str
    page: Page

    def visit(self, path: str) -> Page:
        self.page.goto(f"{self.url}/dashboard/{path}")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        return self.page

    def report(self, where: str, seen: str, texts: list[str] | None = None, *, least: float = 0.9) -> None:
        """Says how many strings the page shows as they were written: most, or the check would mean little."""
        texts = texts or self.texts
        missing = [text for text in texts if plain(text[:200]) not in seen]
        LOG.info("%s: %d of %d strings seen, first not: %s", where, len(texts) - len(missing), len(texts), missing[:2])
        check(self.page)
        assert len(missing) <= len(texts) * (1 - least)


@pytest.fixture(scope="module")
def filled(site: Site, browser: Browser) -> Iterator[Filled]:
    texts = listed()
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-US")
    context.set_default_timeout(60_000)
    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    api = Api(context, site)
    bot, conversation = fill(api, texts)
    ignorant = api.post("/chatbots", name="Knows nothing", welcome_message="hello")
    for number, text in enumerate(texts):
        api.post("/widget/chat", widget_key=ignorant["widget_key"], visitor_id=f"gap-{number}", message=text[:2000])
    for start in range(0, len(texts), AT_ONCE):
        together = "\n\n".join(texts[start : start + AT_ONCE])
        api.post("/knowledge", chatbot_id=bot, source_type="custom_text", title=f"Batch {start:03}", content=together)
    bring_in(context, site, api, bot, texts)
    context.add_init_script(TRAP)
    page = context.new_page()
    page.on("dialog", refuse)
    sign_in(page, site, site.owner, site.password)
    yield Filled(site.url, texts, bot, conversation, page)
    context.close()
    assert dialogs == []


def file_name(text: str) -> str:
    return re.sub(r"[/\\\r\n]", "", text)[:120]


def bring_in(context: BrowserContext, site: Site, api: Api, bot: str, texts: list[str]) -> None:
    """Imports a page for each string, which is its title, text and file name, and a table of them with bad rows."""
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(["sku", "title", "description", "price", "currency", "brand", "url", "image_url"])
    rows.writerows([f"h{n}", text, text, "1.00", "EUR", text[:255], text, text] for n, text in enumerate(texts))
    rows.writerows([f"b{n}", "", text, text, text, text, text, text] for n, text in enumerate(texts))
    files = [("table.csv", table.getvalue())]
    for text in texts:
        told = html.escape(text)
        files.append(
            (f"{file_name(text)}.html", f"<html><title>{told}</title><h1>{told}</h1><p>{told} {text}</p></html>")
        )
    for name, content in files:
        answer = context.request.post(
            f"{site.url}/api/v1/knowledge/imports",
            headers=api.headers,
            multipart={
                "chatbot_id": bot,
                "file": {"name": name, "mimeType": "text/plain", "buffer": content.encode("utf-8", "replace")},
            },
        )
        assert answer.status in (202, 422), (name, answer.text())
    for _ in range(600):
        seen = context.request.get(f"{site.url}/api/v1/knowledge/imports?page_size=1", headers=api.headers).json()
        if seen["items"][0]["status"] in ("done", "failed"):
            return
        time.sleep(1)
    raise AssertionError("the imports do not end")


def read(page: Page) -> str:
    """The text of all pages of a list, that of closed details too."""
    main, onward = page.get_by_role("main"), page.get_by_role("button", name="Next page")
    expect(main.get_by_role("listitem").first).to_be_visible()
    seen, number = "", 1
    while True:
        page.wait_for_timeout(150)
        seen += main.text_content() or ""
        check(page)
        if not onward.is_visible() or onward.is_disabled():
            return plain(seen)
        onward.click()
        number += 1
        expect(main.get_by_text(re.compile(rf"^{number} of \d+$"))).to_be_visible()


@pytest.mark.parametrize("path", ["chatbots", "conversations", "knowledge"])
def test_in_a_list(filled: Filled, path: str) -> None:
    filled.report(path, read(filled.visit(path)))


def test_in_the_imports(filled: Filled) -> None:
    names = [file_name(text) for text in filled.texts]
    filled.report(
        "imports", read(filled.visit("knowledge/imports")), names, least=0.8
    )  # forms write quotes in another way


def test_in_the_gaps(filled: Filled) -> None:
    # What is off topic is no gap, and of much the same question only some wordings are shown.
    filled.report("gaps", read(filled.visit("gaps")), least=0.3)


def test_in_a_thread(filled: Filled) -> None:
    page = filled.visit(f"conversations/{filled.conversation}")
    expect(page.get_by_label("Messages").get_by_text("Which kettles do you have?")).to_be_visible()
    filled.report("thread", plain(page.get_by_role("main").text_content() or ""))


def test_in_the_editor(filled: Filled) -> None:
    page, seen = filled.visit("knowledge"), ""
    for start in range(0, len(filled.texts), AT_ONCE):
        page.get_by_label("Search titles and texts").fill(f"Batch {start:03}")
        page.get_by_role("main").get_by_role("button", name=f"Batch {start:03}").first.click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_label("Title")).to_have_value(f"Batch {start:03}")
        seen += plain(dialog.locator("textarea").first.input_value())
        check(page)
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
    filled.report("editor", seen)


def test_in_the_playground(filled: Filled) -> None:
    page = filled.visit(f"chatbots/{filled.bot}/playground")
    chat = page.frame_locator("iframe")
    answers = chat.locator("shop-chat [role=log] .bot")
    expect(answers.first).to_be_visible()
    for text in filled.texts:
        before = answers.count()
        chat.locator("shop-chat .composer textarea").fill(text[:2000])
        chat.locator("shop-chat .composer textarea").press("Enter")
        expect(answers).to_have_count(before + 1)
        expect(chat.locator("shop-chat .typing")).to_have_count(0)
    check(page)
    filled.report("playground", plain(chat.locator("shop-chat [role=log]").text_content() or ""))


@pytest.mark.parametrize("path", ["", "analytics", "chatbots/{bot}", "chatbots/{bot}/look", "chatbots/{bot}/embed"])
def test_on_the_other_pages(filled: Filled, path: str) -> None:
    page = filled.visit(path.format(bot=filled.bot))
    page.wait_for_timeout(1500)
    check(page)


def test_the_trap_would_have_seen_it(filled: Filled) -> None:
    page = filled.visit("chatbots")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    page.wait_for_function("booms.length === 1")
