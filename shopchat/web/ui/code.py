"""Pieces of code: to take away, and to look into."""

from typing import Any

import reflex as rx

from shopchat.web.ui.buttons import button


def snippet(code: Any, label: str) -> rx.Component:
    """Code with a button that copies it; `label` names it for a screen reader."""
    return rx.el.div(
        rx.el.pre(
            rx.el.code(code),
            tab_index=0,
            role="region",
            aria_label=label,
            class_name=(
                "overflow-x-auto rounded-lg border border-line bg-sunken px-4 py-3.5 pr-24 font-mono text-[0.8125rem] "
                "leading-relaxed whitespace-pre-wrap break-all"
            ),
        ),
        button(
            rx.icon("copy", size=14, aria_hidden="true"),
            "Copy",
            kind="secondary",
            class_name="absolute top-2 right-2 !min-h-8 !px-2.5 text-xs",
            on_click=[rx.set_clipboard(code), rx.toast.success("Copied to the clipboard.")],
        ),
        class_name="relative",
    )


def folded(text: Any, summary: str) -> rx.Component:
    """What a machine wrote, shown to whoever opens it."""
    return rx.el.details(
        rx.el.summary(summary, class_name="w-fit cursor-pointer text-[0.8125rem] text-muted"),
        rx.el.pre(
            text,
            tab_index=0,
            class_name=(
                "mt-2 max-h-80 overflow-auto rounded-lg bg-sunken p-3 text-xs leading-relaxed break-words "
                "whitespace-pre-wrap"
            ),
        ),
        class_name="mt-2",
    )
