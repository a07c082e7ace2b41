"""Questions that ask for the same, as one line of the list of gaps."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from shopchat.conversations.gaps.service import Cluster
from shopchat.web.owner.kinds import KINDS
from shopchat.web.ui.badge import badge
from shopchat.web.ui.moment import moment

_PASSAGE = 160  # characters of a passage that the list shows


@dataclass(frozen=True)
class NearRow:
    """An entry that came nearest."""

    entry_id: str
    title: str
    kind: str
    passage: str


@dataclass(frozen=True)
class GapRow:
    """A cluster as the list shows it. `trend` is up, down or even."""

    id: str
    question: str
    bot: str
    status: str
    count: str
    trend: str
    weeks: str
    last_at: str
    others: list[str] = field(default_factory=list)
    nearest: list[NearRow] = field(default_factory=list)


def row_of(cluster: Cluster, names: dict[str, str]) -> GapRow:
    """The cluster for the list; `names` are the chatbots' by id."""
    now, before = cluster.this_week, cluster.week_before
    return GapRow(
        id=str(cluster.id),
        question=cluster.questions[0],
        bot=names.get(str(cluster.chatbot_id), ""),
        status=cluster.status,
        count=f"Asked {cluster.count:,} times" if cluster.count != 1 else "Asked once",
        trend="up" if now > before else "down" if now < before else "even",
        weeks=f"{now:,} in 7 days, {before:,} in the 7 before",
        last_at=cluster.last_at.isoformat(),
        others=list(cluster.questions[1:]),
        nearest=[_near(source) for source in cluster.nearest],
    )


def _near(source: dict[str, Any]) -> NearRow:
    return NearRow(
        entry_id=source["entry_id"],
        title=source["title"],
        kind=KINDS[source["source_type"]].label,
        passage=source["passage"].replace("**", "")[:_PASSAGE],
    )


def _trend(row: Any) -> rx.Component:
    def told(icon: str, word: str) -> rx.Component:
        return rx.icon(icon, size=14, class_name="shrink-0", aria_label=word, role="img")

    return rx.el.span(
        rx.match(
            row.trend,
            ("up", told("trending_up", "Asked more")),
            ("down", told("trending_down", "Asked less")),
            told("minus", "Asked as often"),
        ),
        row.weeks,
        class_name="inline-flex items-center gap-1.5",
    )


def _more(row: Any, edit: Any) -> rx.Component:
    heading = "text-xs font-medium text-muted"
    return rx.el.details(
        rx.el.summary("Wordings and nearest entries", class_name="w-fit cursor-pointer text-[0.8125rem] text-muted"),
        rx.el.div(
            rx.cond(
                row.others,
                rx.el.div(
                    rx.el.p("Also asked as", class_name=heading),
                    rx.el.ul(
                        rx.foreach(
                            row.others.to(list[str]),
                            lambda question: rx.el.li(question, class_name="mt-1 text-[0.8125rem] break-words"),
                        )
                    ),
                ),
            ),
            rx.cond(
                row.nearest,
                rx.el.div(
                    rx.el.p("Came nearest, and did not answer it", class_name=heading),
                    rx.el.ul(
                        rx.foreach(row.nearest.to(list[NearRow]), lambda near: _nearest(near, edit)),
                        class_name="mt-1 flex flex-col gap-2",
                    ),
                ),
                rx.el.p("Nothing in your knowledge comes near.", class_name="text-[0.8125rem] text-muted"),
            ),
            class_name="mt-2 flex flex-col gap-3 border-l-2 border-line pl-4",
        ),
        class_name="mt-2",
    )


def _nearest(near: Any, edit: Any) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            near.title,
            type="button",
            on_click=edit(near.entry_id),
            class_name="tap text-left text-[0.8125rem] font-medium text-brand-ink break-words hover:underline",
        ),
        " ",
        badge(near.kind),
        rx.el.p(near.passage, class_name="mt-0.5 line-clamp-2 text-[0.8125rem] text-muted break-words"),
    )


def gap_item(row: Any, *, actions: Any, edit: Any) -> rx.Component:
    """One line of the list; `edit` opens the entry with the id that it is called with."""
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.p(row.question, class_name="font-medium text-pretty break-words"),
                rx.el.p(
                    rx.el.span(row.count, class_name="font-medium text-ink tabular-nums"),
                    _trend(row),
                    rx.el.span(row.bot),
                    rx.el.span("last ", moment(row.last_at)),
                    class_name="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-[0.8125rem] text-muted",
                ),
                class_name="min-w-0 grow",
            ),
            rx.el.div(actions, class_name="flex shrink-0 flex-wrap items-center gap-2"),
            class_name="flex flex-col gap-3 sm:flex-row sm:items-start",
        ),
        _more(row, edit),
        key=row.id,
        class_name="px-5 py-4",
    )
