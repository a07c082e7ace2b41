"""Which part of a list this is, and the way to the next."""

from typing import Any

import reflex as rx

from shopchat.web.ui.buttons import icon_button


def pagination(*, page: Any, pages: Any, total: Any, noun: str, turn: Any) -> rx.Component:
    """`turn` is called with the number of the page to go to. Nothing is shown for a single page."""
    return rx.el.nav(
        rx.el.p(f"{total} {noun}", class_name="text-[0.8125rem] text-muted tabular-nums"),
        rx.cond(
            pages > 1,
            rx.el.div(
                icon_button("chevron_left", "Previous page", on_click=turn(page - 1), disabled=page <= 1),
                rx.el.span(f"{page} of {pages}", class_name="px-1 text-[0.8125rem] text-muted tabular-nums"),
                icon_button("chevron_right", "Next page", on_click=turn(page + 1), disabled=page >= pages),
                class_name="flex items-center gap-1",
            ),
        ),
        aria_label="Pages",
        class_name="flex min-h-12 items-center justify-between border-t border-line px-5 py-1.5",
    )
