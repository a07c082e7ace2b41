"""What shoppers asked, in numbers: the owner reads them, looks at other days and one chatbot, and takes them along."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_first_answer import sign_in
from tests.journeys.test_gaps import violations

pytestmark = pytest.mark.browser

ASKED = ("How long does delivery take?", "How much is the Beck Rain Jacket?")


def figure(page: Page, label: str) -> Locator:
    return page.get_by_role("main").locator("dl > div").filter(has=page.get_by_text(label, exact=True)).locator("dd")


def test_an_owner_reads_the_numbers(site: Site, visitor: Callable[..., BrowserContext]) -> None:
    context = visitor()
    page = context.new_page()
    sign_in(page, site, site.owner, site.password)
    page.get_by_role("link", name="Analytics").first.click()
    expect(page).to_have_title(re.compile("^Analytics"))
    expect(page.get_by_text("No conversations yet")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Get the script tag").click()
    expect(page).to_have_url(re.compile(r"/dashboard/chatbots/[0-9a-f-]{36}/embed"))

    demo = context.request.get(f"{site.url}/demo").text()
    key = demo.partition('data-widget-key="')[2].partition('"')[0]
    for number, question in enumerate(ASKED):
        said = {"widget_key": key, "visitor_id": f"visitor {number}", "message": question}
        answer = context.request.post(f"{site.url}/api/v1/widget/chat", data=said)
        assert answer.ok, answer.text()

    page.get_by_role("link", name="Analytics").first.click()
    expect(figure(page, "Conversations").first).to_have_text("2")
    expect(figure(page, "Conversations").last).to_have_text("Up 2 from 0")
    expect(figure(page, "Messages").first).to_have_text("4")
    expect(figure(page, "Answered").first).to_have_text("100%")
    expect(page.get_by_text(re.compile("2 in all, most on"))).to_be_visible()
    for question in ASKED:
        expect(page.get_by_role("listitem").filter(has_text=question)).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Beck Rain Jacket").filter(has_text="1").last).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="English")).to_contain_text("2")
    expect(page.get_by_text("no language model wrote an answer")).to_be_visible()
    page.get_by_text("Every day as a table").click()
    rows = page.get_by_role("row")
    expect(rows).to_have_count(31)
    assert violations(page) == []

    page.get_by_role("link", name="7 days").click()
    expect(page).to_have_url(re.compile(r"\?days=7$"))
    expect(rows).to_have_count(8)
    expect(page.get_by_role("link", name="7 days")).to_have_attribute("aria-current", "true")
    page.get_by_label("Chatbot").select_option(index=1)
    expect(page).to_have_url(re.compile(r"\?days=7&chatbot=[0-9a-f-]{36}$"))
    expect(figure(page, "Conversations").first).to_have_text("2")
    page.go_back()
    page.go_back()
    expect(rows).to_have_count(31)
    page.go_forward()
    expect(rows).to_have_count(8)

    with page.expect_download() as saved:
        page.get_by_role("button", name="Download CSV").click()
    assert re.fullmatch(r"conversations-[\d-]{10}-to-[\d-]{10}\.csv", saved.value.suggested_filename)
    with Path(saved.value.path()).open(newline="") as file:
        days = list(csv.DictReader(file))
    assert len(days) == 7
    assert [sum(int(day[name]) for day in days) for name in ("conversations", "messages", "questions")] == [2, 4, 2]

    page.goto(f"{site.url}/dashboard/analytics?days=7&chatbot=00000000-0000-4000-8000-000000000000")
    expect(page.get_by_text("There is no such chatbot")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Figures of all chatbots").click()
    expect(figure(page, "Conversations").first).to_have_text("2")
