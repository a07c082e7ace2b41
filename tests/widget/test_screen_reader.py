"""What Chromium's accessibility tree, which screen readers are given, says of the chat."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import CDPSession, expect

from tests.widget.shopper import Shopper

SILENT = {"generic", "none", "InlineTextBox", "StaticText", "ListMarker", "LineBreak"}


class Reader:
    """The accessibility tree below the widget, in the order in which it is read."""

    def __init__(self, shopper: Shopper) -> None:
        self.devtools: CDPSession = shopper.page.context.new_cdp_session(shopper.page)
        self.devtools.send("Accessibility.enable")

    def nodes(self) -> list[dict[str, Any]]:
        tree: list[dict[str, Any]] = self.devtools.send("Accessibility.getFullAXTree")["nodes"]
        return [node for node in tree if not node["ignored"]]

    def heard(self, role: str) -> list[str]:
        """The names of all that has this role."""
        return [self.name(node) for node in self.nodes() if node["role"]["value"] == role]

    def the(self, role: str, name: str) -> dict[str, Any]:
        """What is known of the one thing with this role and name: its properties."""
        (found,) = [node for node in self.nodes() if (node["role"]["value"], self.name(node)) == (role, name)]
        return {it["name"]: it["value"].get("value") for it in found["properties"]}

    def text(self) -> str:
        return " ".join(self.name(node) for node in self.nodes() if node["role"]["value"] == "StaticText")

    @staticmethod
    def name(node: dict[str, Any]) -> str:
        said: str = node.get("name", {}).get("value", "")
        return said


@pytest.fixture
def reader(shopper: Shopper) -> Reader:
    return Reader(shopper)


def test_the_button_says_what_it_does_and_whether_it_has(shopper: Shopper, reader: Reader) -> None:
    shopper.visit()
    assert reader.the("button", "Chat")["expanded"] is False
    shopper.open()
    assert reader.heard("button")[0] == "Close chat"
    assert reader.the("dialog", "Alba").get("modal", False) is False  # the page stays within reach


def test_everything_has_a_role_and_a_name(shopper: Shopper, reader: Reader) -> None:
    shopper.visit().open().ask("Which jacket keeps me dry?").ask("How do returns work?")
    named = [(node["role"]["value"], reader.name(node)) for node in reader.nodes()]
    for role in ("button", "link", "textbox", "dialog", "log", "region"):
        assert [name for kind, name in named if kind == role and not name.strip()] == [], role
    assert ("heading", "Alba") in named
    assert ("textbox", "Ask a question…") in named
    assert ("log", "Conversation") in named
    assert ("list", "Products") in named
    assert ("link", "Fjell rain jacket") in named
    assert ("button", "Ask about this: Fjell rain jacket") in named
    assert "Before: €189.00" in reader.text()
    assert ("link", "Returns policy") in named
    assert {("button", "Helpful"), ("button", "Not helpful"), ("button", "Send")} <= set(named)


def test_an_answer_is_read_once_and_when_it_is_whole(shopper: Shopper, reader: Reader) -> None:
    shopper.visit().open()
    log = reader.the("log", "Conversation")
    assert (log["live"], log["atomic"], log["relevant"]) == ("polite", False, "additions text")
    shopper.say("please wait a moment")
    expect(shopper.panel.locator(".bot[aria-hidden=true] .bubble")).to_have_text("I could not find ")
    assert "I could not find" not in reader.text()
    shopper.stub.go_on.set()
    expect(shopper.answers).to_have_count(2)
    assert reader.text().count("I could not find") == 1


def test_trouble_interrupts(shopper: Shopper, reader: Reader) -> None:
    shopper.visit().open().say("this will break")
    expect(shopper.button("Try again")).to_be_visible()
    (alert,) = [node for node in reader.nodes() if node["role"]["value"] == "alert"]
    assert {it["name"]: it["value"].get("value") for it in alert["properties"]}["live"] == "assertive"


def test_thumbs_and_stars_say_when_they_are_pressed(shopper: Shopper, reader: Reader) -> None:
    shopper.visit().open().ask("How do returns work?")
    shopper.button("Helpful").first.click()
    assert reader.the("button", "Helpful")["pressed"] == "true"
    assert reader.the("button", "Not helpful")["pressed"] == "false"
    shopper.button("End chat").click()
    shopper.button("4 of 5").click()
    assert reader.the("button", "4 of 5")["pressed"] == "true"
    assert "Thank you for rating." in reader.text()


FOCUSED = """() => {
    const node = document.activeElement?.shadowRoot?.activeElement;
    return node && (node.getAttribute("aria-label") ?? node.textContent);
}"""


def test_tab_goes_from_the_top_to_the_bottom(shopper: Shopper) -> None:
    shopper.visit().open().ask("Which jacket keeps me dry?")
    shopper.button("Talk to a person").focus()
    order = []
    for _ in range(16):
        order.append(shopper.page.evaluate(FOCUSED))
        shopper.page.keyboard.press("Tab")
    jackets = ("Fjell rain jacket", "Skare hardshell, three layers, for winter tours", "Vind windbreaker")
    cards = [name for jacket in jackets for name in (jacket, f"Ask about this: {jacket}")]
    tail = ["Helpful", "Not helpful", "Cheaper ones?", "Does it come in green?", "Ask a question…", "Send"]
    assert order == ["Talk to a person", "End chat", "Close chat", "Conversation", *cards, *tail]
    expect(shopper.answers.get_by_role("listitem").last).to_be_attached()


def test_a_card_that_is_tabbed_to_comes_into_view(shopper: Shopper) -> None:
    shopper.visit().open().ask("Which jacket keeps me dry?")
    last = shopper.answers.get_by_role("link", name="Vind windbreaker")
    assert shopper.answers.get_by_role("list", name="Products").evaluate("list => list.scrollLeft") == 0
    shopper.answers.get_by_role("button", name="Ask about this: Skare").focus()
    shopper.page.keyboard.press("Tab")
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport(ratio=0.9)
