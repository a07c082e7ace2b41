"""A conversation in a list."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import reflex as rx

from shopchat.conversations.models import Conversation
from shopchat.web import theme
from shopchat.web.ui.badge import badge
from shopchat.web.ui.link import link
from shopchat.web.ui.moment import moment

PATH = f"{theme.HOME}/conversations"


@dataclass(frozen=True)
class ConversationRow:
    """A conversation as the list shows it."""

    id: str
    visitor: str
    bot: str
    is_active: bool
    is_taken_over: bool
    is_waiting: bool
    messages: str
    score: str
    last_at: str
    tags: list[str]


def row_of(conversation: Conversation, names: dict[str, str], waiting: Collection[uuid.UUID]) -> ConversationRow:
    """The conversation for a list; `names` are the chatbots' by id, `waiting` those who wait for a person."""
    count = conversation.message_count
    score = conversation.satisfaction_score
    return ConversationRow(
        id=str(conversation.id),
        visitor=conversation.visitor_name or f"Visitor {conversation.visitor_id[:4]}",
        bot=names.get(str(conversation.chatbot_id), ""),
        is_active=conversation.status == "active",
        is_taken_over=conversation.taken_over_at is not None,
        is_waiting=conversation.id in waiting,
        messages=f"{count} message{'' if count == 1 else 's'}",
        score="" if score is None else f"{score:.1f}",
        last_at=conversation.last_message_at.isoformat(),
        tags=conversation.tags,
    )


def conversation_item(row: Any, *, selected: Any = False) -> rx.Component:
    """One conversation in a list, as a link to its thread."""
    return rx.el.li(
        link(
            rx.el.div(
                rx.el.p(row.visitor, class_name="truncate font-medium"),
                moment(row.last_at, "shrink-0 text-xs text-faint"),
                class_name="flex items-baseline justify-between gap-3",
            ),
            rx.el.div(
                rx.el.p(row.bot, " · ", row.messages, class_name="truncate text-[0.8125rem] text-muted"),
                rx.el.span(
                    rx.cond(
                        row.score != "",
                        rx.el.span(
                            rx.icon("star", size=13, aria_hidden="true"),
                            row.score,
                            aria_label=f"Rated {row.score} of 5",
                            class_name="flex items-center gap-1 text-xs text-muted tabular-nums",
                        ),
                    ),
                    rx.cond(row.is_waiting, badge("Waits for you", "warn")),
                    rx.cond(
                        row.is_taken_over,
                        badge("You answer", "brand", dot=True),
                        rx.cond(row.is_active, badge("Going on", "good", dot=True)),
                    ),
                    class_name="flex shrink-0 items-center gap-2",
                ),
                class_name="mt-0.5 flex min-h-6 items-center justify-between gap-3",
            ),
            rx.cond(
                row.tags,
                rx.el.ul(
                    rx.foreach(row.tags, lambda tag: rx.el.li(badge(tag))),
                    aria_label="Tags",
                    class_name="mt-1 flex flex-wrap gap-1",
                ),
            ),
            href=f"{PATH}/{row.id}",
            aria_current=rx.cond(selected, "true", "false"),
            class_name=rx.cond(
                selected,
                "block border-l-2 border-brand bg-brand-soft px-4 py-3",
                "block border-l-2 border-transparent px-4 py-3 transition-colors hover:bg-sunken",
            ),
        ),
        key=row.id,
    )
