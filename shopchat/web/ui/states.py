"""The four faces of whatever is loaded: loading, empty, error, full."""

from typing import Any

import reflex as rx

from shopchat.web.theme import CARD
from shopchat.web.ui.buttons import button


def empty(icon: str, title: Any, text: Any, *actions: rx.Component, heading: Any = rx.el.h2) -> rx.Component:
    """Nothing here yet: what would be here, and the next step. `heading` is the element that fits the page."""
    return rx.el.div(
        rx.el.div(
            rx.icon(icon, size=22, aria_hidden="true"),
            class_name="grid size-12 place-items-center rounded-xl bg-brand-soft text-brand-ink",
        ),
        heading(title, class_name="mt-4 text-lg font-semibold"),
        rx.el.p(text, class_name="mt-1 max-w-md text-muted text-pretty"),
        rx.el.div(*actions, class_name="mt-5 flex flex-wrap justify-center gap-2") if actions else None,
        class_name="flex flex-col items-center px-6 py-14 text-center",
    )


def failure(retry: Any) -> rx.Component:
    """It could not be loaded: say so and offer to try again."""
    return rx.el.div(
        rx.icon("cloud_off", size=22, class_name="text-bad", aria_hidden="true"),
        rx.el.h2("This could not be loaded", class_name="mt-3 text-lg font-semibold"),
        rx.el.p("The fault is on our side. Your data is safe.", class_name="mt-1 text-muted"),
        button(rx.icon("rotate_cw", size=15), "Try again", kind="secondary", on_click=retry, class_name="mt-5"),
        role="alert",
        class_name="flex flex-col items-center px-6 py-14 text-center",
    )


def skeleton(class_name: str) -> rx.Component:
    """A grey place where something is about to be; `class_name` gives its size."""
    return rx.el.div(class_name=f"skeleton {class_name}", aria_hidden="true")


def skeleton_rows(count: int = 5) -> rx.Component:
    """The loading face of a list."""
    row = rx.el.div(
        skeleton("size-9 !rounded-lg"),
        rx.el.div(skeleton("h-3.5 w-2/5"), skeleton("h-3 w-3/5"), class_name="flex grow flex-col gap-2"),
        skeleton("hidden sm:block h-3.5 w-20"),
        class_name="flex items-center gap-4 px-5 py-4",
    )
    return rx.el.div(
        rx.el.span("Loading…", class_name="sr-only", role="status"),
        *[row for _ in range(count)],
        class_name="divide-y divide-line",
    )


def faces(*, loaded: Any, failed: Any, retry: Any, none: Any, when_none: rx.Component, full: rx.Component) -> Any:
    """Chooses the face. `none` is true when there is nothing to show."""
    return rx.cond(
        failed,
        failure(retry),
        rx.cond(loaded, rx.cond(none, when_none, full), skeleton_rows()),
    )


def card(*children: Any, class_name: str = "", **props: Any) -> rx.Component:
    """A panel on the page's canvas."""
    return rx.el.div(*children, class_name=f"{CARD} {class_name}", **props)


def section(title: Any, text: Any, *children: Any, **props: Any) -> rx.Component:
    """A panel with a heading and a line of explanation."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title, class_name="text-base font-semibold"),
            rx.el.p(text, class_name="mt-0.5 text-[0.8125rem] text-muted text-pretty") if text else None,
            class_name="px-5 pt-4 sm:px-6 sm:pt-5",
        ),
        rx.el.div(*children, class_name="px-5 pt-4 pb-5 sm:px-6 sm:pb-6"),
        class_name=CARD,
        **props,
    )
