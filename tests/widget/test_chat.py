"""A shopper's conversation, from the first question to the rating, on good and on bad networks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.widget.shopper import Shopper


def test_a_question_gets_text_cards_and_follow_ups(shopper: Shopper) -> None:
    shopper.visit().open()
    shopper.button("Which jacket keeps me dry?").click()
    expect(shopper.answers).to_have_count(2)
    answer = shopper.answers.last
    expect(answer.locator("strong").first).to_have_text("Fjell")
    card = answer.get_by_role("listitem").first
    expect(card).to_contain_text("€149.00")
    expect(card.locator("s")).to_have_text("Before: €189.00")
    expect(card).to_contain_text("In stock")
    expect(card.get_by_role("link")).to_have_attribute("rel", "noopener nofollow ugc")
    expect(shopper.button("Cheaper ones?")).to_be_visible()
    expect(shopper.button("Do you ship abroad?")).to_have_count(0)

    card.get_by_role("button", name="Ask about this").click()
    expect(shopper.log.get_by_text("Tell me more about Fjell rain jacket")).to_be_visible()


def test_no_request_needs_a_preflight(shopper: Shopper) -> None:
    shopper.visit().open().ask("Which jacket keeps me dry?")
    shopper.button("Helpful").first.click()
    shopper.button("Talk to a person").click()
    shopper.panel.get_by_label("E-mail").fill("ada@example.com")
    shopper.button("Send request").click()
    expect(shopper.panel.get_by_text("The shop will answer by e-mail")).to_be_visible()
    shopper.button("Back to the chat").click()
    shopper.button("End chat").click()
    shopper.button("4 of 5").click()
    expect(shopper.panel.get_by_text("Thank you for rating.")).to_be_visible()

    assert "OPTIONS" not in {method for method, _ in shopper.stub.requests}
    (answer_id,) = [message["id"] for message in shopper.stub.stored if message["role"] == "assistant"]
    token = {"widget_key": "wk_test", "visitor_token": "vt-1"}
    assert shopper.stub.posted("feedback") == [{**token, "message_id": answer_id, "helpful": True}]
    assert shopper.stub.posted("handoff") == [{**token, "email": "ada@example.com"}]
    assert shopper.stub.posted("end") == [token]
    assert shopper.stub.posted("rate") == [{**token, "score": 4}]


def test_a_click_on_a_card_is_counted(shopper: Shopper) -> None:
    shopper.visit().open().ask("Which jacket keeps me dry?")
    with shopper.page.context.expect_page():
        shopper.answers.last.get_by_role("link").first.click()
    for _ in range(50):
        if shopper.stub.posted("events"):
            break
        shopper.page.wait_for_timeout(20)
    (event,) = shopper.stub.posted("events")
    assert (event["type"], event["entry_id"], event["visitor_token"]) == ("product_click", "e1", "vt-1")


def test_text_streams_in_and_is_replaced_by_the_finished_answer(shopper: Shopper) -> None:
    shopper.visit().open().say("please wait a moment")
    arriving = shopper.panel.locator(".bot[aria-hidden=true] .bubble")
    expect(arriving).to_have_text("I could not find ")
    expect(shopper.answers).to_have_count(1)
    shopper.stub.go_on.set()
    expect(shopper.answers.last).to_contain_text("Shall I ask a person?")
    expect(arriving).to_have_count(0)


def test_a_broken_stream_keeps_what_came_and_a_retry_stores_nothing_twice(shopper: Shopper) -> None:
    shopper.visit().open().say("this will break")
    expect(shopper.alert).to_contain_text("The connection broke.")
    expect(shopper.answers.last).to_have_text("I could not find")
    shopper.button("Try again").click()
    expect(shopper.answers.last).to_contain_text("Shall I ask a person?")
    expect(shopper.answers).to_have_count(2)
    expect(shopper.log.get_by_text("this will break")).to_have_count(1)
    first, second = shopper.stub.posted("chat")
    assert first["client_message_id"] == second["client_message_id"]
    assert [message["role"] for message in shopper.stub.stored] == ["user", "assistant"]


def test_offline_says_so_and_sends_when_the_network_is_back(shopper: Shopper) -> None:
    shopper.visit().open()
    shopper.page.context.set_offline(True)
    shopper.say("How do returns work?")
    expect(shopper.alert).to_contain_text("You are offline.")
    shopper.page.context.set_offline(False)
    expect(shopper.answers.last).to_contain_text("Free returns")
    expect(shopper.alert).to_be_empty()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("too fast", "Please wait 7 seconds."),
        ("over the limit", "The assistant cannot take new chats right now."),
        ("crash please", "The shop's assistant did not answer."),
    ],
)
def test_a_refusal_is_a_clear_sentence(shopper: Shopper, text: str, sentence: str) -> None:
    shopper.visit().open().say(text)
    expect(shopper.alert).to_contain_text(sentence)
    expect(shopper.button("Try again")).to_be_visible()


def test_the_retry_after_a_refusal_is_answered(shopper: Shopper) -> None:
    shopper.visit().open().say("crash please")
    shopper.button("Try again").click()
    expect(shopper.answers).to_have_count(2)


def test_a_later_page_shows_the_conversation_once_it_is_opened(shopper: Shopper) -> None:
    shopper.visit().open().ask("Which jacket keeps me dry?")
    shopper.stub.requests.clear()
    shopper.visit()
    shopper.page.wait_for_load_state("networkidle")
    assert [path for _, path in shopper.stub.requests if not path.startswith("shop:")] == ["/widget.js"]
    shopper.launcher.click()
    expect(shopper.answers).to_have_count(2)
    expect(shopper.answers.last.get_by_role("listitem")).to_have_count(3)
    assert shopper.stub.posted("history") == [{"widget_key": "wk_test", "visitor_token": "vt-1"}]
    shopper.ask("And returns?")
    first, second = shopper.stub.posted("chat")
    assert second["visitor_id"] == first["visitor_id"]
    assert second["visitor_token"] == "vt-1"
    assert len(shopper.stub.posted("history")) == 1


def test_blocked_storage_does_not_stop_the_chat(shopper: Shopper) -> None:
    shopper.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
    )
    shopper.visit().open().ask("How do returns work?").ask("And a jacket?")
    first, second = shopper.stub.posted("chat")
    assert second["visitor_id"] == first["visitor_id"]
    assert second["visitor_token"] == "vt-1"


def test_an_answer_to_a_closed_panel_shows_on_the_button(shopper: Shopper) -> None:
    shopper.visit().open().say("please wait a moment")
    shopper.button("Close chat").click()
    shopper.stub.go_on.set()
    expect(shopper.launcher).to_have_accessible_name("Chat, new: 1")
    shopper.launcher.click()
    expect(shopper.launcher).to_have_accessible_name("Close chat")


def test_the_form_keeps_what_was_typed(shopper: Shopper) -> None:
    shopper.visit().open()
    shopper.button("Talk to a person").click()
    shopper.panel.get_by_label("Message (optional)").fill("About my order")
    shopper.button("Back to the chat").click()
    shopper.button("Close chat").click()
    shopper.launcher.click()
    shopper.button("Talk to a person").click()
    expect(shopper.panel.get_by_label("Message (optional)")).to_have_value("About my order")


def test_the_form_knows_who_the_page_knows(shopper: Shopper) -> None:
    shopper.visit().open()
    shopper.page.evaluate("ShopChat.identify({ name: 'Ada', email: 'ada@example.com' })")
    shopper.button("Talk to a person").click()
    expect(shopper.panel.get_by_label("E-mail")).to_have_value("ada@example.com")
    shopper.panel.get_by_label("Name (optional)").fill("Countess")
    shopper.panel.get_by_label("E-mail").fill("")
    shopper.page.evaluate("ShopChat.send('hello')")
    expect(shopper.answers).to_have_count(2)
    shopper.button("Talk to a person").first.click()
    expect(shopper.panel.get_by_label("Name (optional)")).to_have_value("Countess")
    expect(shopper.panel.get_by_label("E-mail")).to_have_value("ada@example.com")


def test_what_finds_nothing_offers_the_form_once(shopper: Shopper) -> None:
    shopper.visit().open().ask("Do you sell submarines?")
    shopper.panel.locator(".suggestions").get_by_role("button", name="Talk to a person").click()
    expect(shopper.panel.get_by_label("E-mail")).to_be_focused()


def test_a_person_can_be_asked_for_before_the_first_message(shopper: Shopper) -> None:
    shopper.visit().open()
    shopper.button("Talk to a person").click()
    shopper.panel.get_by_label("E-mail").fill("ada@example.com")
    shopper.panel.get_by_label("Message (optional)").fill("Where is my parcel?")
    shopper.button("Send request").click()
    expect(shopper.panel.get_by_text("The shop will answer by e-mail")).to_be_visible()
    assert [body["message"] for body in shopper.stub.posted("chat")] == ["Where is my parcel?"]
    assert shopper.stub.posted("handoff")[0]["visitor_token"] == "vt-1"


def test_an_ended_chat_can_be_started_again(shopper: Shopper) -> None:
    shopper.visit().open().ask("How do returns work?")
    shopper.button("End chat").click()
    shopper.button("Start a new chat").click()
    expect(shopper.answers).to_have_count(1)
    expect(shopper.input).to_be_focused()
    expect(shopper.button("Which jacket keeps me dry?")).to_be_visible()
    shopper.ask("And a jacket?")
    expect(shopper.answers).to_have_count(2)


def test_somebody_may_write_before_the_settings_arrive(shopper: Shopper) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    shopper.page.route("**/config*", hold)
    shopper.visit()
    shopper.launcher.click()
    expect(shopper.input).to_be_focused()
    shopper.say("How do returns work?")
    expect(shopper.answers).to_have_count(1)
    held[0].continue_()
    expect(shopper.answers).to_have_count(2)
    expect(shopper.answers.first).to_contain_text("Hi, I am Alba.")
    expect(shopper.panel.locator("h2")).to_have_text("Alba")


def test_settings_that_do_not_arrive_can_be_asked_for_again(shopper: Shopper) -> None:
    shopper.page.route("**/config*", lambda route: route.abort(), times=1)
    shopper.visit()
    shopper.launcher.click()
    expect(shopper.alert).to_contain_text("The shop's assistant did not answer.")
    shopper.button("Try again").click()
    expect(shopper.answers).to_contain_text("Hi, I am Alba.")
    expect(shopper.alert).to_be_empty()


@pytest.mark.parametrize("part", ["answers", "products", "forms"])
def test_a_part_that_did_not_load_is_asked_for_again(shopper: Shopper, part: str) -> None:
    shopper.page.route(f"**/{part}.*.js", lambda route: route.abort(), times=1)
    shopper.visit().open()
    if part == "forms":
        shopper.button("Talk to a person").click()
        expect(shopper.alert).to_contain_text("The connection broke.")
        shopper.button("Talk to a person").click()
        expect(shopper.panel.get_by_label("E-mail")).to_be_focused()
        return
    shopper.page.evaluate("ShopChat.send('Which jacket keeps me dry?')")
    if part == "answers":
        expect(shopper.alert).to_contain_text("The connection broke.")
        assert shopper.stub.posted("chat") == []
        shopper.button("Try again").click()
    expect(shopper.answers).to_have_count(2)
    expect(shopper.answers.last).to_contain_text("For wet days")
    expect(shopper.answers.last.get_by_role("listitem").first).to_be_visible()


def test_a_welcome_may_be_markdown(shopper: Shopper) -> None:
    assert shopper.stub.config
    shopper.stub.config["welcome_message"] = "**Hello.** See <b>our</b> [guide](https://shop.example/guide)."
    shopper.visit().open()
    expect(shopper.answers.locator("strong")).to_have_text("Hello.")
    expect(shopper.answers.get_by_role("link")).to_have_attribute("href", "https://shop.example/guide")
    expect(shopper.answers.locator("b")).to_have_count(0)
