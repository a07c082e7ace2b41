"""`/dashboard/chatbots/[chatbot_id]`: what the tabs of one chatbot share."""

from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.models import Chatbot
from shopchat.core.config import get_settings
from shopchat.core.errors import NotFound, ShopChatError
from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.session import Events, SessionState, parse_id, signed_in
from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import link_button
from shopchat.web.ui.link import link
from shopchat.web.ui.states import card, empty, failure, skeleton
from shopchat.web.ui.widget import playground_page, script_tag

PATH = f"{theme.HOME}/chatbots"
ROUTE = f"{PATH}/[chatbot_id]"
TABS = (
    ("Settings", "", "settings_2"),
    ("Look", "/look", "palette"),
    ("Playground", "/playground", "message_circle"),
    ("Embed", "/embed", "code_xml"),
)


class ChatbotState(SessionState):
    """The chatbot of the address, as every tab shows it."""

    bot_id: str = ""
    name: str = ""
    is_active: bool = True
    widget_key: str = ""
    tag: str = ""
    frame_page: str = ""
    missing: bool = False
    failed: bool = False

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Reads the chatbot that the address names."""
        self.missing = self.failed = False
        asked = self._route_id("chatbot_id", "Chatbot")
        if self.bot_id != str(asked):
            self.bot_id = ""
        self._show(await chatbots.get_chatbot(session, account, chatbot_id=asked))

    async def _own(self, session: AsyncSession, account: User) -> Chatbot:
        return await chatbots.get_chatbot(session, account, chatbot_id=parse_id(self.bot_id, "Chatbot"))

    def _origin(self) -> str:
        """Where the tag loads from: this site, as shops reach it."""
        return (get_settings().public_url or self.router.url.origin).rstrip("/")

    def _show(self, bot: Chatbot) -> None:
        self.bot_id = str(bot.id)
        self.name = bot.name
        self.is_active = bot.is_active
        self.widget_key = bot.widget_key
        self.tag = script_tag(self._origin(), bot.widget_key, bot.theme_config)
        self.frame_page = playground_page(script_tag("", bot.widget_key, bot.theme_config))

    def _refused(self, refusal: ShopChatError) -> Any:
        if isinstance(refusal, NotFound):
            self.missing = True
            return None
        return super()._refused(refusal)

    def _broke(self) -> Any:
        self.failed = self.bot_id == ""
        return super()._broke()


def _tab(label: str, suffix: str, icon: str, active: str) -> rx.Component:
    here = label == active
    return link(
        rx.icon(icon, size=15, aria_hidden="true", class_name="hidden sm:block"),
        label,
        href=f"{PATH}/{ChatbotState.bot_id}{suffix}",
        aria_current="page" if here else None,
        class_name=(
            "tap -mb-px flex min-h-10 items-center gap-2 border-b-2 px-1 whitespace-nowrap "
            + ("border-brand font-medium text-ink" if here else "border-transparent text-muted hover:text-ink")
        ),
    )


def _loading() -> rx.Component:
    return card(
        rx.el.span("Loading…", class_name="sr-only", role="status"),
        skeleton("h-4 w-40"),
        skeleton("mt-6 h-10 w-full"),
        skeleton("mt-4 h-10 w-full"),
        skeleton("mt-4 h-24 w-2/3"),
        class_name="p-6",
    )


def _missing() -> rx.Component:
    return card(
        empty(
            "bot_off",
            "There is no such chatbot",
            "It may have been deleted, or the address is not quite right.",
            link_button("All chatbots", href=PATH),
        )
    )


def bot_page(*children: Any, tab: str) -> rx.Component:
    """The shell of one tab: the bot's name, the tabs, and the tab's content once the bot is there."""
    return dashboard(
        rx.cond(
            ChatbotState.missing,
            _missing(),
            rx.cond(
                ChatbotState.failed,
                card(failure(ChatbotState.load)),
                rx.fragment(
                    rx.el.nav(
                        # Before the chatbot is there, the links would lead to no chatbot.
                        rx.cond(
                            ChatbotState.bot_id != "",
                            rx.fragment(*[_tab(*entry, tab) for entry in TABS]),
                            skeleton("my-3 h-4 w-64"),
                        ),
                        aria_label="Chatbot",
                        class_name="mb-6 flex gap-5 overflow-x-auto border-b border-line sm:gap-6",
                    ),
                    rx.cond(ChatbotState.bot_id != "", rx.el.div(*children, key=ChatbotState.bot_id), _loading()),
                ),
            ),
        ),
        title=rx.cond(ChatbotState.bot_id != "", ChatbotState.name, "Chatbot"),
        active=PATH,
        back=("Chatbots", PATH),
        actions=(
            rx.cond(
                ChatbotState.bot_id != "",
                rx.cond(ChatbotState.is_active, badge("Live", "good", dot=True), badge("Paused", "neutral", dot=True)),
            ),
        ),
    )
