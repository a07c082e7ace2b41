"""What the one tag does to a page: nothing that anybody notices, until a click."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.widget.shopper import Shopper
from tests.widget.stub import Stub

STORED = "() => [document.cookie, localStorage.length, sessionStorage.length]"


def test_before_the_click_one_element_one_request_and_nothing_stored(shopper: Shopper) -> None:
    before = "() => document.querySelectorAll('*').length"
    shopper.page.route("**/widget.js", lambda route: route.abort())
    shopper.page.goto(f"{shopper.stub.shop_url}/friendly")
    bare = shopper.page.evaluate(before)
    shopper.page.unroute("**/widget.js")
    shopper.stub.requests.clear()
    shopper.visit()
    shopper.page.wait_for_load_state("networkidle")

    assert shopper.page.evaluate(before) == bare + 1
    assert [path for _, path in shopper.stub.requests if not path.startswith("shop:")] == ["/widget.js"]
    assert shopper.page.evaluate(STORED) == ["", 0, 0]


def test_nothing_is_stored_before_the_first_message(shopper: Shopper) -> None:
    shopper.visit().open()
    assert shopper.page.evaluate(STORED) == ["", 0, 0]
    shopper.ask("hello")
    assert shopper.page.evaluate("() => [document.cookie, Object.keys(localStorage)]") == ["", ["shopchat:wk_test"]]


def test_two_tags_make_one_button_and_earlier_calls_are_heard(shopper: Shopper) -> None:
    shopper.visit("two-tags")
    expect(shopper.panel).to_be_visible()
    assert shopper.page.locator("shop-chat").count() == 1
    assert shopper.page.evaluate("heard") == ["open"]


def test_a_strict_policy_with_trusted_types_is_kept(shopper: Shopper) -> None:
    broken: list[str] = []
    shopper.page.on("console", lambda message: broken.append(message.text) if "polic" in message.text.lower() else None)
    shopper.visit("strict-csp").open().ask("Which jacket keeps me dry?")
    shopper.button("Talk to a person").click()
    expect(shopper.panel.get_by_label("E-mail")).to_be_focused()
    assert shopper.panel.bounding_box()["width"] == 400, "the style sheet applies"  # type: ignore[index]
    assert broken == []


def test_hostile_css_changes_nothing_inside(shopper: Shopper) -> None:
    shopper.visit("hostile")
    box = shopper.launcher.bounding_box()
    assert box == {"x": 1280 - 20 - 56, "y": 860 - 20 - 56, "width": 56, "height": 56}
    shopper.open().ask("Which jacket keeps me dry?")  # the clicks land although something covers the page
    panel = shopper.panel.bounding_box()
    assert panel
    assert (panel["width"], panel["height"]) == (400, 680)
    for name, value in {"font-size": "15px", "font-style": "normal", "letter-spacing": "normal"}.items():
        expect(shopper.input).to_have_css(name, value)


def test_a_press_asks_for_the_chat_and_a_pointer_passing_by_does_not(shopper: Shopper) -> None:
    shopper.visit()
    shopper.page.wait_for_load_state("networkidle")
    shopper.stub.requests.clear()
    shopper.launcher.hover()
    shopper.page.wait_for_timeout(200)
    assert shopper.stub.requests == []
    with (
        shopper.page.expect_response(lambda answer: "/widget/config" in answer.url),
        shopper.page.expect_response(lambda answer: "/widget/panel" in answer.url),
    ):
        shopper.page.mouse.down()
    asked = sorted(path.partition(".")[0] for _, path in shopper.stub.requests)
    assert asked == ["/api/v1/widget/config", "/widget/panel"]
    expect(shopper.panel).to_be_hidden()
    shopper.page.mouse.up()
    expect(shopper.panel).to_be_visible()
    assert len(shopper.stub.requests) == 2


def test_a_server_that_is_gone_costs_the_page_one_line(page: Page, stub: Stub) -> None:
    lines: list[str] = []
    page.on("console", lambda message: lines.append(message.text))
    page.on("pageerror", lambda error: lines.append(str(error)))
    page.route("**/widget.js", lambda route: route.abort("connectionrefused"))
    page.goto(f"{stub.shop_url}/friendly")
    page.wait_for_load_state("networkidle")
    assert page.locator("shop-chat").count() == 0
    assert len(lines) == 1, lines  # the browser's own


def test_a_server_that_is_down_leaves_the_page_alone(shopper: Shopper) -> None:
    lines: list[str] = []
    shopper.page.on("console", lambda message: lines.append(message.text) if "ShopChat" in message.text else None)
    shopper.visit()
    shopper.stub.down = True
    shopper.launcher.click()
    expect(shopper.alert).to_have_text("Chat offline")
    assert len(lines) == 1

    shopper.stub.down = False
    shopper.launcher.click()
    expect(shopper.panel).to_be_visible()
    expect(shopper.panel.get_by_text("Hi, I am Alba")).to_be_visible()
    expect(shopper.page.locator("shop-chat aside")).to_have_count(0)


def test_a_bot_that_is_switched_off_says_so(shopper: Shopper) -> None:
    shopper.stub.config = None
    shopper.visit()
    shopper.launcher.click()
    expect(shopper.alert).to_contain_text("This assistant is switched off.")
    expect(shopper.input).to_be_disabled()


def test_the_page_can_drive_the_chat(shopper: Shopper) -> None:
    shopper.visit()
    shopper.page.evaluate(
        """() => {
          window.heard = [];
          ShopChat.on("message", (message) => heard.push(message.role));
          document.addEventListener("shopchat:close", () => heard.push("close"));
          ShopChat.identify({ name: "Ada", email: "ada@example.com" });
          ShopChat.setContext({ page: "https://shop.example/p/1", product: "e1" });
          ShopChat.send("How do returns work?");
        }"""
    )
    expect(shopper.answers).to_have_count(2)
    shopper.page.evaluate("ShopChat.toggle()")
    expect(shopper.panel).to_be_hidden()
    assert shopper.page.evaluate("heard") == ["user", "assistant", "close"]
    (body,) = shopper.stub.posted("chat")
    assert body["visitor_name"] == "Ada"
    assert body["page_url"] == "https://shop.example/p/1"
    assert body["context"] == {"product": "e1"}


@pytest.mark.parametrize(
    ("value", "colour"), [("%230000ff", "rgb(0, 0, 255)"), ("red}button{display:none", "rgb(99, 102, 241)")]
)
def test_the_button_has_the_tags_colour(shopper: Shopper, value: str, colour: str) -> None:
    shopper.visit(f"attributes?name=color&value={value}")
    expect(shopper.launcher).to_be_visible()
    expect(shopper.launcher).to_have_css("background-color", colour)


@pytest.mark.parametrize(
    ("value", "scheme", "surface"),
    [
        ("light", "dark", "rgb(255, 255, 255)"),
        ("dark", "light", "rgb(25, 26, 31)"),
        ("auto", "dark", "rgb(25, 26, 31)"),
    ],
)
def test_the_tag_chooses_light_or_dark(shopper: Shopper, value: str, scheme: str, surface: str) -> None:
    shopper.page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    shopper.visit(f"attributes?name=theme&value={value}").open()
    expect(shopper.panel).to_have_css("background-color", surface)


def test_a_page_may_set_the_colour_and_style_the_parts(shopper: Shopper) -> None:
    shopper.visit()
    shopper.page.add_style_tag(
        content="shop-chat { --shopchat-primary: #ffd400 } shop-chat::part(header) { letter-spacing: 3px }"
    )
    expect(shopper.launcher).to_have_css("background-color", "rgb(255, 212, 0)")
    shopper.open()
    header = shopper.panel.locator("header")
    expect(header).to_have_css("background-color", "rgb(255, 212, 0)")  # and not the bot's green
    expect(header).to_have_css("color", "rgb(0, 0, 0)")
    expect(header).to_have_css("letter-spacing", "3px")


def test_the_bot_shows_its_picture(shopper: Shopper) -> None:
    assert shopper.stub.config
    shopper.stub.config["theme_config"]["avatar_url"] = f"{shopper.stub.shop_url}/pictures/1.svg"
    shopper.visit().open()
    picture = shopper.panel.locator(".avatar img")
    assert picture.evaluate("node => node.decode().then(() => node.naturalWidth > 0)")


def test_the_tag_may_open_the_chat(shopper: Shopper) -> None:
    shopper.visit("attributes?name=open&value=true")
    expect(shopper.input).to_be_focused()


def test_every_call_before_the_script_is_heard(shopper: Shopper) -> None:
    shopper.page.add_init_script(
        """window.heard = [];
        const q = (window.ShopChat ??= { q: [] }).q;
        for (const type of ["open", "message", "handoff", "end", "close"]) q.push(["on", type, () => heard.push(type)]);
        q.push(["identify", { name: "Ada" }], ["setContext", { cart: [1] }], ["send", "hello"]);"""
    )
    shopper.visit()
    expect(shopper.answers).to_have_count(2)
    (body,) = shopper.stub.posted("chat")
    assert (body["visitor_name"], body["context"], body["message"]) == ("Ada", {"cart": [1]}, "hello")
    shopper.button("Talk to a person").first.click()
    shopper.panel.get_by_label("E-mail").fill("ada@example.com")
    shopper.button("Send request").click()
    expect(shopper.panel.get_by_text("The shop will answer by e-mail")).to_be_visible()
    shopper.button("Back to the chat").click()
    shopper.button("End chat").click()
    expect(shopper.button("5 of 5")).to_be_visible()
    shopper.page.evaluate("ShopChat.q.push(['close'])")
    expect(shopper.panel).to_be_hidden()
    assert shopper.page.evaluate("heard") == ["open", "message", "message", "handoff", "end", "close"]


def test_destroy_leaves_nothing(shopper: Shopper) -> None:
    shopper.visit().open()
    shopper.page.evaluate("ShopChat.destroy(); document.body.append('more')")
    expect(shopper.page.locator("shop-chat")).to_have_count(0)
    assert shopper.page.evaluate("typeof ShopChat") == "undefined"


def test_nothing_is_printed(shopper: Shopper) -> None:
    shopper.visit().open()
    shopper.page.emulate_media(media="print")
    expect(shopper.launcher).to_be_hidden()
    expect(shopper.panel).to_be_hidden()


@pytest.mark.parametrize(("pages", "comes"), [("", True), ("/proactive-time", True), ("/cart /sale", False)])
def test_a_tag_may_speak_after_a_while_on_some_pages(shopper: Shopper, pages: str, comes: bool) -> None:
    shopper.page.clock.install()
    shopper.visit(f"proactive-time?pages={pages}")
    shopper.page.wait_for_load_state("networkidle")
    line = shopper.page.get_by_role("button", name="Need a hand with sizes?")
    shopper.page.clock.run_for(4000)
    expect(line).to_have_count(0)
    shopper.page.clock.run_for(2000)
    expect(line).to_have_count(int(comes))
    if not comes:
        return
    shopper.page.get_by_role("button", name="Close", exact=True).click()
    expect(line).to_have_count(0)
    shopper.visit(f"proactive-time?pages={pages}")
    shopper.page.wait_for_load_state("networkidle")
    shopper.page.clock.run_for(30 * 60_000)
    expect(line).to_have_count(0)
    shopper.page.clock.run_for(31 * 60_000)  # the tag says: not more often than hourly
    expect(line).to_be_visible()


def test_a_tag_may_speak_first_and_does_so_rarely(shopper: Shopper) -> None:
    shopper.page.clock.install()
    shopper.visit("proactive")
    shopper.page.wait_for_load_state("networkidle")
    line = shopper.page.get_by_role("button", name="Need a hand with sizes?")
    shopper.page.clock.run_for(60_000)
    expect(line).to_have_count(0)
    shopper.page.evaluate("scrollTo(0, 2500)")
    shopper.page.clock.run_for(1000)
    expect(line).to_be_visible()
    line.click()
    expect(shopper.panel).to_be_visible()
    expect(line).to_have_count(0)

    shopper.visit("proactive")
    shopper.page.wait_for_load_state("networkidle")
    shopper.page.evaluate("scrollTo(0, 2500)")
    shopper.page.clock.run_for(60_000)
    expect(line).to_have_count(0)
