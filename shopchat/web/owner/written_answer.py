"""A question with the answer that its owner writes, and what is said to it afterwards."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from shopchat.web.form import error_of
from shopchat.web.ui.buttons import cancel_or
from shopchat.web.ui.fields import text_area, text_field

TITLE_LENGTH = 500  # characters of an entry's title; a question may be longer


@dataclass(frozen=True)
class ToldRow:
    """A question, asked again, and what is answered now."""

    question: str
    text: str
    is_answered: bool


def answer_form(state: Any, *, key: str, label: str, hint: str, answer: Any, on_submit: Any) -> rx.Component:
    """`state` holds `question`, `errors`, and in `refusal` what is wrong with no field; `close` leaves the form."""
    return rx.el.form(
        rx.cond(
            state.refusal != "",
            rx.el.p(state.refusal, role="alert", class_name="rounded-lg bg-bad-soft px-3.5 py-2.5 text-bad"),
        ),
        text_field(
            "Question",
            "title",
            key=f"{key}-question",
            required=True,
            max_length=TITLE_LENGTH,
            default_value=state.question,
            hint="As shoppers ask it. It becomes the title of a new entry.",
            error=error_of(state.errors, "title"),
        ),
        text_area(
            label,
            "content",
            key=f"{key}-answer",
            rows=6,
            required=True,
            auto_focus=True,
            default_value=answer,
            hint=hint,
            error=error_of(state.errors, "content"),
        ),
        cancel_or("Save and ask again", cancel=state.close),
        on_submit=on_submit,
        class_name="flex flex-col gap-4",
    )


def _told(row: Any) -> rx.Component:
    return rx.el.li(
        rx.cond(
            row.is_answered,
            rx.icon("circle_check", size=18, class_name="mt-0.5 shrink-0 text-good", aria_label="Answered", role="img"),
            rx.icon(
                "circle_alert", size=18, class_name="mt-0.5 shrink-0 text-warn", aria_label="Not answered", role="img"
            ),
        ),
        rx.el.div(
            rx.el.p(row.question, class_name="font-medium break-words"),
            rx.el.p(row.text, class_name="mt-0.5 text-[0.8125rem] whitespace-pre-line text-muted break-words"),
            class_name="min-w-0",
        ),
        class_name="flex gap-3 py-3 first:pt-0 last:pb-0",
    )


def told_list(rows: Any) -> rx.Component:
    """A list of `ToldRow`."""
    return rx.el.ul(rx.foreach(rows, _told), class_name="mt-4 divide-y divide-line")
