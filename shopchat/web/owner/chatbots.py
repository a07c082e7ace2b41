"""`/dashboard/chatbots`: the owner's chatbots, and the first step to a new one."""

from dataclasses import dataclass
from typing import Any, TypedDict

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.core.paging import PageParams
from shopchat.web import theme
from shopchat.web.form import Form, error_of
from shopchat.web.frame import dashboard
from shopchat.web.listing import Listing
from shopchat.web.owner.voices import VOICES
from shopchat.web.session import Events, SessionState, public, signed_in
from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import button, cancel_or
from shopchat.web.ui.dialog import dialog
from shopchat.web.ui.fields import select_field, text_field
from shopchat.web.ui.link import link
from shopchat.web.ui.listed import listed
from shopchat.web.ui.moment import moment
from shopchat.web.ui.shortcuts import NEW
from shopchat.web.ui.states import card, empty

PATH = f"{theme.HOME}/chatbots"


@dataclass(frozen=True)
class BotRow:
    """A chatbot as the list shows it."""

    id: str
    name: str
    voice: str
    color: str
    is_active: bool
    updated_at: str


class NewBot(TypedDict):
    """What the form sends."""

    name: str
    personality: str


class ChatbotsState(Listing, Form, SessionState):
    """The list, and the dialog that makes a chatbot."""

    rows: list[BotRow] = []
    creating: bool = False

    @public
    async def start_creating(self) -> Events:
        """Opens the dialog."""
        self.errors = {}
        self.creating = True

    @public
    async def stop_creating(self) -> Events:
        """Closes the dialog."""
        self.creating = False

    @signed_in
    async def create(self, session: AsyncSession, account: User, form: NewBot) -> Events:
        """Makes the chatbot and goes to its page."""
        self.errors = {}
        fields = ChatbotChanges.model_validate(dict(form))
        bot = await chatbots.create_chatbot(session, account, fields=fields)
        self.creating = False
        return rx.redirect(f"{PATH}/{bot.id}")

    async def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> int:
        bots, total = await chatbots.list_chatbots(session, account, paging=paging)
        self.rows = [_row(bot) for bot in bots]
        return total


def _row(bot: Chatbot) -> BotRow:
    return BotRow(
        id=str(bot.id),
        name=bot.name,
        voice=VOICES[bot.personality].label,
        color=bot.theme_config["primary_color"],
        is_active=bot.is_active,
        updated_at=bot.updated_at.isoformat(),
    )


def _new_button() -> rx.Component:
    return button(rx.icon("plus", size=16), "New chatbot", on_click=ChatbotsState.start_creating, custom_attrs=NEW)


def _bot(bot: BotRow) -> rx.Component:
    return rx.el.li(
        link(
            rx.el.span(
                rx.icon("bot", size=18, aria_hidden="true"),
                class_name="grid size-10 shrink-0 place-items-center rounded-xl text-white",
                style={"background": bot.color},
            ),
            rx.el.div(
                rx.el.p(bot.name, class_name="truncate font-medium"),
                rx.el.p(bot.voice, class_name="text-[0.8125rem] text-muted"),
                class_name="min-w-0 grow",
            ),
            rx.cond(bot.is_active, badge("Live", "good", dot=True), badge("Paused", "neutral", dot=True)),
            moment(bot.updated_at, "hidden w-28 text-right text-[0.8125rem] text-faint sm:block"),
            rx.icon("chevron_right", size=16, class_name="text-faint", aria_hidden="true"),
            href=f"{PATH}/{bot.id}",
            class_name="flex items-center gap-4 px-5 py-3.5 transition-colors hover:bg-sunken",
        )
    )


def _dialog() -> rx.Component:
    return dialog(
        rx.el.form(
            text_field(
                "Name",
                "name",
                required=True,
                max_length=255,
                auto_focus=True,
                placeholder="Ivy",
                hint="Shoppers see it at the top of the chat.",
                error=error_of(ChatbotsState.errors, "name"),
            ),
            select_field(
                "Voice",
                "personality",
                [(name, f"{voice.label}: {voice.sounds}") for name, voice in VOICES.items()],
                hint="You can change this, and everything else, at any time.",
            ),
            cancel_or("Create chatbot", cancel=ChatbotsState.stop_creating),
            on_submit=ChatbotsState.create,
            class_name="flex flex-col gap-4",
        ),
        shown=ChatbotsState.creating,
        on_dismiss=ChatbotsState.stop_creating,
        title="New chatbot",
        key="new-chatbot",
    )


def page() -> rx.Component:
    """The page."""
    none: Any = empty(
        "bot",
        "Make your first chatbot",
        "Give it a name and a voice. Then teach it your products and policies, and try it before anyone sees it.",
        _new_button(),
    )
    return dashboard(
        card(
            listed(
                ChatbotsState,
                _bot,
                noun=("chatbot", "chatbots"),
                when_none=none,
            ),
            class_name="overflow-hidden",
        ),
        _dialog(),
        title="Chatbots",
        text="Each has its own knowledge, voice, look and key.",
        active=PATH,
        actions=(_new_button(),),
    )
