"""How far long work has come."""

from typing import Any

import reflex as rx


def progress_bar(percent: Any, label: Any) -> rx.Component:
    """A bar; `label` says to a screen reader of what it is."""
    return rx.el.div(
        rx.el.div(
            class_name="h-full rounded-full bg-brand transition-[width] duration-500", style={"width": f"{percent}%"}
        ),
        role="progressbar",
        aria_label=label,
        aria_valuenow=percent,
        aria_valuemin=0,
        aria_valuemax=100,
        class_name="h-1.5 grow overflow-hidden rounded-full bg-sunken",
    )
