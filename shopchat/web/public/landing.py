"""`/`: what ShopChat is, in one screen, with a live bot on it."""

from collections.abc import Awaitable, Callable

import reflex as rx

from shopchat.web.public import landing_sections as sections
from shopchat.web.public.site import footer, header
from shopchat.web.session import Events, SessionState, public
from shopchat.web.ui.widget import live_widget

DemoWidgetKey = Callable[[], Awaitable[str | None]]


async def _no_demo() -> str | None:
    return None


_demo_widget_key: DemoWidgetKey = _no_demo


def show_demo_bot(widget_key: DemoWidgetKey) -> None:
    """Where the landing page gets the key of the bot that it shows; without one it shows none."""
    global _demo_widget_key
    _demo_widget_key = widget_key


class LandingState(SessionState):
    """The key of the demo shop's bot, once it is known."""

    demo_key: str = ""

    @public
    async def load(self) -> Events:
        """Reads the key of the bot that stands on the page."""
        self.demo_key = await _demo_widget_key() or ""


def landing() -> rx.Component:
    """The page."""
    return rx.el.div(
        header(),
        rx.el.main(
            sections.hero(),
            sections.how_it_works(),
            sections.answers_with_sources(),
            sections.for_the_owner(),
            sections.plans(),
            sections.last_word(),
            id="main-content",
        ),
        footer(),
        live_widget(LandingState.demo_key),
        class_name="min-h-dvh bg-canvas",
    )
