"""The Embed tab: the one script tag, where it goes, and the key in it."""

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.web.owner.chatbot import ChatbotState, bot_page
from shopchat.web.owner.installed import installed
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.ui.buttons import button
from shopchat.web.ui.code import snippet
from shopchat.web.ui.dialog import confirm
from shopchat.web.ui.states import section

_PLACES = (
    ("Any site", "Paste it once, before </body>, in the template that all your pages share."),
    ("Shopify", "Online Store → Themes → ⋯ → Edit code → theme.liquid. Paste it before </body> and save."),
    (
        "WooCommerce, WordPress",
        "Paste it with a header-and-footer plugin into the footer, or before </body> in footer.php.",
    ),
    (
        "Content-Security-Policy",
        "If your site sends one, allow this site's address in script-src, connect-src and img-src.",
    ),
)


class EmbedState(SessionState):
    """The question before the key is changed."""

    confirming: bool = False

    @public
    async def ask(self) -> Events:
        """Opens the question."""
        self.confirming = True

    @public
    async def keep(self) -> Events:
        """Closes it."""
        self.confirming = False

    @signed_in
    async def rotate(self, session: AsyncSession, account: User) -> Events:
        """Gives the chatbot a new key; the old one is dead at once."""
        self.confirming = False
        shown = await self.get_state(ChatbotState)
        await chatbots.rotate_key(session, account, chatbot_id=parse_id(shown.bot_id, "Chatbot"))
        return [ChatbotState.load, rx.toast.success("The key is new. Paste the new tag into your shop.")]


def places() -> rx.Component:
    """Where the tag goes, by the kind of shop."""
    return rx.el.dl(
        *[
            rx.el.div(
                rx.el.dt(place, class_name="font-medium"),
                rx.el.dd(how, class_name="text-muted text-pretty"),
                class_name="py-3 first:pt-0 last:pb-0 sm:grid sm:grid-cols-[13rem_1fr] sm:gap-4",
            )
            for place, how in _PLACES
        ],
        class_name="divide-y divide-line",
    )


def page() -> rx.Component:
    """The page."""
    return bot_page(
        rx.el.div(
            section(
                "Your script tag",
                "It loads in the background and shows one button; the rest follows when a shopper clicks.",
                snippet(ChatbotState.tag, "Script tag"),
            ),
            section("Where it goes", None, places()),
            installed(),
            section(
                "Change the key",
                "For when somebody uses your tag on another site. The widget is silent until the new tag is in place.",
                button(rx.icon("key_round", size=15), "Change key", kind="secondary", on_click=EmbedState.ask),
            ),
            confirm(
                shown=EmbedState.confirming,
                on_dismiss=EmbedState.keep,
                on_confirm=EmbedState.rotate,
                title="Change the key?",
                text="The tag that is in your shop now stops working at once. You will have to paste the new one.",
                verb="Change key",
                key="rotate",
            ),
            class_name="flex max-w-3xl flex-col gap-5",
        ),
        tab="Embed",
    )
