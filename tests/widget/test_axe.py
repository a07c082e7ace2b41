"""axe-core finds nothing to complain about in any state: light and dark, desktop and phone, from either side."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.widget.shopper import Shopper
from tests.widget.stub import Stub
from widget_server import assets

AXE = Path(assets.__file__).parent / "node_modules/axe-core/axe.min.js"
LANGUAGES = Path(assets.__file__).parent / "static/lang"
RUN = """async () => (await axe.run("shop-chat", { resultTypes: ["violations"] })).violations
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`))"""


def violations(shopper: Shopper) -> list[str]:
    shopper.page.wait_for_timeout(250)  # colours are judged once the panel has come to rest
    found: list[str] = shopper.page.evaluate(RUN)
    return found


def labels(*files: str) -> dict[str, str]:
    """What the widget's buttons are called, by the keys of its language files."""
    written = "".join((LANGUAGES / f"{file}.js").read_text() for file in files)
    return dict(re.findall(r'^  (\w+): "(.*)",$', written, re.MULTILINE))


DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


@pytest.mark.parametrize(
    ("shop", "scheme", "viewport", "colour"),
    [
        ("friendly", "light", DESKTOP, "#0f766e"),
        ("friendly", "dark", DESKTOP, "#6366f1"),
        ("friendly", "light", PHONE, "#ffd400"),
        ("friendly", "dark", PHONE, "#111827"),
        ("rtl", "light", DESKTOP, "#0f766e"),
        ("rtl", "dark", PHONE, "#6366f1"),
    ],
)
def test_every_state_is_clean(
    context_with: Callable[..., BrowserContext],
    stub: Stub,
    shop: str,
    scheme: str,
    viewport: dict[str, int],
    colour: str,
) -> None:
    assert AXE.is_file(), "axe-core is missing: run `npm ci --ignore-scripts` in widget_server/."
    assert stub.config
    stub.config["theme_config"]["primary_color"] = colour
    named = labels("he") if shop == "rtl" else labels("en", "en-answers", "en-forms")
    shopper = Shopper(context_with(viewport=viewport, color_scheme=scheme).new_page(), stub).visit(shop)
    shopper.page.evaluate(AXE.read_text())
    assert violations(shopper) == []
    shopper.open()
    assert violations(shopper) == []
    shopper.ask("Which jacket keeps me dry?").ask("How do returns work?")
    shopper.button(named["helpful"]).first.click()
    assert violations(shopper) == []
    shopper.say("please wait")
    assert violations(shopper) == []
    shopper.stub.go_on.set()
    expect(shopper.answers).to_have_count(4)
    shopper.say("this will break")
    expect(shopper.button(named["retry"])).to_be_visible()
    assert violations(shopper) == []
    shopper.button(named["person"]).first.click()
    expect(shopper.panel.get_by_label(named["email"])).to_be_visible()
    assert violations(shopper) == []
    shopper.button(named["back"]).click()
    shopper.button(named["end"]).click()
    shopper.button(named["star"].format(n=4)).click()
    assert violations(shopper) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_line_that_speaks_first_is_clean(
    context_with: Callable[..., BrowserContext], stub: Stub, scheme: str
) -> None:
    shopper = Shopper(context_with(color_scheme=scheme).new_page(), stub).visit("proactive")
    shopper.page.evaluate(AXE.read_text())
    shopper.page.evaluate("scrollTo(0, 2500)")
    expect(shopper.page.get_by_role("button", name="Need a hand with sizes?")).to_be_visible()
    assert violations(shopper) == []
