"""The lists of others as all that a shopper, an owner or a model could write, in the widget."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, expect

from tests.widget.hostile_text import TRAP, listed
from tests.widget.shopper import Shopper
from tests.widget.test_text_is_text import check, product

pytestmark = pytest.mark.long
AT_ONCE = 60  # strings in one conversation
CONTEXT = """text => {
    document.title = text;
    ShopChat.setContext({ page: text, product: text, cart: text });
    ShopChat.identify({ name: text, email: text });
}"""

ANOTHER_TAG = """() => {
    ShopChat.destroy();
    const [tag, next] = [document.querySelector("[data-widget-key]"), document.createElement("script")];
    next.src = tag.src;
    next.dataset.widgetKey = tag.dataset.widgetKey;
    tag.replaceWith(next);
}"""


@pytest.fixture
def target(shopper: Shopper) -> Iterator[Shopper]:
    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    shopper.page.on("dialog", refuse)
    shopper.page.add_init_script(TRAP)
    yield shopper
    assert dialogs == []


def test_in_a_conversation_and_its_history(target: Shopper) -> None:
    texts = listed()
    for start in range(0, len(texts), AT_ONCE):
        some = texts[start : start + AT_ONCE]
        target.stub.stored.clear()
        target.visit()
        target.page.evaluate("localStorage.clear()")
        target.visit().open()
        for text in some:
            target.stub.answer = {
                "content": text,
                "products": [product(text)],
                "sources": [{"entry_id": text, "title": text, "url": text}],
                "suggestions": [text],
            }
            target.page.evaluate(CONTEXT, text)
            target.ask(text[:2000])
        check(target)
        target.visit()  # the same as a history
        target.launcher.click()
        expect(target.panel.locator(".user")).to_have_count(len(some))
        check(target)


def test_in_the_bots_settings(target: Shopper) -> None:
    target.visit()
    for text in listed():
        target.stub.config = {
            "name": text,
            "welcome_message": text,
            "suggested_questions": [text],
            "language": text,
            "theme_config": dict.fromkeys(("primary_color", "position", "radius", "font", "avatar_url", "mode"), text),
        }
        target.page.evaluate(ANOTHER_TAG)  # a page load each would take minutes
        target.launcher.click()
        expect(target.panel.locator("h2")).to_have_text(text)
        check(target)
