"""An entry in the table."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from shopchat.knowledge.models import Entry
from shopchat.web.owner.kinds import KINDS
from shopchat.web.ui.badge import badge
from shopchat.web.ui.moment import moment


@dataclass(frozen=True)
class EntryRow:
    """An entry as the table shows it."""

    id: str
    title: str
    kind: str
    icon: str
    bot: str
    price: str
    is_active: bool
    status: str
    updated_at: str
    is_over: bool
    is_pinned: bool


def row_of(entry: Entry, names: dict[str, str], *, is_over: bool, is_pinned: bool) -> EntryRow:
    """The entry for the table; `names` are the chatbots' by id, `is_over` marks one beyond the plan."""
    facts = entry.meta or {}
    return EntryRow(
        id=str(entry.id),
        title=entry.title,
        kind=KINDS[entry.source_type].label,
        icon=entry.source_type,
        bot=names.get(str(entry.chatbot_id), ""),
        price=f"{facts['price']} {facts.get('currency') or ''}".strip() if facts.get("price") else "",
        is_active=entry.is_active,
        status=entry.embedding_status,
        updated_at=entry.updated_at.isoformat(),
        is_over=is_over,
        is_pinned=is_pinned,
    )


def _icon(source_type: Any) -> rx.Component:
    return rx.match(
        source_type,
        *[(name, rx.icon(kind.icon, size=16, aria_hidden="true")) for name, kind in KINDS.items()],
        rx.icon("file_text", size=16, aria_hidden="true"),
    )


def _status(row: EntryRow) -> rx.Component:
    return rx.cond(
        row.is_active,
        rx.match(
            row.status,
            ("pending", badge("Learning…", "warn", dot=True)),
            ("failed", badge("Words only", "bad", dot=True)),
            badge("Ready", "good", dot=True),
        ),
        badge("Off", "neutral", dot=True),
    )


def checkbox(label: Any, **props: Any) -> rx.Component:
    """A bare checkbox with a name, in a place that a finger can hit."""
    box = rx.el.input(type="checkbox", aria_label=label, class_name="size-4 accent-(--brand)", **props)
    return rx.el.label(box, class_name="grid size-9 shrink-0 cursor-pointer place-items-center")


def entry_item(row: EntryRow, *, edit: Any, is_picked: Any, pick: Any) -> rx.Component:
    """One line of the table; a click calls `edit` with the entry's id, and its checkbox `pick` with id and choice."""
    return rx.el.li(
        checkbox(
            rx.Var.create(f"Select {row.title}"), checked=is_picked, on_change=lambda chosen: pick(row.id, chosen)
        ),
        rx.el.button(
            rx.el.span(
                _icon(row.icon),
                class_name="grid size-9 shrink-0 place-items-center rounded-lg bg-sunken text-muted max-sm:hidden",
            ),
            rx.el.span(
                rx.el.span(row.title, class_name="block truncate font-medium"),
                rx.el.span(row.kind, " · ", row.bot, class_name="block truncate text-[0.8125rem] text-muted"),
                class_name="min-w-0 grow",
            ),
            rx.cond(
                row.is_pinned,
                rx.icon("pin", size=15, class_name="shrink-0 text-brand-ink", aria_label="Pinned", role="img"),
            ),
            rx.cond(row.is_over, badge("Over the plan", "warn")),
            rx.el.span(row.price, class_name="hidden text-[0.8125rem] text-muted tabular-nums md:block"),
            rx.el.span(_status(row), class_name="w-24 shrink-0"),
            moment(row.updated_at, "hidden w-28 text-right text-[0.8125rem] text-faint lg:block"),
            type="button",
            on_click=edit(row.id),
            class_name="flex min-w-0 grow items-center gap-4 py-3 pr-5 pl-1 text-left",
        ),
        key=row.id,
        class_name="flex items-center gap-1 pl-2 transition-colors hover:bg-sunken sm:pl-3",
    )
