"""The room of knowledge: the owner asks about an entry, changes many at once, and takes it back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_first_answer import sign_in
from tests.journeys.test_gaps import violations
from tests.widget.test_axe import DESKTOP, PHONE

pytestmark = pytest.mark.browser

Come = Callable[..., BrowserContext]


def come_in(site: Site, visitor: Come, **options: object) -> Page:
    page = visitor(**options).new_page()
    sign_in(page, site, site.owner, site.password)
    page.goto(f"{site.url}/dashboard/knowledge")
    expect(page.get_by_role("checkbox", name="Select all entries on this page")).to_be_visible()
    return page


def test_an_answer_follows_each_save(site: Site, visitor: Come) -> None:
    page = come_in(site, visitor)
    page.get_by_role("button", name="Do gift cards expire?").click()
    dialog = page.get_by_role("dialog")
    box = dialog.get_by_role("region", name="Ask it")
    expect(box.get_by_label("Question")).to_have_value("Do gift cards expire?")
    box.get_by_label("Question").fill("do your gift cards ever expire")
    box.get_by_role("button", name="Ask").click()
    expect(box.get_by_role("status")).to_have_text("It used this entry.")
    assert violations(page) == []
    dialog.get_by_label("Answer").fill("No, gift cards never expire, not in a thousand years.")
    dialog.get_by_role("button", name="Save changes").click()
    expect(box.get_by_text("not in a thousand years")).to_be_visible()

    box.get_by_role("button", name="Gift Cards").click()  # it also answered, and opens in this dialog
    expect(dialog.get_by_label("Title")).to_have_value("Gift Cards")
    expect(box.get_by_label("Question")).to_have_value("Gift Cards")


def test_many_entries_are_changed_at_once_and_brought_back(site: Site, visitor: Come) -> None:
    page = come_in(site, visitor)
    main = page.get_by_role("main")
    for title in ("Do you repair things?", "How long is the warranty?"):
        page.get_by_role("checkbox", name=f"Select {title}").click()
    expect(page.get_by_text("2 entries selected")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("2 entries switched off.")).to_be_visible()
    expect(main.get_by_text("Off", exact=True)).to_have_count(2)
    assert violations(page) == []
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("2 entries brought back.")).to_be_visible()
    expect(main.get_by_text("Off", exact=True)).to_have_count(0)

    page.get_by_label("Search titles and texts").fill("gift")
    expect(page.get_by_role("button", name="Do you repair things?")).to_have_count(0)
    page.get_by_role("checkbox", name="Select all entries on this page").click()
    page.get_by_role("button", name="Delete").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("entries?")
    assert violations(page) == []
    asked.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("entries deleted.")).to_be_visible()
    expect(page.get_by_text("No entry fits")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Do gift cards expire?")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_well_on_a_phone(site: Site, visitor: Come, scheme: str) -> None:
    page = come_in(site, visitor, viewport=PHONE, color_scheme=scheme)
    page.get_by_role("checkbox", name="Select all entries on this page").click()
    page.get_by_role("button", name="that match").click()
    expect(page.get_by_text("Delete", exact=True)).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Do gift cards expire?").click()
    box = page.get_by_role("dialog").get_by_role("region", name="Ask it")
    box.get_by_role("button", name="Ask").click()
    expect(box.get_by_role("status")).to_be_visible()
    assert violations(page) == []


STRANGE = "Artikel;Was;Kostet\nZ1;Cloud hammock;59,00\nZ2;Cloud pillow;19,00\n"


@pytest.mark.parametrize(("scheme", "viewport"), [("light", DESKTOP), ("dark", PHONE)])
def test_a_table_with_strange_columns_is_imported_by_what_she_says(
    site: Site, visitor: Come, scheme: str, viewport: dict[str, int]
) -> None:
    page = visitor(viewport=viewport, color_scheme=scheme).new_page()
    sign_in(page, site, site.owner, site.password)
    page.goto(f"{site.url}/dashboard/knowledge/imports")
    sent = FilePayload(name="hammocks.csv", mimeType="text/csv", buffer=STRANGE.encode())
    page.locator("input[type=file]").set_input_files(sent)
    expect(page.get_by_role("heading", name="What do the columns mean?")).to_be_visible()
    expect(page.get_by_text("Cloud hammock · Cloud pillow")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Say which column is the title, or the question.")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Artikel").select_option("sku")
    page.get_by_label("Was").select_option("title")
    page.get_by_label("Kostet").select_option("price")
    page.get_by_role("button", name="Import", exact=True).click()
    item = page.get_by_role("listitem").filter(has_text="hammocks.csv").first
    expect(item).to_contain_text("2 added" if scheme == "light" else "2 unchanged")
