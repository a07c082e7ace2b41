"""How an answer came about: the panel beside the playground, and behind "Why this answer?" in a conversation."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.conversations import reasoning
from shopchat.conversations import service as conversations
from shopchat.web.listing import looked_for
from shopchat.web.owner.reasoning_view import panel
from shopchat.web.owner.reasoning_words import (
    FindRow,
    cost_of,
    find_rows,
    kind_of,
    language_of,
    limits_of,
    speaker_of,
)
from shopchat.web.owner.thread_receipts import ReceiptRow, receipt_row
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.ui.dialog import dialog


@dataclass(frozen=True)
class AnswerChoice:
    """An answer of the playground's conversation, named by its question."""

    id: str
    question: str


class ReasoningState(SessionState):
    """The answer that is explained; `shown` is its id, empty for none. `choices` are latest first."""

    shown: str = ""
    is_open: bool = False
    choices: list[AnswerChoice] = []
    question: str = ""
    kind: str = ""
    language: str = ""
    read_as: str = ""
    limits: list[str] = []
    is_kept: bool = True
    found: list[FindRow] = []
    receipts: list[ReceiptRow] = []
    removed: list[str] = []
    speaker: str = ""
    cost: str = ""

    @public
    async def start(self) -> Events:
        """A fresh page explains nothing yet."""
        self.shown, self.choices, self.is_open = "", [], False

    @signed_in
    async def follow(self, session: AsyncSession, account: User, bot_id: str, visitor_id: str) -> Events:
        """Explains the latest answer that the chatbot gave to the visitor, and offers the earlier ones."""
        talk = await reasoning.latest_of_visitor(
            session, account, chatbot_id=parse_id(bot_id, "Chatbot"), visitor_id=looked_for(visitor_id)
        )
        if talk is None:
            return
        said = await conversations.list_messages(session, account, conversation_id=talk.id)
        questions = {message.id: message.content for message in said}
        answers = [message for message in said if message.reply_to_id is not None]
        self.choices = [AnswerChoice(str(it.id), questions[it.reply_to_id]) for it in reversed(answers)]  # type: ignore[index]
        if answers:
            await self._explain(session, account, str(answers[-1].id))

    @signed_in
    async def explain(self, session: AsyncSession, account: User, message_id: str) -> Events:
        """Explains one answer."""
        await self._explain(session, account, message_id)

    @signed_in
    async def ask(self, session: AsyncSession, account: User, message_id: str) -> Events:
        """Explains one answer in a dialog."""
        self.choices = []
        await self._explain(session, account, message_id)
        self.is_open = True

    @public
    async def close(self) -> Events:
        """Closes the dialog."""
        self.is_open = False

    async def _explain(self, session: AsyncSession, account: User, message_id: str) -> None:
        made = await reasoning.of_answer(session, account, message_id=parse_id(message_id, "Answer"))
        beside, wish = made.beside, made.wish
        turn = beside.get("turn") or {}
        used = {told["entry_id"]: told for told in (*beside.get("sources", ()), *beside.get("products", ()))}
        query = wish.query if wish else turn.get("query", "")
        self.shown, self.question = message_id, made.question
        self.kind = kind_of(wish, beside.get("intent", ""))
        self.language = language_of(turn.get("language", ""))
        self.read_as = query if query.strip() != made.question.strip() else ""
        self.limits = limits_of(wish)
        self.is_kept = wish is not None
        self.found = find_rows(list(made.found), used)
        self.receipts = [receipt_row(receipt) for receipt in made.receipts]
        self.removed = (beside.get("model") or {}).get("removed") or []
        self.speaker, self.cost = speaker_of(beside), cost_of(beside)


def reasoning_panel() -> rx.Component:
    """The panel, as a part of a page."""
    return panel(ReasoningState)


def why_button(message_id: Any) -> rx.Component:
    """Opens the panel over the page for an answer."""
    return rx.el.button(
        rx.icon("circle_help", size=13, class_name="shrink-0", aria_hidden="true"),
        "Why this answer?",
        type="button",
        on_click=ReasoningState.ask(message_id),
        class_name="tap flex items-center gap-2 rounded-md px-2 py-1 text-xs text-muted hover:bg-sunken hover:text-ink",
    )


def reasoning_dialog() -> rx.Component:
    """The panel over the page."""
    return dialog(
        reasoning_panel(),
        shown=ReasoningState.is_open,
        on_dismiss=ReasoningState.close,
        title="Why this answer?",
        key="reasoning",
        width="max-w-2xl",
    )
