"""What frames the public pages: header and footer."""

import reflex as rx

from shopchat.web import theme
from shopchat.web.frame import brand, colour_mode_button, skip_link
from shopchat.web.session import SessionState
from shopchat.web.theme import NavItem
from shopchat.web.ui.buttons import icon_button, link_button
from shopchat.web.ui.link import link, outside_link

_MENU = "site-menu"


def _item(item: NavItem, class_name: str) -> rx.Component:
    to = outside_link if item.is_outside else rx.el.a
    return to(item.label, href=item.href, class_name=class_name)


def header() -> rx.Component:
    """Mark, menu, and the way in: to the dashboard for whoever is signed in."""
    return rx.el.header(
        skip_link(),
        rx.el.div(
            brand(),
            rx.el.nav(
                *[_item(item, "text-muted transition-colors hover:text-ink") for item in theme.SITE_NAVIGATION],
                aria_label="Site",
                class_name="ml-6 hidden items-center gap-7 md:flex",
            ),
            rx.el.div(
                colour_mode_button(),
                rx.cond(
                    SessionState.session_token != "",
                    link_button("Open dashboard", href=theme.HOME),
                    rx.fragment(
                        link(
                            "Sign in",
                            href="/login",
                            class_name="tap hidden items-center px-3 text-muted hover:text-ink sm:inline-flex",
                        ),
                        link_button("Start free", href="/register"),
                    ),
                ),
                icon_button("menu", "Open the menu", "md:hidden", custom_attrs={"popoverTarget": _MENU}),
                class_name="ml-auto flex items-center gap-1.5",
            ),
            class_name="mx-auto flex h-16 max-w-6xl items-center px-4 sm:px-8",
        ),
        rx.el.nav(
            *[
                _item(item, "tap flex items-center rounded-lg px-3 py-2.5 hover:bg-sunken")
                for item in (*theme.SITE_NAVIGATION, NavItem("Sign in", "/login"))
            ],
            id=_MENU,
            aria_label="Site",
            custom_attrs={"popover": "auto"},
            class_name=(
                "menu fixed top-16 right-3 bottom-auto left-auto m-0 w-56 rounded-xl border border-line p-1.5"
                " bg-surface text-ink shadow-pop"
            ),
        ),
        class_name="sticky top-0 z-30 border-b border-line bg-canvas/85 backdrop-blur-md",
    )


def footer() -> rx.Component:
    """The last lines of a public page."""
    return rx.el.footer(
        rx.el.div(
            rx.el.div(
                brand(),
                rx.el.p(theme.PROMISE, class_name="mt-2 max-w-xs text-[0.8125rem] text-muted"),
            ),
            rx.el.nav(
                *[_item(item, "py-1 text-muted hover:text-ink") for item in theme.SITE_NAVIGATION],
                link("Sign in", href="/login", class_name="py-1 text-muted hover:text-ink"),
                aria_label="Footer",
                class_name="flex flex-wrap gap-x-7 gap-y-2",
            ),
            class_name="mx-auto flex max-w-6xl flex-wrap items-start justify-between gap-8 px-4 py-10 sm:px-8",
        ),
        class_name="border-t border-line",
    )
