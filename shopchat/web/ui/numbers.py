"""Numbers that an owner reads at a glance."""

from typing import Any

import reflex as rx

from shopchat.web.theme import CARD


def stat(label: str, value: Any, note: Any, icon: str) -> rx.Component:
    """One figure with what it means."""
    return rx.el.div(
        rx.el.dt(
            label,
            rx.icon(icon, size=16, class_name="text-faint", aria_hidden="true"),
            class_name="flex items-center justify-between gap-2 text-[0.8125rem] text-muted",
        ),
        rx.el.dd(value, class_name="mt-2 font-display text-[1.75rem] leading-none font-semibold tabular-nums"),
        rx.el.dd(note, class_name="mt-2 text-xs text-faint"),
        class_name=f"{CARD} px-4 py-4 sm:px-5",
    )


def meter(label: str, used: Any, limit_label: Any, percent: Any) -> rx.Component:
    """How much of a limit is used; the bar warns from 80 percent on. `percent` is 0 for no limit."""
    return rx.el.div(
        rx.el.div(
            rx.el.span(label, class_name="font-medium"),
            rx.el.span(f"{used} of {limit_label}", class_name="text-muted tabular-nums"),
            class_name="flex items-baseline justify-between gap-3 text-[0.8125rem]",
        ),
        rx.el.div(
            rx.el.div(
                class_name=rx.cond(
                    percent >= 100,
                    "h-full rounded-full bg-bad-fill",
                    rx.cond(percent >= 80, "h-full rounded-full bg-warn", "h-full rounded-full bg-brand"),
                ),
                style={"width": f"{percent}%"},
            ),
            role="progressbar",
            aria_label=label,
            aria_valuenow=percent,
            aria_valuemin=0,
            aria_valuemax=100,
            class_name="mt-2 h-1.5 overflow-hidden rounded-full bg-sunken",
        ),
    )
