"""`/dashboard/analytics`: some days in numbers, beside as many days before. The address says which days and whose."""

from typing import Any

import reflex as rx

from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.owner.analytics_cost import cost
from shopchat.web.owner.analytics_days import chart, table
from shopchat.web.owner.analytics_figures import figures
from shopchat.web.owner.analytics_state import PATH, PERIODS, AnalyticsState, address
from shopchat.web.owner.choices import bot_select
from shopchat.web.owner.home_sections import questions
from shopchat.web.ui.buttons import button, link_button
from shopchat.web.ui.link import link
from shopchat.web.ui.states import card, empty, failure, skeleton


def _period(period: Any) -> rx.Component:
    return link(
        period.label,
        href=period.href,
        aria_current=rx.cond(period.is_here, "true", "false"),
        class_name=[
            "tap inline-flex min-h-8 items-center rounded-md px-3 text-[0.8125rem] whitespace-nowrap transition-colors",
            rx.cond(
                period.is_here, "bg-brand-soft font-medium text-brand-ink", "text-muted hover:bg-sunken hover:text-ink"
            ),
        ],
    )


def _pickers() -> rx.Component:
    return rx.cond(
        AnalyticsState.has_talked,
        rx.fragment(
            rx.el.nav(
                rx.foreach(AnalyticsState.periods, _period),
                aria_label="Period",
                class_name="flex gap-0.5 rounded-lg border border-edge bg-surface p-[3px]",
            ),
            bot_select(
                AnalyticsState.bots,
                every="All chatbots",
                aria_label="Chatbot",
                value=AnalyticsState.bot,
                on_change=AnalyticsState.choose,
                class_name="!w-auto max-w-56",
            ),
            button(
                rx.icon("download", size=15, aria_hidden="true"),
                "Download CSV",
                kind="secondary",
                on_click=AnalyticsState.download,
                class_name="min-h-10",
            ),
        ),
    )


def _charts() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            chart("Conversations by day", AnalyticsState.talked),
            chart("Messages by day", AnalyticsState.written),
            class_name="grid gap-5 lg:grid-cols-2",
        ),
        table(AnalyticsState.rows),
    )


def _quiet() -> rx.Component:
    return card(
        empty(
            "calendar_x",
            "No conversations in these days",
            "No shopper wrote in the days that you chose. Before them, or to another chatbot, somebody may have.",
            link_button("90 days of all chatbots", href=address(max(PERIODS), ""), kind="secondary"),
        )
    )


def _full() -> rx.Component:
    return rx.el.div(
        figures(AnalyticsState.figures),
        rx.cond(AnalyticsState.is_quiet, _quiet(), _charts()),
        rx.el.div(
            questions("Asked most", "", AnalyticsState.asked, "No questions in these days."),
            questions(
                "Nobody could answer",
                "Write an entry for each, and the next shopper gets an answer.",
                AnalyticsState.open,
                "Every question found an answer.",
                link_button("Answer them", href=f"{theme.HOME}/gaps", kind="secondary", class_name="mt-4 w-full"),
            ),
            questions("Products shown most", "", AnalyticsState.shown, "No answer showed a product in these days."),
            questions("Products clicked most", "", AnalyticsState.clicked, "No product was clicked in these days."),
            chart("Questions by hour, UTC", AnalyticsState.hours),
            rx.el.div(
                questions("Answers by language", "", AnalyticsState.languages, "No answers in these days."),
                cost(AnalyticsState.cost),
                class_name="flex flex-col gap-5",
            ),
            class_name="grid items-start gap-5 lg:grid-cols-2 [&>*]:min-w-0",
        ),
        class_name="flex flex-col gap-5",
    )


def _none() -> rx.Component:
    return card(
        rx.cond(
            AnalyticsState.bots,
            empty(
                "chart_column",
                "No conversations yet",
                "Figures appear here with the first shopper who writes. Paste the script tag into your shop, and the "
                "chatbot is there.",
                link_button("Get the script tag", href=AnalyticsState.embed_href),
            ),
            empty(
                "bot",
                "First, a chatbot",
                "Figures come from the shoppers who talk with it.",
                link_button("Make a chatbot", href=f"{theme.HOME}/chatbots"),
            ),
        )
    )


def _missing() -> rx.Component:
    return card(
        empty(
            "bot_off",
            "There is no such chatbot",
            "It may have been deleted, or the address is not quite right.",
            link_button("Figures of all chatbots", href=PATH),
        )
    )


def _loading() -> rx.Component:
    return rx.el.div(
        rx.el.span("Loading…", class_name="sr-only", role="status"),
        rx.el.div(
            *[card(skeleton("h-3.5 w-24"), skeleton("mt-4 h-7 w-16"), class_name="p-5") for _ in range(8)],
            class_name="grid grid-cols-2 gap-3 lg:grid-cols-4",
        ),
        rx.el.div(
            *[card(skeleton("h-40 w-full"), class_name="p-6") for _ in range(2)], class_name="grid gap-5 lg:grid-cols-2"
        ),
        class_name="flex flex-col gap-5",
    )


def page() -> rx.Component:
    """The page."""
    there = rx.cond(AnalyticsState.loaded, rx.cond(AnalyticsState.has_talked, _full(), _none()), _loading())
    return dashboard(
        rx.cond(
            AnalyticsState.missing,
            _missing(),
            rx.cond(AnalyticsState.failed, card(failure(AnalyticsState.load)), there),
        ),
        title="Analytics",
        text=f"Compared with the {AnalyticsState.days} days before. Days are UTC, and today is one of them.",
        active=PATH,
        actions=(_pickers(),),
    )
