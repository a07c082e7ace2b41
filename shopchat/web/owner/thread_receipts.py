"""What an answer rests on, and the same answer made again, as they are drawn below it."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from shopchat.conversations.receipts import Receipt

_LONGEST = 160  # characters of a sentence or field that the list of receipts shows


@dataclass(frozen=True)
class ReceiptRow:
    """A sentence and what it rests on; `since` says what has become of that, empty when it is as it was."""

    sentence: str
    rests_on: str
    since: str


def receipt_row(receipt: Receipt) -> ReceiptRow:
    """The receipt in an owner's words."""
    then, now = (f"“{_short(said)}”" if said else "" for said in (receipt.then, receipt.now))
    since = {
        "same": "",
        "changed": f"Then {then}, now {now}." if then else f"Changed since. Now {now}.",
        "off": f"Switched off since.{f' Then {then}, now {now}.' if then else ''}",
        "deleted": f"Deleted since.{f' Then {then}.' if then else ''}",
    }
    return ReceiptRow(
        sentence=_short(receipt.sentence.replace("**", "").removeprefix("- ")),
        rests_on=f"{receipt.title} · {receipt.field.replace('_', ' ').replace('.', ': ')}",
        since=since[receipt.state],
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"


def receipt_item(receipt: Any) -> rx.Component:
    """One receipt in a list."""
    return rx.el.li(
        rx.el.p(receipt.sentence, class_name="text-ink"),
        rx.el.p(receipt.rests_on, class_name="text-faint"),
        rx.cond(
            receipt.since != "",
            rx.el.p(
                rx.icon("history", size=13, class_name="mt-0.5 shrink-0", aria_hidden="true"),
                rx.el.span(receipt.since, class_name="min-w-0 break-words"),
                class_name="mt-0.5 flex gap-1.5 text-warn",
            ),
        ),
        class_name="py-1.5",
    )


def receipts(message: Any) -> rx.Component:
    """Folded: what each sentence rests on, and what has become of it."""
    return rx.el.details(
        rx.el.summary(
            rx.icon("receipt", size=13, class_name="shrink-0", aria_hidden="true"),
            "What each sentence rests on",
            class_name=(
                "tap flex items-center gap-2 rounded-md px-2 py-1 text-xs text-muted hover:bg-sunken hover:text-ink"
            ),
        ),
        rx.el.ul(
            rx.foreach(message.receipts, receipt_item),
            class_name="my-1 ml-2 divide-y divide-line border-l-2 border-line pl-3 text-[0.8125rem]",
        ),
        class_name="max-w-[92%]",
    )


def _words(label: str, pieces: Any) -> rx.Component:
    return rx.cond(
        pieces,
        rx.el.div(
            rx.el.p(label, class_name="mt-2 text-xs text-faint"),
            rx.el.p(rx.foreach(pieces, piece), class_name="mt-0.5 whitespace-pre-line"),
        ),
    )


def replay(state: Any, message: Any) -> rx.Component:
    """A button, and below it what came of pressing it."""
    return rx.fragment(
        rx.el.button(
            rx.icon("rotate_ccw", size=13, class_name="shrink-0", aria_hidden="true"),
            "Replay",
            type="button",
            on_click=state.replay(message.id),
            title="Make this answer again from what the shop knew then",
            class_name=(
                "tap flex items-center gap-2 rounded-md px-2 py-1 text-xs text-muted hover:bg-sunken hover:text-ink"
            ),
        ),
        rx.cond(
            state.replayed == message.id,
            rx.el.div(
                rx.el.p(
                    rx.cond(
                        state.is_same,
                        rx.icon("circle_check", size=15, class_name="mt-0.5 shrink-0", aria_hidden="true"),
                        rx.icon("circle_alert", size=15, class_name="mt-0.5 shrink-0", aria_hidden="true"),
                    ),
                    rx.el.span(state.verdict),
                    class_name="flex gap-2",
                ),
                _words("What the composer had ready", state.then),
                _words("Today it would say", state.today),
                role="status",
                class_name="mt-1 max-w-[92%] rounded-xl border border-line p-3 text-[0.8125rem]",
            ),
        ),
    )


def piece(part: Any) -> rx.Component:
    """A stretch of a text."""
    return rx.cond(part.is_bold, rx.el.strong(part.text), rx.el.span(part.text))
