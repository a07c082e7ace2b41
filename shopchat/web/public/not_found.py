"""The page for an address that leads nowhere."""

import reflex as rx

from shopchat.web import theme
from shopchat.web.public.site import header
from shopchat.web.ui.buttons import link_button
from shopchat.web.ui.states import empty


def not_found() -> rx.Component:
    """What is wrong and two ways on."""
    return rx.el.div(
        header(),
        rx.el.main(
            empty(
                "compass",
                "There is no such page",
                "The address may be mistyped, or the page has moved.",
                link_button("To the start", href="/"),
                link_button("To the dashboard", href=theme.HOME, kind="secondary"),
                heading=rx.el.h1,
            ),
            id="main-content",
            class_name="grid min-h-[70dvh] place-items-center",
        ),
        class_name="min-h-dvh bg-canvas",
    )
