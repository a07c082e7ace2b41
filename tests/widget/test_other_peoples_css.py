"""Whatever a theme does to its page, the panel looks the same in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.widget.shopper import Shopper
from tests.widget.stub import Stub

# All that a style sheet can say about each element of the widget, and where the element is.
LOOK = """host => [...host.shadowRoot.querySelectorAll("*")].flatMap((node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    const name = `${node.localName}.${node.className}`;
    const styled = (pseudo) => {
        const style = getComputedStyle(node, pseudo);
        const names = [...style].filter((property) => !property.startsWith("--"));
        return Object.fromEntries(names.map((property) => [property, style[property]]));
    };
    return [[name, [x, y, width, height], styled()], [`${name}::before`, [], styled("::before")]];
})"""


def look(shopper: Shopper, page: str) -> list[Any]:
    shopper.visit(page).open().ask("Which jacket keeps me dry?").ask("How do returns work?")
    shopper.page.wait_for_timeout(300)
    seen: list[Any] = shopper.page.locator("shop-chat").evaluate(LOOK)
    return seen


@pytest.fixture
def looked(context_with: Callable[..., BrowserContext], stub: Stub) -> Callable[[str], list[Any]]:
    return lambda page: look(Shopper(context_with(reduced_motion="reduce").new_page(), stub), page)


def test_no_theme_reaches_in(looked: Callable[[str], list[Any]]) -> None:
    friendly = looked("friendly")
    for page in ("hostile", "wordpress", "shopify"):
        for (name, place, style), (_, its_place, its_style) in zip(friendly, looked(page), strict=True):
            assert its_place == place, (page, name)
            assert {key: its_style[key] for key in style if its_style[key] != style[key]} == {}, (page, name)
