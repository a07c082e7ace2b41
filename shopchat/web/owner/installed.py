"""Is it installed? The owner names a page of her shop, and it is looked at."""

from datetime import timedelta
from typing import Any, TypedDict

import reflex as rx

from shopchat.accounts.models import User
from shopchat.chatbots import installation
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.installation import Finding, State
from shopchat.core import limits
from shopchat.core.db import unit_of_work
from shopchat.core.errors import Invalid, ShopChatError
from shopchat.integrations import fetch
from shopchat.web.owner.chatbot import ChatbotState
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in_alone
from shopchat.web.theme import INPUT
from shopchat.web.ui.buttons import submit
from shopchat.web.ui.states import section

_A_MINUTE = 10  # looks of one account: each makes this server call another
_SENTENCES: dict[State, str] = {
    "installed": "Installed. Shoppers on {url} see it.",
    "mentioned": (
        "The key stands on {url}, but in no script tag. If a script of your shop adds the tag, open the page and look "
        "for the button; otherwise copy the tag again, whole."
    ),
    "another_key": "{url} has a tag, but with the key {seen}. Copy this chatbot's tag and put it in its place.",
    "another_source": "The tag on {url} loads from {seen}, which is not this site. Copy the tag again.",
    "origin_refused": "The tag is there, but {seen} is not among the allowed origins. Add it under Settings.",
    "paused": "The tag is there, but the chatbot is paused. Switch it to live under Settings.",
    "missing": (
        "The tag is not on {url} yet. Save the template, empty your shop's cache if it has one, and check again. A tag "
        "that a tag manager adds cannot be seen from here."
    ),
}


class ShopPage(TypedDict):
    """What the form sends."""

    page: str


class InstalledState(SessionState):
    """What was found on the page that was looked at last."""

    verdict: str = ""
    is_good: bool = False

    @public
    async def arrive(self) -> Events:
        """A fresh page knows nothing yet."""
        self.verdict, self.is_good = "", False

    @signed_in_alone
    async def check(self, account: User, form: ShopPage) -> Events:
        """Looks at the page for the tag of the chatbot that the tab shows."""
        self.verdict, self.is_good = "", False
        shown = await self.get_state(ChatbotState)
        bot_id = parse_id(shown.bot_id, "Chatbot")
        url = fetch.typed(str(form.get("page", "")))
        if not url:
            raise Invalid("Type the address of a page of your shop.")
        await limits.enforce(limits.Window("installed", str(account.id), _A_MINUTE, timedelta(minutes=1)))
        async with unit_of_work(acting=account.id) as session:
            bot = await chatbots.get_chatbot(session, account, chatbot_id=bot_id)
        self._show(await installation.look(bot, url, origin=shown._origin()))  # noqa: SLF001 - or it were an endpoint

    def _show(self, finding: Finding) -> None:
        self.verdict = _SENTENCES[finding.state].format(url=finding.url, seen=finding.seen)
        self.is_good = finding.state == "installed"

    def _refused(self, refusal: ShopChatError) -> Any:
        self.verdict = refusal.detail


def installed() -> rx.Component:
    """The section with the form and its verdict."""
    return section(
        "Is it installed?",
        "Any page of your shop that shoppers can open. It is read once, now, and nothing of it is kept.",
        rx.el.form(
            rx.el.label("Address of a page of your shop", html_for="shop-page", class_name="sr-only"),
            rx.el.input(
                id="shop-page",
                name="page",
                type="text",
                input_mode="url",
                auto_capitalize="none",
                placeholder="www.yourstore.com",
                max_length=2000,
                class_name=INPUT,
            ),
            submit("Check", "min-h-10"),
            on_submit=InstalledState.check,
            reset_on_submit=False,
            class_name="flex gap-2",
        ),
        rx.el.div(
            rx.cond(
                InstalledState.verdict != "",
                rx.el.p(
                    rx.cond(
                        InstalledState.is_good,
                        rx.icon("circle_check", size=17, class_name="mt-0.5 shrink-0", aria_hidden="true"),
                        rx.icon("circle_alert", size=17, class_name="mt-0.5 shrink-0", aria_hidden="true"),
                    ),
                    rx.el.span(InstalledState.verdict, class_name="min-w-0 break-words"),
                    class_name=rx.cond(
                        InstalledState.is_good,
                        "mt-3 flex gap-2 rounded-lg bg-good-soft px-3.5 py-2.5 text-sm text-good",
                        "mt-3 flex gap-2 rounded-lg bg-warn-soft px-3.5 py-2.5 text-sm text-warn",
                    ),
                ),
            ),
            aria_live="polite",
        ),
    )
