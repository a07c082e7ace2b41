"""What happened since the owner last looked at her home page."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from shopchat.analytics.service import Figures
from shopchat.web import theme
from shopchat.web.ui.link import link
from shopchat.web.ui.moment import moment
from shopchat.web.ui.states import card


@dataclass(frozen=True)
class News:
    """Something that happened, and where to read about it."""

    icon: str
    text: str
    href: str


def news_of(seen: Figures) -> list[News]:
    """What there is to tell of the figures; nothing of what did not happen."""
    told = (
        ("messages_square", _count(seen.conversations, "conversation", "conversations"), "conversations"),
        ("circle_help", _count(seen.unanswered, "question without an answer", "questions without an answer"), "gaps"),
        ("hand_helping", _count(seen.hand_offs, "wish for a person", "wishes for a person"), "conversations"),
        ("mouse_pointer_click", _count(seen.product_clicks, "product click", "product clicks"), "analytics"),
        ("star", f"Rated {seen.satisfaction:.1f} of 5" if seen.satisfaction else "", "analytics"),
    )
    return [News(icon, text, f"{theme.HOME}/{page}") for icon, text, page in told if text]


def _count(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}" if number else ""


def _news(row: Any) -> rx.Component:
    return rx.el.li(
        link(
            rx.icon(row.icon, size=15, class_name="shrink-0 text-faint", aria_hidden="true"),
            row.text,
            href=row.href,
            class_name=(
                "tap inline-flex min-h-8 items-center gap-2 rounded-lg border border-line px-3 text-[0.8125rem] "
                "transition-colors hover:bg-sunken"
            ),
        )
    )


def since_card(since: Any, news: Any) -> rx.Component:
    """A list of `News`; `since` is the time in ISO 8601."""
    return card(
        rx.el.h2("Since you last looked, ", moment(since), class_name="text-[0.8125rem] font-medium text-muted"),
        rx.cond(
            news,
            rx.el.ul(rx.foreach(news, _news), class_name="flex flex-wrap gap-2"),
            rx.el.p("Nothing new.", class_name="text-[0.8125rem]"),
        ),
        class_name="flex flex-wrap items-center justify-between gap-x-5 gap-y-3 px-5 py-4 sm:px-6",
    )
