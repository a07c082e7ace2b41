"""The dialog in which a wrong answer is put right, and which then asks the question again."""

import uuid
from typing import Any, TypedDict

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.conversations import correcting, recalling
from shopchat.core.errors import Invalid, ShopChatError
from shopchat.web import theme
from shopchat.web.form import Form
from shopchat.web.owner.written_answer import TITLE_LENGTH, ToldRow, answer_form, told_list
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.ui.buttons import button, link_button
from shopchat.web.ui.dialog import dialog
from shopchat.web.ui.poll import poll

_EVERY_MS = 1500


class Correction(TypedDict):
    """What the form sends."""

    title: str
    content: str


class CorrectionState(Form, SessionState):
    """The answer in the dialog. Once there is an entry, the dialog shows what is answered now."""

    is_open: bool = False
    is_learning: bool = False
    message_id: str = ""
    entry_id: str = ""
    question: str = ""
    answer: str = ""
    refusal: str = ""
    verdict: str = ""
    told: list[ToldRow] = []

    @rx.var
    def entry_href(self) -> str:
        return f"{theme.HOME}/knowledge?entry={self.entry_id}"

    @signed_in
    async def start(self, session: AsyncSession, account: User, message_id: str) -> Events:
        """Opens the dialog with the shopper's question and the answer that she got."""
        message, asked = await recalling.answered(session, account, message_id=parse_id(message_id, "Answer"))
        self.errors, self.refusal, self.verdict, self.told = {}, "", "", []
        self.message_id, self.entry_id = str(message.id), ""
        self.question, self.answer = asked.content[:TITLE_LENGTH], message.content.replace("**", "")
        self.is_open = True

    @signed_in
    async def save(self, session: AsyncSession, account: User, form: Correction) -> Events:
        """Writes the right answer into the chatbot's knowledge."""
        self.errors, self.refusal = {}, ""
        entry = await correcting.correct(
            session,
            account,
            message_id=parse_id(self.message_id, "Answer"),
            question=str(form.get("title", "")),
            answer=str(form.get("content", "")),
        )
        self.entry_id = str(entry.id)

    @signed_in
    async def ask_again(self, session: AsyncSession, account: User) -> Events:
        """Asks what the shopper asked, unless there is no entry yet that could be found."""
        if not self.entry_id:
            return
        retrial = await correcting.ask_again(
            session, account, message_id=parse_id(self.message_id, "Answer"), entry_id=uuid.UUID(self.entry_id)
        )
        self.told = [ToldRow(it.question, it.text.replace("**", ""), it.is_answered) for it in retrial.told]
        is_right = all(it.is_answered for it in retrial.told)
        self.is_learning = retrial.is_learning and not is_right
        if is_right:
            self.verdict = "Whoever asks this gets your answer now."
        elif self.is_learning:
            self.verdict = "The answer is still being learned…"
        else:
            self.verdict = "Not everyone who asks gets your answer yet. Say in the question what shoppers call it."

    @public
    async def close(self) -> Events:
        """Leaves everything as it is."""
        self.is_open = False

    def _refused(self, refusal: ShopChatError) -> Any:
        if self.is_open and not isinstance(refusal, Invalid):
            self.refusal = refusal.detail  # the plan's limit: too long for a toast, and the dialog hides it
            return None
        return super()._refused(refusal)


def correct_button(message_id: Any) -> rx.Component:
    """Opens the dialog for an answer."""
    return rx.el.button(
        rx.icon("pencil", size=13, class_name="shrink-0", aria_hidden="true"),
        "Correct it",
        type="button",
        on_click=CorrectionState.start(message_id),
        title="Write what it should have said into the knowledge",
        class_name="tap flex items-center gap-2 rounded-md px-2 py-1 text-xs text-muted hover:bg-sunken hover:text-ink",
    )


def _form() -> rx.Component:
    return answer_form(
        CorrectionState,
        key="correction",
        label="What it should have said",
        hint="Where an entry is wrong itself, change that one: it stands under the answer, among its sources.",
        answer=CorrectionState.answer,
        on_submit=[CorrectionState.save, CorrectionState.ask_again],
    )


def _outcome() -> rx.Component:
    return rx.el.div(
        rx.el.p(CorrectionState.verdict, role="status", class_name="text-pretty"),
        told_list(CorrectionState.told),
        rx.el.div(
            link_button("Change the entry", href=CorrectionState.entry_href, kind="secondary"),
            button("Done", on_click=CorrectionState.close),
            class_name="mt-5 flex flex-wrap justify-end gap-2",
        ),
        rx.cond(CorrectionState.is_learning, poll(CorrectionState.ask_again, every_ms=_EVERY_MS)),
    )


def correction_dialog() -> rx.Component:
    """The dialog over the page."""
    return dialog(
        rx.cond(CorrectionState.entry_id != "", _outcome(), _form()),
        shown=CorrectionState.is_open,
        on_dismiss=CorrectionState.close,
        title=rx.cond(CorrectionState.entry_id != "", "Asked again", "Correct this answer"),
        key="correction",
        width="max-w-2xl",
    )
