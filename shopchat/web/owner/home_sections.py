"""Parts of the home page: the first steps, and lists of questions."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from shopchat.web.owner.first_steps import Step
from shopchat.web.ui.buttons import button, link_button
from shopchat.web.ui.states import card, section


@dataclass(frozen=True)
class Asked:
    """A question and how often it was asked."""

    question: str
    count: str


def _step(step: Step) -> rx.Component:
    return rx.el.li(
        rx.cond(
            step.is_done,
            rx.icon("circle_check", size=22, class_name="shrink-0 text-good", aria_label="Done"),
            rx.icon("circle_dashed", size=22, class_name="shrink-0 text-faint", aria_label="To do"),
        ),
        rx.el.div(
            rx.el.p(step.title, class_name=rx.cond(step.is_done, "font-medium text-muted", "font-medium")),
            rx.cond(step.is_done, None, rx.el.p(step.text, class_name="text-[0.8125rem] text-muted text-pretty")),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            step.is_next,
            link_button(step.verb, href=step.href),
            rx.cond(step.is_done | (step.href == ""), None, link_button(step.verb, href=step.href, kind="secondary")),
        ),
        class_name="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-4 sm:flex-nowrap sm:px-6",
    )


def steps_card(steps: Any, *, put_away: Any) -> rx.Component:
    """The first steps with what is done of them; `put_away` is what its button does."""
    return card(
        rx.el.div(
            rx.el.h2("From here to your first answer", class_name="text-lg font-semibold"),
            button("Put away", kind="ghost", on_click=put_away, class_name="-mr-2"),
            class_name="flex items-center justify-between gap-4 px-5 py-3.5 sm:px-6",
        ),
        rx.el.ol(rx.foreach(steps, _step), class_name="divide-y divide-line border-t border-line"),
    )


def questions(title: str, text: str, asked: Any, none: str, more: rx.Component | None = None) -> rx.Component:
    """A list of texts with their counts; `none` says what an empty one means, `more` stands below a full one."""
    return section(
        title,
        text,
        rx.cond(
            asked,
            rx.fragment(
                rx.el.ol(
                    rx.foreach(
                        asked,
                        lambda row: rx.el.li(
                            rx.el.span(row.question, class_name="min-w-0 truncate", title=row.question),
                            rx.el.span(row.count, class_name="shrink-0 text-muted tabular-nums"),
                            class_name="flex justify-between gap-4 py-2 first:pt-0 last:pb-0",
                        ),
                    ),
                    class_name="divide-y divide-line text-[0.8125rem]",
                ),
                more,
            ),
            rx.el.p(none, class_name="text-[0.8125rem] text-muted"),
        ),
    )
