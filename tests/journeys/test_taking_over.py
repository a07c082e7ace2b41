"""The owner in a conversation: she takes it over, answers by mail, tags it, and puts a wrong answer right."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.conftest import Site
from tests.journeys.test_first_answer import ask, sign_in
from tests.journeys.test_gaps import violations

pytestmark = pytest.mark.browser

Come = Callable[..., BrowserContext]


def test_a_person_answers_until_she_gives_it_back(site: Site, visitor: Come) -> None:
    shop = visitor().new_page()
    shop.goto(f"{site.url}/demo")
    widget = shop.locator("shop-chat")
    log = widget.locator("[role=log]")
    widget.locator("[part=launcher]").click()
    ask(widget, "How long does delivery take?")

    page = visitor().new_page()
    sign_in(page, site, site.owner, site.password)
    page.goto(f"{site.url}/dashboard/conversations")
    page.get_by_role("main").get_by_role("listitem").filter(has_text="Going on").first.click()
    expect(page.get_by_text("The chatbot answers.")).to_be_visible()
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_text("You answer. The chatbot is silent")).to_be_visible()
    expect(page.get_by_text("You answer", exact=True)).to_be_visible()
    assert violations(page) == []

    widget.locator("textarea").fill("Can I have it by Friday?")
    widget.locator("textarea").press("Enter")
    expect(log).to_contain_text("Someone from the shop is answering you now.")
    expect(page.get_by_label("Messages")).to_contain_text("Can I have it by Friday?")
    page.get_by_label("Your reply").fill("Yes, I sent it")
    page.get_by_label("Your reply").press("Shift+Enter")
    page.keyboard.type("this morning.")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your reply")).to_have_value("")
    expect(log.locator(".bot").last).to_contain_text("this morning.")
    expect(log.locator(".bot").last.locator(".who")).to_have_text("Someone from the shop")
    expect(log.locator(".bot")).to_have_count(4)  # the welcome, the bot's answer, the line, the person

    page.get_by_role("button", name="Give back to the bot").click()
    expect(log).to_contain_text("The assistant is answering again.")
    widget.locator("textarea").fill("How long does delivery take?")
    widget.locator("textarea").press("Enter")
    expect(log.locator(".bot").last).to_contain_text("3 to 5 business days")
    expect(log.locator(".bot").last.get_by_role("button", name="Helpful", exact=True)).to_be_visible()


def test_who_asked_for_a_person_is_answered_and_a_wrong_answer_put_right(site: Site, visitor: Come) -> None:
    context = visitor()
    key = context.request.get(f"{site.url}/demo").text().partition('data-widget-key="')[2].partition('"')[0]

    def tell(path: str, **said: str) -> str:
        answer = context.request.post(f"{site.url}/api/v1/widget/{path}", data={"widget_key": key, **said})
        assert answer.ok, answer.text()
        return answer.json()["visitor_token"] if path == "chat" else ""

    token = tell("chat", visitor_id="bea", visitor_name="Bea", message="Do you sharpen ice skates?")
    tell("handoff", visitor_token=token, email="bea@example.com", name="Bea", message="Mine are blunt.")

    page = context.new_page()
    sign_in(page, site, site.owner, site.password)
    page.get_by_role("listitem").filter(has_text="1 shopper waits for a person.").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"conversations\?status=waiting$"))
    expect(page.get_by_label("Status")).to_have_value("waiting")
    page.get_by_role("listitem").filter(has_text="Waits for you").get_by_role("link").click()
    page.get_by_label("New tag").fill("Repairs")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("list", name="Tags").last).to_contain_text("repairs")
    expect(page.get_by_label("Wishes for a person")).to_contain_text("Mine are blunt.")
    assert violations(page) == []

    page.get_by_role("button", name="Reply by mail").click()
    dialog = page.get_by_role("dialog", name="Reply by mail")
    expect(dialog).to_contain_text(f"What she answers goes to {site.owner}.")
    assert violations(page) == []
    dialog.get_by_label("Your answer").fill("We do, on Fridays.")
    dialog.get_by_role("button", name="Send mail").click()
    expect(page.get_by_label("Messages")).to_contain_text("You, by mail to bea@example.com")
    expect(page.get_by_label("Wishes for a person")).to_contain_text("Done")
    expect(page.get_by_text("No conversation fits")).to_be_visible()

    page.get_by_role("button", name="Correct it").click()
    dialog = page.get_by_role("dialog", name="Correct this answer")
    expect(dialog.get_by_label("Question")).to_have_value("Do you sharpen ice skates?")
    assert violations(page) == []
    dialog.get_by_label("What it should have said").fill("Yes, we sharpen ice skates on Fridays.")
    dialog.get_by_role("button", name="Save and ask again").click()
    dialog = page.get_by_role("dialog", name="Asked again")
    expect(dialog.get_by_role("status")).to_have_text("Whoever asks this gets your answer now.")
    assert violations(page) == []
    dialog.get_by_role("link", name="Change the entry").click()
    expect(page.get_by_role("dialog").get_by_label("Title")).to_have_value("Do you sharpen ice skates?")
