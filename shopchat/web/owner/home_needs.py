"""What waits for the owner: things that stay as they are until she does something.

Limits are not among them: those stand above every page (`web/notices.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import reflex as rx

from shopchat.core import clock
from shopchat.knowledge.models import Import
from shopchat.web import theme
from shopchat.web.ui.buttons import link_button
from shopchat.web.ui.states import card

_RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Need:
    """Something to do; `verb` is what its link says."""

    icon: str
    text: str
    verb: str
    href: str


def needs_of(*, waiting: int, open_gaps: int, imports: Sequence[Import]) -> list[Need]:
    """What waits, the most pressing first. `imports` are the latest, newest first."""
    needs = []
    if waiting:
        who = "1 shopper waits" if waiting == 1 else f"{waiting:,} shoppers wait"
        where = f"{theme.HOME}/conversations?status=waiting"
        needs.append(Need("hand_helping", f"{who} for a person.", "Reply", where))
    needs += [
        Need("file_x", f"The import of {row.source} failed.", "See why", f"{theme.HOME}/knowledge/imports")
        for row in _failed(imports)
    ]
    if open_gaps:
        asked = "1 question has" if open_gaps == 1 else f"{open_gaps:,} questions have"
        needs.append(Need("circle_help", f"{asked} no answer.", "Answer", f"{theme.HOME}/gaps"))
    return needs


def _failed(imports: Sequence[Import]) -> list[Import]:
    """The failed ones of the last days that were not tried again since."""
    newest: dict[tuple[object, str], Import] = {}
    for row in imports:
        newest.setdefault((row.chatbot_id, row.source), row)
    return [row for row in newest.values() if row.status == "failed" and row.created_at > clock.now() - _RECENT]


def _row(need: Any) -> rx.Component:
    return rx.el.li(
        rx.icon(need.icon, size=18, class_name="shrink-0 text-warn", aria_hidden="true"),
        rx.el.p(need.text, class_name="min-w-0 grow text-[0.8125rem] break-words"),
        link_button(need.verb, href=need.href, kind="secondary"),
        class_name="flex items-center gap-3 px-5 py-2.5 sm:px-6",
    )


def needs_card(needs: Any) -> rx.Component:
    """A list of `Need`."""
    return card(
        rx.el.h2("Needs you", class_name="px-5 py-3.5 text-base font-semibold sm:px-6"),
        rx.el.ul(rx.foreach(needs, _row), class_name="divide-y divide-line border-t border-line"),
    )
