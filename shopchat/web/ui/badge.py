"""Small words with a colour: the state of a thing. The word carries the meaning, the colour only helps."""

from typing import Any, Literal

import reflex as rx

Tone = Literal["neutral", "brand", "good", "warn", "bad"]

_TONES: dict[Tone, str] = {
    "neutral": "bg-sunken text-muted",
    "brand": "bg-brand-soft text-brand-ink",
    "good": "bg-good-soft text-good",
    "warn": "bg-warn-soft text-warn",
    "bad": "bg-bad-soft text-bad",
}


def badge(label: Any, tone: Tone = "neutral", *, dot: bool = False) -> rx.Component:
    """A word in a coloured pill."""
    return rx.el.span(
        rx.el.span(class_name="size-1.5 rounded-full bg-current", aria_hidden="true") if dot else None,
        label,
        class_name=(
            f"inline-flex w-fit items-center gap-1.5 rounded-md px-2 py-0.5 text-xs font-medium whitespace-nowrap "
            f"{_TONES[tone]}"
        ),
    )
