"""The dashboard's shell: side menu, drawer on a phone, account menu, colour mode, and the place for a page."""

from typing import Any

import reflex as rx
from reflex.style import resolved_color_mode

from shopchat.web import theme
from shopchat.web.account import AccountState
from shopchat.web.notices import notices
from shopchat.web.theme import NavItem
from shopchat.web.ui.buttons import button, icon_button
from shopchat.web.ui.link import link
from shopchat.web.ui.shortcuts import shortcuts, shortcuts_button

_DRAWER = "drawer"


def brand(href: str = "/") -> rx.Component:
    """The mark and the name, as a link."""
    return link(
        rx.el.img(src=theme.LOGO, alt="", class_name="size-7"),
        rx.el.span(theme.NAME, class_name="font-display text-lg font-semibold tracking-tight"),
        href=href,
        class_name="tap inline-flex items-center gap-2.5 rounded-lg",
    )


def colour_mode_button() -> rx.Component:
    """Switches between light and dark; the browser remembers it."""
    return icon_button(
        "sun_moon",
        rx.cond(resolved_color_mode == "dark", "Switch to light mode", "Switch to dark mode"),
        on_click=rx.toggle_color_mode,
    )


def skip_link() -> rx.Component:
    """The first stop of the Tab key: past the menu, to the content."""
    return rx.el.nav(
        rx.el.a(
            "Skip to content",
            href="#main-content",
            class_name=(
                "sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-lg "
                "focus:bg-brand focus:px-4 focus:py-2 focus:text-white"
            ),
        ),
        aria_label="Shortcuts",
    )


def _nav_link(item: NavItem, active: str) -> rx.Component:
    here = item.href == active
    return rx.el.li(
        link(
            rx.icon(item.icon, size=17, aria_hidden="true"),
            item.label,
            href=item.href,
            aria_current="page" if here else None,
            class_name=(
                "tap flex min-h-9 items-center gap-3 rounded-lg px-3 text-sm transition-colors "
                + ("bg-brand-soft font-medium text-brand-ink" if here else "text-muted hover:bg-sunken hover:text-ink")
            ),
        )
    )


def _is_admins(active: str) -> bool:
    return active.startswith(theme.ADMIN_HOME)


def _navigation(active: str) -> rx.Component:
    def group(items: tuple[NavItem, ...]) -> rx.Component:
        return rx.el.ul(*[_nav_link(item, active) for item in items], class_name="flex flex-col gap-0.5")

    def heading(text: str) -> rx.Component:
        return rx.el.p(text, class_name="mt-6 mb-1.5 px-3 text-xs font-medium text-faint")

    if _is_admins(active):
        entries = [group(theme.ADMIN_NAVIGATION), heading("Account"), group((theme.TO_DASHBOARD,))]
    else:
        for_admins = rx.cond(AccountState.is_admin, rx.fragment(heading("House"), group((theme.TO_ADMIN,))))
        entries = [group(theme.DASHBOARD_NAVIGATION), heading("Account"), group(theme.ACCOUNT_NAVIGATION), for_admins]
    return rx.el.nav(
        *entries,
        aria_label="Main",
        class_name="grow overflow-y-auto px-3 py-2",
    )


def _account(active: str) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.p(AccountState.email, class_name="truncate text-[0.8125rem] font-medium", title=AccountState.email),
            rx.el.p(rx.cond(AccountState.plan != "", f"{AccountState.plan} plan", ""), class_name="text-xs text-faint"),
            class_name="min-w-0 grow",
        ),
        None if _is_admins(active) else shortcuts_button(),
        colour_mode_button(),
        icon_button("log_out", "Sign out", on_click=AccountState.sign_out),
        class_name="flex items-center gap-0.5 border-t border-line py-3 pr-2 pl-5",
    )


def _side(active: str) -> rx.Component:
    return rx.el.aside(
        rx.el.div(brand(theme.HOME), class_name="flex h-16 shrink-0 items-center px-5"),
        _navigation(active),
        _account(active),
        class_name="fixed inset-y-0 left-0 z-20 hidden w-60 flex-col border-r border-line bg-surface lg:flex",
    )


def _top_bar(active: str) -> rx.Component:
    return rx.el.div(
        rx.el.header(
            icon_button("menu", "Open the menu", custom_attrs={"popoverTarget": _DRAWER}),
            brand(theme.HOME),
            class_name=(
                "sticky top-0 z-20 flex h-14 items-center gap-2 border-b border-line bg-surface/90 px-2.5 backdrop-blur"
            ),
        ),
        rx.el.div(
            rx.el.div(
                brand(theme.HOME),
                icon_button(
                    "x", "Close the menu", custom_attrs={"popoverTarget": _DRAWER, "popoverTargetAction": "hide"}
                ),
                class_name="flex h-14 shrink-0 items-center justify-between pr-2.5 pl-5",
            ),
            _navigation(active),
            _account(active),
            id=_DRAWER,
            custom_attrs={"popover": "auto"},
            class_name=(
                "drawer fixed inset-y-0 right-auto left-0 m-0 h-dvh max-h-none w-72 flex-col border-0 border-r "
                "border-line bg-surface text-ink shadow-pop open:flex"
            ),
        ),
        class_name="lg:hidden",
    )


def _viewing() -> rx.Component:
    """Says to an admin whose pages these are."""
    return rx.cond(
        AccountState.viewed != "",
        rx.el.div(
            rx.icon("eye", size=17, class_name="shrink-0", aria_hidden="true"),
            rx.el.p(
                "You are looking at ",
                rx.el.strong(AccountState.viewed, class_name="break-all"),
                ". Nothing can be changed.",
                class_name="grow",
            ),
            button("Stop", kind="secondary", on_click=AccountState.stop_viewing),
            role="status",
            class_name=(
                "mb-5 flex items-center gap-3 rounded-xl border border-line bg-brand-soft px-4 py-2.5 text-sm "
                "text-brand-ink"
            ),
        ),
    )


def dashboard(
    *children: Any,
    title: Any,
    active: str,
    text: Any = None,
    actions: tuple[rx.Component, ...] = (),
    back: tuple[str, str] | None = None,
) -> rx.Component:
    """A page of the dashboard. `active` is the menu entry it belongs to, `back` a `(label, href)` above the title."""
    return rx.el.div(
        skip_link(),
        _side(active),
        _top_bar(active),
        rx.el.main(
            _viewing(),
            rx.el.header(
                rx.el.div(
                    link(
                        rx.icon("arrow_left", size=14, aria_hidden="true"),
                        back[0],
                        href=back[1],
                        class_name="mb-1.5 inline-flex items-center gap-1.5 text-[0.8125rem] text-muted hover:text-ink",
                    )
                    if back
                    else None,
                    rx.el.h1(title, class_name="text-2xl font-semibold"),
                    rx.el.p(text, class_name="mt-1 text-muted text-pretty") if text else None,
                    class_name="min-w-0",
                ),
                rx.el.div(*actions, class_name="flex flex-wrap items-center gap-2") if actions else None,
                class_name="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4",
            ),
            notices(),
            *children,
            id="main-content",
            tab_index=-1,
            class_name="mx-auto max-w-6xl px-4 pt-6 pb-16 outline-none sm:px-8 lg:pt-9",
        ),
        None if _is_admins(active) else shortcuts((*theme.DASHBOARD_NAVIGATION, *theme.ACCOUNT_NAVIGATION)),
        class_name="min-h-dvh lg:pl-60",
    )
