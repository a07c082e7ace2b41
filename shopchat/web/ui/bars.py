"""A small bar chart without a chart library: one figure by day."""

from dataclasses import dataclass
from typing import Any

import reflex as rx


@dataclass(frozen=True)
class Bar:
    """One day."""

    label: str
    value: int


def bars(days: Any, label: str) -> rx.Component:
    """The bars; each names its day and value to pointer and screen reader. Their height is relative to the largest."""
    largest: rx.Var[int] = rx.Var(f"Math.max(1, ...{days}.map((day) => day.value))", _var_type=int)
    return rx.el.ul(
        rx.foreach(
            days,
            lambda day: rx.el.li(
                rx.el.span(
                    class_name=rx.cond(
                        day.value > 0,
                        "block w-full rounded-t-sm bg-brand transition-opacity group-hover:opacity-75",
                        "block w-full rounded-t-sm bg-line",
                    ),
                    style={"height": f"max(2px, calc({day.value} / {largest} * 100%))"},
                    aria_hidden="true",
                ),
                rx.el.span(f"{day.label}: {day.value}", class_name="sr-only"),
                title=f"{day.label}: {day.value}",
                class_name="group flex h-full min-w-0 grow items-end",
            ),
        ),
        aria_label=label,
        # A quarter's bars on a phone are as wide as the gaps of a month's.
        class_name=["flex h-36 items-end", rx.cond(days.length() > 31, "gap-px", "gap-[3px]")],
    )
