"""The chat for people who use a keyboard, a screen reader, another direction of writing, a phone, a zoomed page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.widget.shopper import Shopper
from tests.widget.stub import Stub

# What a screen reader would be told: nodes that arrive inside the log while it is polite.
LISTEN = """log => {
  window.told = [];
  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) if (log.ariaLive === "polite") told.push(node.textContent);
    }
  }).observe(log, { childList: true, subtree: true, characterData: true });
}"""


def test_the_keyboard_alone_is_enough(shopper: Shopper) -> None:
    shopper.visit()
    shopper.page.get_by_label("Search").focus()
    shopper.page.keyboard.press("Tab")
    expect(shopper.launcher).to_be_focused()
    shopper.page.keyboard.press("Enter")
    expect(shopper.input).to_be_focused()
    shopper.page.keyboard.type("How do returns work?")
    shopper.page.keyboard.press("Enter")
    expect(shopper.answers).to_have_count(2)
    expect(shopper.input).to_be_focused()
    shopper.page.keyboard.press("Escape")
    expect(shopper.panel).to_be_hidden()
    expect(shopper.launcher).to_be_focused()


def test_a_pressed_suggestion_does_not_lose_the_focus(shopper: Shopper) -> None:
    shopper.visit().open()
    shopper.button("How do returns work?").press("Enter")
    expect(shopper.input).to_be_focused()


def test_tab_leaves_the_panel_on_a_desktop(shopper: Shopper) -> None:
    shopper.visit().open()
    shopper.page.get_by_label("Search").focus()
    expect(shopper.page.get_by_label("Search")).to_be_focused()
    expect(shopper.panel).to_be_visible()


def test_a_finished_answer_is_announced_once(shopper: Shopper) -> None:
    shopper.visit().open()
    shopper.log.evaluate(LISTEN)
    shopper.ask("Where do you come from?")
    shopper.button("Helpful").first.click()
    told = shopper.page.evaluate("told")
    assert [text for text in told if "could not find that" in text] == [told[-1]]
    assert len(told) == 2  # the question and the answer


def test_an_old_conversation_is_not_read_out(shopper: Shopper) -> None:
    shopper.visit().open().ask("one").ask("two")
    shopper.visit()
    shopper.page.route("**/history", lambda route: (shopper.log.evaluate(LISTEN), route.continue_()))
    shopper.launcher.click()
    expect(shopper.log.get_by_text("two")).to_be_visible()
    assert shopper.page.evaluate("told") == []


def test_enter_while_an_input_method_composes_sends_nothing(shopper: Shopper) -> None:
    shopper.visit().open()
    shopper.input.fill("にほん")
    shopper.input.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "composed": True})
    shopper.input.press("Shift+Enter")
    expect(shopper.input).to_have_value("にほん\n")
    assert shopper.stub.posted("chat") == []


def test_the_shops_shortcuts_stay_quiet_while_somebody_types(shopper: Shopper) -> None:
    shopper.visit("spa").open()
    shopper.input.press_sequentially("shoes")
    assert shopper.page.evaluate("seen") == []


def test_targets_are_large_enough_for_a_thumb(phone_shopper: Shopper) -> None:
    shopper = phone_shopper.visit().open().ask("Which jacket keeps me dry?")
    shopper.button("Talk to a person").click()
    expect(shopper.panel.get_by_label("E-mail")).to_be_visible()
    shopper.button("Back to the chat").click()
    shopper.button("End chat").click()
    expect(shopper.button("5 of 5")).to_be_visible()
    sizes = """root => [...root.querySelectorAll("button, input, textarea")].filter((node) => node.checkVisibility())
        .map((node) => [node.getAttribute("aria-label") ?? node.textContent, node.getBoundingClientRect()])
        .filter(([, box]) => box.width < 44 || box.height < 44).map(([name]) => name)"""
    assert shopper.panel.evaluate(sizes) == []


def test_a_phone_shows_the_chat_alone(phone_shopper: Shopper) -> None:
    shopper = phone_shopper.visit().open()
    assert shopper.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    expect(shopper.launcher).to_be_hidden()
    assert shopper.input.evaluate("node => getComputedStyle(node).fontSize") == "16px"  # else iOS zooms
    shopper.button("Close chat").click()
    expect(shopper.launcher).to_be_focused()


def test_where_the_chat_covers_the_page_the_focus_stays_in_it(phone_shopper: Shopper) -> None:
    shopper = phone_shopper.visit().open()
    for _ in range(15):
        shopper.page.keyboard.press("Tab")
        assert shopper.page.evaluate("document.activeElement.localName") in (
            "shop-chat",
            "body",
        )  # body: the browser's own bar


def test_four_hundred_percent_zoom_needs_no_sideways_scrolling(
    context_with: Callable[..., BrowserContext], stub: Stub
) -> None:
    context = context_with(viewport={"width": 320, "height": 215})
    shopper = Shopper(context.new_page(), stub).visit().open().ask("How do returns work?")
    assert shopper.panel.evaluate("node => node.scrollWidth <= 320 && node.getBoundingClientRect().width === 320")
    expect(shopper.input).to_be_in_viewport(ratio=1)


def test_a_notch_and_a_home_bar_cover_nothing(phone_shopper: Shopper) -> None:
    devtools = phone_shopper.page.context.new_cdp_session(phone_shopper.page)
    insets = {"top": 47, "bottom": 34, "left": 30, "right": 30}
    devtools.send("Emulation.setSafeAreaInsetsOverride", {"insets": insets})
    shopper = phone_shopper.visit()
    box = shopper.launcher.bounding_box()
    assert box
    assert (box["x"], box["y"]) == (390 - 30 - 56, 844 - 34 - 56)
    shopper.open()
    for node in (shopper.button("Close chat"), shopper.panel.locator("h2"), shopper.button("Send")):
        box = node.bounding_box()
        assert box
        assert box["y"] >= 47
        assert box["x"] >= 30
        assert box["x"] + box["width"] <= 390 - 30
        assert box["y"] + box["height"] <= 844 - 34


def test_reduced_motion_stands_still(context_with: Callable[..., BrowserContext], stub: Stub) -> None:
    shopper = Shopper(context_with(reduced_motion="reduce").new_page(), stub).visit().open().say("please wait")
    running = "node => node.getRootNode().getAnimations().filter((it) => it.playState === 'running').length"
    assert shopper.panel.evaluate(running) == 0


def test_forced_colours_keep_the_icons(context_with: Callable[..., BrowserContext], stub: Stub) -> None:
    shopper = Shopper(context_with(forced_colors="active").new_page(), stub).visit().open()
    drawn = """node => getComputedStyle(node, "::before").backgroundColor
        !== getComputedStyle(node.closest("header, form")).backgroundColor"""
    assert shopper.button("Close chat").evaluate(drawn)
    assert shopper.button("Send").evaluate(drawn)


def test_hebrew_runs_from_the_right(shopper: Shopper) -> None:
    shopper.visit("rtl").open()
    expect(shopper.panel).to_have_attribute("dir", "rtl")
    expect(shopper.panel).to_have_attribute("lang", "he")
    panel, avatar = shopper.panel.bounding_box(), shopper.panel.locator(".avatar").bounding_box()
    assert panel
    assert avatar
    assert panel["x"] == 20  # the page asked for the left side
    assert avatar["x"] > panel["x"] + panel["width"] / 2


@pytest.mark.parametrize(
    ("tag", "page", "browser_locale", "expected"),
    [("fr-CH", "de", "es-ES", "fr"), ("", "de-AT", "es-ES", "de"), ("", "", "es-ES", "es"), ("", "", "fi-FI", "en")],
)
def test_the_language_is_the_tags_the_pages_or_the_browsers(
    context_with: Callable[..., BrowserContext], stub: Stub, tag: str, page: str, browser_locale: str, expected: str
) -> None:
    shopper = Shopper(context_with(locale=browser_locale).new_page(), stub)
    shopper.visit(f"languages?tag={tag}&page={page}").open()
    expect(shopper.panel).to_have_attribute("lang", expected)


def test_twelve_languages_speak_throughout(shopper: Shopper) -> None:
    said = set()
    for language in "en de fr es it nl pt pl sv ja ar he".split():
        shopper.visit(f"languages?tag={language}&page=").open()
        expect(shopper.panel).to_have_attribute("lang", language)
        said.add((shopper.input.get_attribute("placeholder"), shopper.panel.locator(".note").inner_text()))
    assert len(said) == 12
