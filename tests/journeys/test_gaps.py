"""What shoppers asked in vain: the owner reads it, answers it, sees that it is answered now, and dismisses the rest."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_first_answer import sign_in
from tests.widget.test_axe import AXE, DESKTOP, PHONE

pytestmark = pytest.mark.browser

Come = Callable[..., BrowserContext]
ASKED = (
    "Do you have a loyalty program?",
    "do you have a loyalty programme with points",
    "Is there a loyalty program for regular customers?",
)
OTHER = "Do you rent out equipment?"
RUN = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`))"""


def violations(page: Page) -> list[str]:
    page.wait_for_timeout(250)  # colours are judged once everything has come to rest
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(RUN)
    return found


def ask(context: BrowserContext, site: Site, *questions: str) -> None:
    """Each of them by another shopper."""
    demo = context.request.get(f"{site.url}/demo").text()
    key = demo.partition('data-widget-key="')[2].partition('"')[0]
    for number, question in enumerate(questions):
        said = {"widget_key": key, "visitor_id": f"visitor {number}", "message": question}
        answer = context.request.post(f"{site.url}/api/v1/widget/chat", data=said)
        assert answer.ok, answer.text()
        assert answer.json()["sources"] == [], question


def test_a_question_asked_in_vain_is_answered_by_the_owner(site: Site, visitor: Come) -> None:
    context = visitor()
    page = context.new_page()
    sign_in(page, site, site.owner, site.password)
    page.get_by_role("link", name="Unanswered").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Unanswered questions")
    expect(page.get_by_text("Every question found an answer")).to_be_visible()
    assert violations(page) == []

    ask(context, site, *ASKED, OTHER, "What is the capital of France?")
    page.get_by_role("link", name="Home").first.click()
    waiting = page.get_by_role("listitem").filter(has_text="4 questions have no answer.")
    assert violations(page) == []
    waiting.get_by_role("link", name="Answer").click()
    item = page.get_by_role("listitem").filter(has_text="loyalty").first
    expect(item).to_contain_text("Asked 3 times")
    expect(item).to_contain_text("3 in 7 days, 0 in the 7 before")
    expect(page.get_by_role("main")).not_to_contain_text("France")
    item.get_by_text("Wordings and nearest entries").click()
    expect(item.get_by_text("Also asked as")).to_be_visible()
    assert violations(page) == []

    item.get_by_role("button", name="Write the answer").click()
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_label("Question").input_value() in ASKED
    assert violations(page) == []
    dialog.get_by_label("Answer").fill("Yes: our loyalty program gives one point for each dollar.")
    dialog.get_by_role("button", name="Save and ask again").click()
    expect(dialog.get_by_role("status")).to_have_text("Shoppers who ask this get an answer now.")
    expect(dialog.get_by_text("one point for each dollar").first).to_be_visible()
    assert violations(page) == []
    dialog.get_by_role("button", name="Done").click()

    expect(page.get_by_role("main")).not_to_contain_text("loyalty")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("Every question found an answer")).to_be_visible()
    page.get_by_label("Status").select_option("answered")
    expect(page.get_by_text("loyalty").first).to_be_visible()
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("Shoppers who ask this get an answer now.")
    page.keyboard.press("Escape")
    page.get_by_label("Status").select_option("dismissed")
    expect(page.get_by_text(OTHER)).to_be_visible()
    page.get_by_role("button", name="Open again").click()
    expect(page.get_by_text("No question here")).to_be_visible()
    page.get_by_role("button", name="Show what is open").click()
    expect(page.get_by_text(OTHER)).to_be_visible()


@pytest.mark.parametrize(("scheme", "viewport"), [("dark", DESKTOP), ("light", PHONE), ("dark", PHONE)])
def test_it_reads_well_by_light_and_dark_on_a_phone_too(
    site: Site, visitor: Come, scheme: str, viewport: dict[str, int]
) -> None:
    context = visitor(color_scheme=scheme, viewport=viewport)
    page = context.new_page()
    sign_in(page, site, site.owner, site.password)
    page.goto(f"{site.url}/dashboard/gaps")
    item = page.get_by_role("listitem").filter(has_text=OTHER).first
    item.get_by_text("Wordings and nearest entries").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    item.get_by_role("button", name="Write the answer").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []
