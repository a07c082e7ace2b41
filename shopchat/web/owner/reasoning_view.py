"""How the way of an answer is drawn."""

from typing import Any

import reflex as rx

from shopchat.web import theme
from shopchat.web.owner.thread_receipts import receipt_item
from shopchat.web.theme import INPUT
from shopchat.web.ui.badge import badge
from shopchat.web.ui.link import link


def _part(title: str, *children: Any) -> rx.Component:
    return rx.el.div(rx.el.h3(title, class_name="text-[0.8125rem] font-semibold"), *children, class_name="pt-4")


def _signal(signal: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(signal.label, class_name="w-28 shrink-0"),
        rx.el.span(
            rx.el.span(class_name="block h-full rounded-full bg-brand", style={"width": f"{signal.percent}%"}),
            aria_hidden="true",
            class_name="h-1.5 grow overflow-hidden rounded-full bg-sunken",
        ),
        rx.el.span(signal.value, class_name="w-10 shrink-0 text-right tabular-nums"),
        class_name="flex items-center gap-2 text-xs text-muted",
    )


def _find(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            link(
                row.title,
                href=f"{theme.HOME}/knowledge?entry={row.entry_id}",
                class_name="min-w-0 grow truncate font-medium hover:underline",
            ),
            rx.cond(row.is_used, badge("Used", "good")),
            rx.el.span(row.score, title="How well it fits", class_name="shrink-0 font-mono text-xs text-muted"),
            class_name="flex items-center gap-2",
        ),
        rx.el.ul(rx.foreach(row.signals, _signal), class_name="mt-1 flex flex-col gap-0.5"),
        class_name="py-2",
    )


def _understood(state: Any) -> rx.Component:
    return _part(
        "Understood",
        rx.el.p(state.kind, rx.cond(state.language != "", f", in {state.language}", ""), class_name="mt-1"),
        rx.cond(state.read_as != "", rx.el.p("Searched for: ", state.read_as, class_name="mt-0.5 text-muted")),
        rx.cond(
            state.limits,
            rx.el.ul(
                rx.foreach(state.limits, lambda limit: rx.el.li(badge(limit, "brand"))),
                aria_label="Limits",
                class_name="mt-2 flex flex-wrap gap-1.5",
            ),
        ),
    )


def _checked(state: Any) -> rx.Component:
    return _part(
        "Checked",
        rx.cond(
            state.receipts,
            rx.el.ul(rx.foreach(state.receipts, receipt_item), class_name="mt-1 divide-y divide-line text-[0.8125rem]"),
            rx.el.p("No sentence says anything of the shop.", class_name="mt-1 text-muted"),
        ),
        rx.cond(
            state.removed,
            rx.el.div(
                rx.el.p("Taken out, for no entry says so:", class_name="mt-2 text-warn"),
                rx.el.ul(rx.foreach(state.removed, rx.el.li), class_name="list-disc pl-5"),
            ),
        ),
    )


def panel(state: Any) -> rx.Component:
    """`state` is the state class of the answer that is explained."""
    full = rx.el.div(
        rx.cond(
            state.choices.length() > 1,
            rx.el.select(
                rx.foreach(state.choices, lambda choice: rx.el.option(choice.question, value=choice.id)),
                aria_label="Answer to",
                value=state.shown,
                on_change=state.explain,
                class_name=INPUT,
            ),
            rx.el.p("“", state.question, "”", class_name="break-words text-muted"),
        ),
        _understood(state),
        _part(
            "Found",
            rx.cond(
                state.found,
                rx.el.ul(rx.foreach(state.found, _find), aria_label="Found", class_name="mt-1 divide-y divide-line"),
                rx.el.p(
                    rx.cond(state.is_kept, "Nothing was needed, or nothing fits.", "What was found is not kept."),
                    class_name="mt-1 text-muted",
                ),
            ),
        ),
        _checked(state),
        _part("Answered", rx.el.p(state.speaker, class_name="mt-1"), rx.el.p(state.cost, class_name="text-muted")),
        class_name="text-sm",
    )
    return rx.el.div(
        rx.cond(
            state.shown != "",
            full,
            rx.el.p("Ask something, and see here how the answer came about.", class_name="text-muted"),
        ),
        aria_live="polite",
    )
