"""One import in the list: where it stands, what came of it, which rows it left out."""

from typing import Any

import reflex as rx

from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import button
from shopchat.web.ui.moment import moment
from shopchat.web.ui.progress import progress_bar


def _status(row: Any) -> rx.Component:
    return rx.match(
        row.status,
        ("done", rx.cond(row.failed > 0, badge("Done, some left out", "warn"), badge("Done", "good"))),
        ("running", badge("Running", "brand", dot=True)),
        ("queued", badge("Waiting", "neutral", dot=True)),
        ("cancelled", badge("Cancelled", "neutral")),
        badge("Failed", "bad"),
    )


def _small(*children: Any, on_click: Any) -> rx.Component:
    return button(*children, kind="secondary", on_click=on_click, class_name="!min-h-8 !px-2.5 text-xs")


def _progress(row: Any, cancel: Any) -> rx.Component:
    return rx.el.div(
        progress_bar(row.percent, f"Import of {row.source}"),
        rx.el.span(row.progress, class_name="text-[0.8125rem] text-muted tabular-nums"),
        _small("Cancel", on_click=cancel(row.id)),
        class_name="mt-3 flex items-center gap-3",
    )


def _errors(row: Any, download: Any) -> rx.Component:
    return rx.el.details(
        rx.el.summary("What was left out, and why", class_name="tap w-fit text-[0.8125rem] font-medium text-brand-ink"),
        rx.el.ul(
            rx.foreach(
                row.errors,
                lambda error: rx.el.li(
                    rx.cond(
                        error.row != "",
                        rx.el.span(f"Row {error.row}", class_name="w-20 shrink-0 text-faint tabular-nums"),
                    ),
                    rx.el.span(error.detail, class_name="text-muted"),
                    class_name="flex gap-3 py-1.5",
                ),
            ),
            class_name="mt-2 max-h-64 divide-y divide-line overflow-y-auto rounded-lg border border-line px-3",
            style={"font_size": "0.8125rem"},
            tab_index=0,
            aria_label="What was left out",
        ),
        rx.el.div(
            rx.cond(row.unlisted > 0, rx.el.span(f"{row.unlisted} more are not listed.", class_name="text-muted")),
            _small(rx.icon("download", size=14, aria_hidden="true"), "Download as CSV", on_click=download(row.id)),
            class_name="mt-2 flex flex-wrap items-center gap-3 text-[0.8125rem]",
        ),
        class_name="mt-2.5",
    )


def import_row(row: Any, *, cancel: Any, read_again: Any, download: Any) -> rx.Component:
    """`row` is an `ImportRow`; the handlers are called with its id."""
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.p(row.source, class_name="truncate font-medium"),
                rx.el.p(row.bot, " · ", moment(row.created_at), class_name="text-[0.8125rem] text-muted"),
                class_name="min-w-0 grow",
            ),
            _status(row),
            class_name="flex items-start gap-4",
        ),
        rx.cond(
            (row.status == "running") | (row.status == "queued"),
            _progress(row, cancel),
            rx.el.div(
                rx.el.p(row.outcome, class_name="grow text-[0.8125rem] text-muted tabular-nums"),
                rx.cond(
                    row.is_web,
                    _small(
                        rx.icon("rotate_cw", size=14, aria_hidden="true"), "Read again", on_click=read_again(row.id)
                    ),
                ),
                class_name="mt-1.5 flex flex-wrap items-center gap-3",
            ),
        ),
        rx.cond(row.errors, _errors(row, download)),
        class_name="px-5 py-4",
        key=row.id,
    )
