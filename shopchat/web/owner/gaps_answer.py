"""The dialog in which the answer to a gap is written, and which then asks the shoppers' questions again."""

from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.conversations.asked_again import Retrial
from shopchat.conversations.gaps import service as gaps
from shopchat.core.errors import Invalid, ShopChatError
from shopchat.web.form import Form
from shopchat.web.owner.written_answer import TITLE_LENGTH, ToldRow, answer_form, told_list
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.ui.buttons import button
from shopchat.web.ui.dialog import dialog
from shopchat.web.ui.poll import poll

_EVERY_MS = 1500


class AnswerState(Form, SessionState):
    """The gap in the dialog. Once `is_saved`, the dialog shows what its questions are answered now."""

    is_open: bool = False
    is_saved: bool = False
    is_learning: bool = False
    cluster_id: str = ""
    question: str = ""
    refusal: str = ""
    told: list[ToldRow] = []
    verdict: str = ""

    @public
    async def start(self, cluster_id: str, question: str) -> Events:
        """Opens the dialog for a gap."""
        self.errors, self.refusal, self.told, self.verdict = {}, "", [], ""
        self.cluster_id, self.question = str(cluster_id), str(question)[:TITLE_LENGTH]
        self.is_open, self.is_saved = True, False

    @signed_in
    async def save(self, session: AsyncSession, account: User, form: dict[str, Any]) -> Events:
        """Writes the answer into the chatbot's knowledge."""
        self.errors, self.refusal = {}, ""
        await gaps.answer_cluster(
            session,
            account,
            cluster_id=parse_id(self.cluster_id, "Question"),
            question=str(form.get("title", "")),
            answer=str(form.get("content", "")),
        )
        self.is_saved = True

    @signed_in
    async def ask_again(self, session: AsyncSession, account: User) -> Events:
        """Asks what shoppers asked, unless there is no answer yet that could be found."""
        if not self.is_saved:
            return
        self._show(await gaps.ask_again(session, account, cluster_id=parse_id(self.cluster_id, "Question")))

    @signed_in
    async def look(self, session: AsyncSession, account: User, cluster_id: str) -> Events:
        """Opens the dialog for a gap that is answered, and asks its questions again."""
        self._show(await gaps.ask_again(session, account, cluster_id=parse_id(cluster_id, "Question")))
        self.cluster_id, self.refusal, self.is_open, self.is_saved = cluster_id, "", True, True

    def _show(self, retrial: Retrial) -> None:
        told = retrial.told
        self.told = [ToldRow(again.question, again.text.replace("**", ""), again.is_answered) for again in told]
        answered = sum(again.is_answered for again in told)
        self.is_learning = retrial.is_learning and answered < len(told)
        if answered == len(told):
            self.verdict = "Shoppers who ask this get an answer now."
        else:
            self.verdict = f"{answered} of {len(told)} ways to ask it are answered now. " + (
                "The answer is still being learned…"
                if self.is_learning
                else "Say in the question what shoppers call it, then ask again."
            )

    @public
    async def close(self) -> Events:
        """Leaves everything as it is."""
        self.is_open = False

    def _refused(self, refusal: ShopChatError) -> Any:
        if self.is_open and not isinstance(refusal, Invalid):
            self.refusal = refusal.detail  # the plan's limit: too long for a toast, and the dialog hides it
            return None
        return super()._refused(refusal)


def _form(saved: Any) -> rx.Component:
    return answer_form(
        AnswerState,
        key="gap",
        label="Answer",
        hint="Write it as you would tell a shopper. Answers quote it.",
        answer="",
        on_submit=[AnswerState.save, AnswerState.ask_again, saved],
    )


def _outcome() -> rx.Component:
    return rx.el.div(
        rx.el.p(AnswerState.verdict, role="status", class_name="text-pretty"),
        told_list(AnswerState.told),
        rx.el.div(
            button(rx.icon("rotate_cw", size=15), "Ask again", kind="secondary", on_click=AnswerState.ask_again),
            button("Done", on_click=AnswerState.close),
            class_name="mt-5 flex justify-end gap-2",
        ),
        rx.cond(AnswerState.is_learning, poll(AnswerState.ask_again, every_ms=_EVERY_MS)),
    )


def answer_dialog(*, saved: Any) -> rx.Component:
    """The dialog; `saved` runs after an answer was written."""
    return dialog(
        rx.cond(AnswerState.is_saved, _outcome(), _form(saved)),
        shown=AnswerState.is_open,
        on_dismiss=AnswerState.close,
        title=rx.cond(AnswerState.is_saved, "Asked again", "Write the answer"),
        key="gap",
        width="max-w-2xl",
    )
