"""Conversations and messages day by day: drawn, as a table, and as a CSV file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from shopchat.analytics.service import Day
from shopchat.core import csv_cells
from shopchat.web.ui.bars import Bar, bars
from shopchat.web.ui.states import section


@dataclass(frozen=True)
class DayRow:
    """One UTC day; `date` is in ISO 8601, `label` is for the eye."""

    date: str
    label: str
    conversations: int
    messages: int


@dataclass(frozen=True)
class Drawn:
    """One figure of every day, and what the drawing of it shows in a sentence."""

    days: list[Bar]
    summary: str = ""


def row_of(day: Day) -> DayRow:
    """The day as the page shows it."""
    return DayRow(day.date.isoformat(), f"{day.date.day} {day.date:%b}", day.conversations, day.messages)


def drawn(days: list[Bar]) -> Drawn:
    """The days with their total and the best of them, the latest where several are alike."""
    total = sum(day.value for day in days)
    if not total:
        return Drawn(days, "None in these days.")
    most = max(reversed(days), key=lambda day: day.value)
    return Drawn(days, f"{total:,} in all, most on {most.label}: {most.value:,}.")


def csv_of(rows: Sequence[DayRow]) -> str:
    """The days as a CSV file, oldest first."""
    head = csv_cells.line(("date", "conversations", "messages"))
    return head + "".join(csv_cells.line((row.date, row.conversations, row.messages)) for row in rows)


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
                    "Days are UTC. Messages stand on the day on which their conversation began.",
                    class_name="px-3 pt-3 text-left text-[0.8125rem] text-muted",
                ),
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Day", scope="col", class_name=f"{head} text-left"),
                        rx.el.th("Conversations", scope="col", class_name=f"{head} text-right"),
                        rx.el.th("Messages", scope="col", class_name=f"{head} text-right"),
                    )
                ),
                rx.el.tbody(rx.foreach(rows, _day), class_name="divide-y divide-line border-t border-line"),
                class_name="w-full text-[0.8125rem]",
            ),
            class_name="mt-2 rounded-xl border border-line bg-surface shadow-card",
        ),
    )


def _day(row: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row.date, scope="row", class_name="px-3 py-2 text-left font-normal whitespace-nowrap tabular-nums"),
        rx.el.td(row.conversations, class_name="px-3 py-2 text-right tabular-nums"),
        rx.el.td(row.messages, class_name="px-3 py-2 text-right tabular-nums"),
    )
