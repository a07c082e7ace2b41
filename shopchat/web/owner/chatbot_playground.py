"""The Playground tab: the real widget in a page of its own, beside it how its answers came about, and a search."""

from dataclasses import dataclass
from typing import TypedDict

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.service import Found
from shopchat.web.owner.chatbot import ChatbotState, bot_page
from shopchat.web.owner.kinds import KINDS
from shopchat.web.owner.reasoning import ReasoningState, reasoning_panel
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.theme import INPUT
from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import button
from shopchat.web.ui.states import card, section
from shopchat.web.ui.talking_frame import talking_frame

_RESULTS = 6
_PASSAGE = 280  # characters of a passage that the list shows


@dataclass(frozen=True)
class FoundRow:
    """One find as the page shows it; `signals` says in words why it was found."""

    title: str
    kind: str
    passage: str
    score: str
    signals: str


class Question(TypedDict):
    """What the form sends."""

    question: str


class PlaygroundState(SessionState):
    """What the last question found."""

    asked: str = ""
    rows: list[FoundRow] = []

    @public
    async def start(self) -> Events:
        """A fresh page finds nothing yet."""
        self.asked, self.rows = "", []

    @signed_in
    async def find(self, session: AsyncSession, account: User, form: Question) -> Events:
        """Searches the chatbot's knowledge as an answer would."""
        question = str(form.get("question", "")).strip()
        if not question:
            return
        bot_id = parse_id((await self.get_state(ChatbotState)).bot_id, "Chatbot")
        found = await knowledge.search(session, account, chatbot_id=bot_id, query=question, limit=_RESULTS)
        self.asked = question
        self.rows = [_row(find) for find in found]


def _row(find: Found) -> FoundRow:
    return FoundRow(
        title=find.entry.title,
        kind=KINDS[find.entry.source_type].label,
        passage=find.passage.replace("**", "")[:_PASSAGE],
        score=f"{find.score:.2f}",
        signals=", ".join(f"{name} {value:.2f}" for name, value in find.signals.items()),
    )


def _find(row: FoundRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.title, class_name="min-w-0 truncate font-medium"),
            rx.el.span(row.score, title=row.signals, class_name="shrink-0 font-mono text-xs text-muted"),
            class_name="flex items-baseline justify-between gap-3",
        ),
        rx.el.p(row.passage, class_name="mt-0.5 line-clamp-3 text-[0.8125rem] text-muted"),
        rx.el.div(
            badge(row.kind),
            rx.el.span(row.signals, class_name="text-xs text-faint"),
            class_name="mt-1.5 flex flex-wrap items-center gap-2",
        ),
        class_name="py-3 first:pt-0 last:pb-0",
    )


def _finder() -> rx.Component:
    return section(
        "What would it find?",
        "The passages that an answer to this question could rest on, best first, with their scores.",
        rx.el.form(
            rx.el.label("Question", html_for="question", class_name="sr-only"),
            rx.el.input(
                id="question",
                name="question",
                type="search",
                placeholder="Do you ship to Canada?",
                max_length=2000,
                class_name=INPUT,
            ),
            button("Find", type="submit", kind="secondary", class_name="min-h-10"),
            on_submit=PlaygroundState.find,
            class_name="flex gap-2",
        ),
        rx.el.div(
            rx.cond(
                PlaygroundState.asked != "",
                rx.cond(
                    PlaygroundState.rows,
                    rx.el.ul(rx.foreach(PlaygroundState.rows, _find), class_name="mt-5 divide-y divide-line"),
                    rx.el.p(
                        "Nothing it knows fits. It would say so, and offer a person.", class_name="mt-5 text-muted"
                    ),
                ),
            ),
            aria_live="polite",
        ),
    )


def page() -> rx.Component:
    """The page."""
    return bot_page(
        rx.el.div(
            card(
                rx.cond(
                    ChatbotState.is_active,
                    talking_frame(
                        page=ChatbotState.frame_page,
                        widget_key=ChatbotState.widget_key,
                        title="The widget, as on a shop's page",
                        on_talk=lambda visitor: ReasoningState.follow(ChatbotState.bot_id, visitor),
                        class_name="h-[42rem] max-h-[80dvh] w-full bg-sunken",
                    ),
                    rx.el.p(
                        "The chatbot is paused. Switch it to live under Settings to talk to it.",
                        class_name="px-6 py-14 text-center text-muted",
                    ),
                ),
                class_name="overflow-hidden",
            ),
            rx.el.div(
                section("How the answer came about", None, reasoning_panel()),
                _finder(),
                class_name="flex min-w-0 flex-col gap-6",
            ),
            class_name="grid items-start gap-6 lg:grid-cols-[1fr_26rem]",
        ),
        tab="Playground",
    )
