"""Who answers in a conversation: the chatbot, or the owner in its place, with her box to write in."""

from typing import Any

import reflex as rx

from shopchat.conversations.taking_over import LONGEST_REPLY
from shopchat.web.theme import INPUT
from shopchat.web.ui.buttons import button

REPLY_FIELD = "reply-content"


def who_answers(state: Any) -> rx.Component:
    """The line that says who answers, and the button that changes it; nothing where the conversation has ended."""
    return rx.cond(
        state.is_active,
        rx.el.div(
            rx.el.p(
                rx.cond(
                    state.is_taken_over,
                    "You answer. The chatbot is silent until you give the conversation back.",
                    "The chatbot answers.",
                ),
                role="status",
                class_name="min-w-0 grow basis-48",
            ),
            rx.cond(
                state.is_taken_over,
                button("Give back to the bot", kind="secondary", on_click=state.give_back),
                button("Take over", kind="secondary", on_click=state.take_over),
            ),
            class_name=rx.cond(
                state.is_taken_over,
                "flex flex-wrap items-center gap-3 border-b border-line bg-brand-soft px-4 py-2.5 text-[0.8125rem] "
                "text-brand-ink sm:px-6",
                "flex flex-wrap items-center gap-3 border-b border-line px-4 py-2.5 text-[0.8125rem] text-muted "
                "sm:px-6",
            ),
        ),
    )


def reply_box(state: Any) -> rx.Component:
    """Where the owner writes while she answers. Enter sends, Shift and Enter begin a new line."""
    return rx.cond(
        state.is_taken_over,
        rx.el.form(
            rx.el.input(type="hidden", name="draft_id", value=state.draft_id, read_only=True),
            rx.el.label("Your reply", html_for=REPLY_FIELD, class_name="sr-only"),
            rx.el.div(
                rx.el.textarea(
                    id=REPLY_FIELD,
                    name="content",
                    rows=2,
                    max_length=LONGEST_REPLY,
                    placeholder="Write to the shopper…",
                    enter_key_submit=True,
                    aria_describedby=f"{REPLY_FIELD}-hint",
                    class_name=f"{INPUT} max-h-60 min-w-0 grow resize-none field-sizing-content",
                ),
                button("Send", type="submit", class_name="min-h-10"),
                class_name="flex items-end gap-2",
            ),
            rx.el.p(
                "Enter sends, Shift and Enter begin a new line. She sees that a person answers.",
                id=f"{REPLY_FIELD}-hint",
                class_name="mt-1.5 text-xs text-muted",
            ),
            on_submit=state.reply,
            class_name="border-t border-line bg-surface px-4 py-3 sm:px-6",
        ),
    )
