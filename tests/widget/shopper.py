"""A visitor of one shop page, as the tests speak of one."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.widget.stub import Stub


class Shopper:
    """A visitor of one shop page, who sees what a person would see of the widget."""

    def __init__(self, page: Page, stub: Stub) -> None:
        self.page = page
        self.stub = stub
        self.launcher = page.locator("shop-chat [part=launcher]")
        self.panel = page.locator("shop-chat [part=panel]")
        self.input = page.locator("shop-chat .composer textarea")
        self.log = page.locator("shop-chat [role=log]")
        self.answers = page.locator("shop-chat [role=log] .bot")
        self.alert = page.locator("shop-chat [role=alert]")
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def visit(self, name: str = "friendly") -> Shopper:
        self.page.goto(f"{self.stub.shop_url}/{name}")
        self.launcher.wait_for()
        return self

    def open(self) -> Shopper:
        self.launcher.click()
        self.page.locator("shop-chat .suggestions button").first.wait_for()
        return self

    def ask(self, text: str) -> Shopper:
        """Send a message and wait for its finished answer."""
        before = self.answers.count()
        self.say(text)
        self.answers.nth(before).wait_for()
        return self

    def say(self, text: str) -> Shopper:
        self.input.fill(text)
        self.input.press("Enter")
        return self

    def button(self, name: str) -> Locator:
        return self.panel.get_by_role("button", name=name)
