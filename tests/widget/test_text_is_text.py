"""Whoever wrote it and wherever it shows, text is text: nothing of it runs and nothing of it becomes an element."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.widget.hostile_text import HOSTILE
from tests.widget.shopper import Shopper

BOOM = "window.booms = []; window.boom = () => booms.push(document.currentScript?.src ?? 'somewhere')"
# Whatever the widget makes is on this list; a tag from a string would not be.
ELEMENTS = set("a button code div em form h2 h3 header i img input label li ol p s section span strong table".split())
ELEMENTS |= set("tbody td textarea th thead tr ul br".split())
TAGS = "root => [...root.getRootNode().querySelectorAll('*')].map((node) => node.localName)"
LINKS = "root => [...root.querySelectorAll('[href], [src]')].map((node) => node.getAttribute('href') ?? node.src)"
HANDLERS = """root => [...root.querySelectorAll("*")].flatMap((node) => node.getAttributeNames())
    .filter((name) => /^on|style/.test(name))"""


def product(text: str) -> dict[str, Any]:
    fields = ("title", "price", "compare_at_price", "currency", "url", "image_url", "availability", "sku", "entry_id")
    return dict.fromkeys(fields, text)


@pytest.fixture
def target(shopper: Shopper) -> Shopper:
    shopper.page.add_init_script(BOOM)
    return shopper


def check(shopper: Shopper) -> None:
    shopper.page.mouse.move(900, 400)
    shopper.page.wait_for_timeout(50)
    assert shopper.page.evaluate("booms") == []
    assert set(shopper.panel.evaluate(TAGS)) <= ELEMENTS
    assert shopper.panel.evaluate(HANDLERS) == []
    assert [link for link in shopper.panel.evaluate(LINKS) if not link.startswith("http")] == []


def test_in_what_the_shopper_writes(target: Shopper) -> None:
    target.visit().open()
    for text in HOSTILE:
        target.ask(text)
        expect(target.panel.locator(".user .bubble").last).to_have_text(text)
    check(target)
    target.visit()  # and the same as a history
    target.launcher.click()
    expect(target.panel.locator(".user")).to_have_count(len(HOSTILE))
    check(target)


def test_in_answers_products_sources_and_suggestions(target: Shopper) -> None:
    target.visit().open()
    for text in HOSTILE:
        target.stub.answer = {
            "content": text,
            "products": [product(text)],
            "sources": [{"entry_id": text, "title": text, "url": text}],
            "suggestions": [text],
        }
        target.ask("hello")
    check(target)
    assert target.answers.count() == len(HOSTILE) + 1


def test_in_the_bots_settings_and_the_pages_title(target: Shopper) -> None:
    for text in HOSTILE:
        target.stub.config = {
            "name": text,
            "welcome_message": text,
            "suggested_questions": [text],
            "language": text,
            "theme_config": dict.fromkeys(
                ("primary_color", "text_color", "position", "radius", "font", "avatar_url", "mode"), text
            ),
        }
        target.visit()
        target.page.evaluate("text => document.title = text", text)
        target.launcher.click()
        expect(target.panel.locator("h2")).to_have_text(text)
        check(target)
