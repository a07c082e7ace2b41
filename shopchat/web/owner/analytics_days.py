"""Conversations and messages day by day: drawn, as a table, and as a CSV file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from shopchat.analytics.service import Day
from shopchat.core import csv_cells
from shopchat.web.ui.bars import Bar, bars
from shopchat.web.ui.states import section

_HEADS = ("Conversations", "Messages", "Questions", "Unanswered", "Product clicks", "Hand-offs")
_COLUMNS = (
    "date",
    "conversations",
    "messages",
    "questions",
    "unanswered",
    "product_clicks",
    "hand_offs",
    "cost_usd",
)


@dataclass(frozen=True)
class DayRow:
    """One UTC day; `date` is in ISO 8601, `label` is for the eye, `cost_usd` has six digits after its point."""

    date: str
    label: str
    conversations: int
    messages: int
    questions: int
    unanswered: int
    product_clicks: int
    hand_offs: int
    cost_usd: str


@dataclass(frozen=True)
class Drawn:
    """One figure of every day, and what the drawing of it shows in a sentence."""

    days: list[Bar]
    summary: str = ""


def row_of(day: Day) -> DayRow:
    """The day as the page shows it."""
    return DayRow(
        day.date.isoformat(),
        f"{day.date.day} {day.date:%b}",
        day.conversations,
        day.messages,
        day.questions,
        day.unanswered,
        day.product_clicks,
        day.hand_offs,
        f"{day.cost_usd:.6f}",
    )


def drawn(days: list[Bar], most_is: str = "most on") -> Drawn:
    """The days, or hours, with their total and the best of them, the latest where several are alike."""
    total = sum(day.value for day in days)
    if not total:
        return Drawn(days, "None in these days.")
    most = max(reversed(days), key=lambda day: day.value)
    return Drawn(days, f"{total:,} in all, {most_is} {most.label}: {most.value:,}.")


def csv_of(rows: Sequence[DayRow]) -> str:
    """The days as a CSV file, oldest first."""
    return csv_cells.line(_COLUMNS) + "".join(csv_cells.line([getattr(row, name) for name in _COLUMNS]) for row in rows)


def chart(title: str, series: Any) -> rx.Component:
    """A `Drawn`. To a screen reader its summary stands for the bars; each day is in the table."""
    return section(
        title,
        rx.el.span(series.summary),
        rx.el.div(
            bars(series.days, title),
            rx.el.div(
                rx.el.span(series.days[0].label),
                rx.el.span(series.days[-1].label),
                class_name="mt-2 flex justify-between text-xs text-faint",
            ),
            aria_hidden="true",
        ),
    )


def table(rows: Any) -> rx.Component:
    """Each day in figures, for whoever wants to read them one by one."""
    head = "px-3 py-2.5 text-xs font-medium text-faint"
    return rx.el.details(
        rx.el.summary("Every day as a table", class_name="tap w-fit px-1 py-2 text-[0.8125rem] text-muted"),
        rx.el.div(
            rx.el.table(
                rx.el.caption(
                    "Days are UTC. Messages stand on the day on which their conversation began, all else on its own.",
                    class_name="px-3 pt-3 text-left text-[0.8125rem] text-muted",
                ),
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Day", scope="col", class_name=f"{head} text-left"),
                        *[rx.el.th(name, scope="col", class_name=f"{head} text-right") for name in _HEADS],
                    )
                ),
                rx.el.tbody(rx.foreach(rows, _day), class_name="divide-y divide-line border-t border-line"),
                class_name="w-full text-[0.8125rem]",
            ),
            class_name="mt-2 overflow-x-auto rounded-xl border border-line bg-surface shadow-card",
            tab_index=0,
            role="region",
            aria_label="Every day as a table",
        ),
    )


def _day(row: Any) -> rx.Component:
    shown = (row.conversations, row.messages, row.questions, row.unanswered, row.product_clicks, row.hand_offs)
    return rx.el.tr(
        rx.el.th(row.date, scope="row", class_name="px-3 py-2 text-left font-normal whitespace-nowrap tabular-nums"),
        *[rx.el.td(value, class_name="px-3 py-2 text-right tabular-nums") for value in shown],
    )
