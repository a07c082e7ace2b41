"""The Look tab: colours and shapes, with a preview that follows every change."""

from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.theme import ThemeConfig
from shopchat.web.form import Form, error_of
from shopchat.web.owner.chatbot import ChatbotState, bot_page
from shopchat.web.owner.look_preview import brand_pair, drafted, preview
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.theme import INPUT
from shopchat.web.ui.buttons import submit
from shopchat.web.ui.fields import error_text, live_input, select_field, text_field
from shopchat.web.ui.states import section

_POSITIONS = (("bottom-right", "Bottom right"), ("bottom-left", "Bottom left"))
_FONTS = (
    ("system", "The device's own"),
    ("inherit", "Your shop's"),
    ("rounded", "Rounded"),
    ("serif", "Serif"),
    ("mono", "Monospace"),
)
_MODES = (("auto", "As the shopper's device"), ("light", "Always light"), ("dark", "Always dark"))


class LookState(Form, SessionState):
    """The theme being tried; nothing is stored before Save."""

    form_for: str = ""
    draft: dict[str, str] = drafted(ThemeConfig())
    name: str = ""
    welcome: str = ""

    @rx.var
    def pair(self) -> list[str]:
        return list(brand_pair(self.draft["primary_color"]))

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Starts from what is stored."""
        self.errors, self.form_for = {}, ""
        asked = self._route_id("chatbot_id", "Chatbot")
        bot = await chatbots.get_chatbot(session, account, chatbot_id=asked)
        self.draft = drafted(ThemeConfig.model_validate(bot.theme_config))
        self.name, self.welcome = bot.name, bot.welcome_message
        self.form_for = str(bot.id)

    @public
    async def try_out(self, name: str, value: str) -> Events:
        """Changes one thing of the draft."""
        if name in ThemeConfig.model_fields:
            self.draft[name] = str(value)[:2000]

    @signed_in
    async def save(self, session: AsyncSession, account: User) -> Events:
        """Stores the draft."""
        self.errors = {}
        theme: dict[str, Any] = {**self.draft, "avatar_url": self.draft["avatar_url"].strip() or None}
        changes = ChatbotChanges(theme_config=theme)
        await chatbots.update_chatbot(session, account, chatbot_id=parse_id(self.form_for, "Chatbot"), changes=changes)
        return [
            ChatbotState.load,
            rx.toast.success("Saved. If you changed colour or side, copy the script tag again."),
        ]

    def _refused(self, refusal: Any) -> Any:
        return None if refusal.status == 404 else super()._refused(refusal)  # the shell says that it is missing


def _colour(label: str, name: str) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="text-[0.8125rem] font-medium"),
        rx.el.div(
            live_input(
                wait_ms=60,
                type="color",
                value=LookState.draft[name],
                on_change=lambda value: LookState.try_out(name, value),
                aria_label=f"{label}, chosen from a palette",
                class_name=(
                    "h-10 w-12 shrink-0 cursor-pointer rounded-lg border border-edge bg-surface p-1 pointer-coarse:h-11"
                ),
            ),
            live_input(
                id=name,
                value=LookState.draft[name],
                on_change=lambda value: LookState.try_out(name, value),
                spell_check=False,
                max_length=7,
                aria_describedby=f"{name}-error",
                class_name=f"{INPUT} font-mono",
            ),
            class_name="flex gap-2",
        ),
        error_text(error_of(LookState.errors, name), name),
        class_name="flex flex-col gap-1.5",
    )


def _choice(label: str, name: str, options: tuple[tuple[str, str], ...]) -> rx.Component:
    return select_field(
        label, name, options, value=LookState.draft[name], on_change=lambda value: LookState.try_out(name, value)
    )


def _radius() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.label("Corners", html_for="radius", class_name="text-[0.8125rem] font-medium"),
            rx.el.output(LookState.draft["radius"], " px", class_name="text-[0.8125rem] text-muted tabular-nums"),
            class_name="flex justify-between",
        ),
        live_input(
            wait_ms=60,
            id="radius",
            type="range",
            min=0,
            max=32,
            step=1,
            value=LookState.draft["radius"],
            on_change=lambda value: LookState.try_out("radius", value),
            class_name="tap h-10 w-full accent-[var(--brand)]",
        ),
        class_name="flex flex-col",
    )


def _controls() -> rx.Component:
    return rx.el.form(
        section(
            "Colours",
            "Text on the main colour turns black or white by itself, whichever reads better.",
            rx.el.div(
                _colour("Main colour", "primary_color"),
                _colour("Accent", "accent_color"),
                class_name="grid gap-4 sm:grid-cols-2",
            ),
            rx.el.p(
                rx.cond(
                    LookState.pair[0] == LookState.draft["primary_color"],
                    None,
                    f"White text needs a darker ground: the chat shows {LookState.pair[0]} instead.",
                ),
                role="status",
                class_name="mt-3 text-[0.8125rem] text-muted empty:hidden",
            ),
        ),
        section(
            "Shape and place",
            None,
            rx.el.div(
                _radius(),
                _choice("Place on the page", "position", _POSITIONS),
                _choice("Font", "font", _FONTS),
                _choice("Light or dark", "mode", _MODES),
                class_name="grid gap-4 sm:grid-cols-2",
            ),
            rx.el.div(
                text_field(
                    "Picture",
                    "avatar_url",
                    type="url",
                    placeholder="https://www.yourstore.com/avatar.png",
                    hint="The address of a square picture. Without one, the first letter of the name stands there.",
                    value=LookState.draft["avatar_url"],
                    on_change=lambda value: LookState.try_out("avatar_url", value),
                    error=error_of(LookState.errors, "avatar_url"),
                ),
                class_name="mt-4",
            ),
        ),
        rx.el.div(submit("Save look"), class_name="flex justify-end"),
        on_submit=LookState.save,
        class_name="flex min-w-0 flex-col gap-5",
    )


def page() -> rx.Component:
    """The page."""
    return bot_page(
        rx.cond(
            LookState.form_for == ChatbotState.bot_id,
            rx.el.div(
                _controls(),
                preview(LookState.draft, pair=LookState.pair, name=LookState.name, welcome=LookState.welcome),
                class_name="grid items-start gap-6 lg:grid-cols-[1fr_22rem]",
            ),
        ),
        tab="Look",
    )
