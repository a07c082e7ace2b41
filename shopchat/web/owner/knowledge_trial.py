"""The box beside an entry in which its chatbot is asked, and which says whether the answer came from this entry."""

from dataclasses import dataclass
from typing import Any, TypedDict

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.assistant import trial
from shopchat.assistant.trial import Trial
from shopchat.core.text import is_storable
from shopchat.knowledge import service as knowledge
from shopchat.web.form import Form, error_of
from shopchat.web.session import Events, SessionState, parse_id, signed_in
from shopchat.web.ui.buttons import button
from shopchat.web.ui.fields import text_field
from shopchat.web.ui.poll import poll

_EVERY_MS = 1500


@dataclass(frozen=True)
class UsedRow:
    """Another entry that the answer was made from."""

    id: str
    title: str


class Question(TypedDict):
    """What the form of the box sends."""

    question: str


class TrialState(Form, SessionState):
    """The question and what came of it. `uses_entry`: the entry in the dialog is among what answered."""

    entry_id: str = ""
    question: str = ""
    answer: str = ""
    used: list[UsedRow] = []
    verdict: str = ""
    uses_entry: bool = False
    is_learning: bool = False

    @signed_in
    async def begin(self, session: AsyncSession, account: User, entry_id: str) -> Events:
        """Turns to an entry, with its title as the question, and asks nothing yet."""
        entry = await knowledge.get_entry(session, account, entry_id=parse_id(entry_id, "Knowledge entry"))
        self.entry_id, self.question = str(entry.id), entry.title
        self._forget()

    @signed_in
    async def ask(self, session: AsyncSession, account: User, form: Question) -> Events:
        """Asks the chatbot what is in the box."""
        self.question = "".join(sign for sign in str(form.get("question", "")) if is_storable(sign))
        await self._ask(session, account)

    @signed_in
    async def ask_again(self, session: AsyncSession, account: User) -> Events:
        """Asks the same again: after a change was saved, and until the entry is learned."""
        if self.entry_id:
            await self._ask(session, account)

    async def _ask(self, session: AsyncSession, account: User) -> None:
        self._forget()
        entry_id = parse_id(self.entry_id, "Knowledge entry")
        self._show(await trial.ask(session, account, entry_id=entry_id, question=self.question))

    def _show(self, told: Trial) -> None:
        self.answer = told.text.replace("**", "")
        self.used = [UsedRow(str(entry.id), entry.title) for entry in told.used if entry.id != told.entry.id]
        self.uses_entry, self.is_learning = told.uses_entry, told.is_learning
        if told.uses_entry:
            self.verdict = "It used this entry."
        elif not told.entry.is_active:
            self.verdict = "This entry is switched off, so no answer uses it."
        elif told.is_learning:
            self.verdict = "This entry is still being learned. It is asked again until it is ready…"
        elif told.is_answered:
            self.verdict = "It did not use this entry."
        else:
            self.verdict = "It found nothing. Say in the title or the text what shoppers would call it."

    def _forget(self) -> None:
        self.errors, self.answer, self.used, self.verdict = {}, "", [], ""
        self.uses_entry = self.is_learning = False


def _told(open_entry: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            rx.cond(
                TrialState.uses_entry,
                rx.icon("circle_check", size=16, class_name="mt-0.5 shrink-0 text-good", aria_hidden="true"),
                rx.icon("circle_alert", size=16, class_name="mt-0.5 shrink-0 text-warn", aria_hidden="true"),
            ),
            rx.el.span(TrialState.verdict),
            role="status",
            class_name="flex gap-2 text-[0.8125rem] font-medium",
        ),
        rx.el.p(
            TrialState.answer,
            class_name="mt-3 rounded-xl border border-line bg-surface px-3.5 py-2.5 whitespace-pre-line break-words",
        ),
        rx.cond(
            TrialState.used,
            rx.el.div(
                rx.el.p(
                    rx.cond(TrialState.uses_entry, "It also used", "It answered from"),
                    class_name="mt-3 text-xs text-muted",
                ),
                rx.el.ul(
                    rx.foreach(
                        TrialState.used,
                        lambda row: rx.el.li(
                            rx.el.button(
                                row.title,
                                type="button",
                                on_click=open_entry(row.id),
                                class_name="tap text-left text-brand-ink underline underline-offset-4 break-words",
                            )
                        ),
                    ),
                    class_name="mt-1 flex flex-col gap-1 text-[0.8125rem]",
                ),
            ),
        ),
        class_name="mt-4",
    )


def trial_box(*, open_entry: Any) -> rx.Component:
    """The box; `open_entry` opens another entry in the dialog."""
    return rx.el.section(
        rx.el.h3("Ask it", id="trial-title", class_name="font-semibold"),
        rx.el.p(
            "What your chatbot says with what is saved now. No shopper sees it, and nothing of it is kept.",
            class_name="mt-1 mb-4 text-[0.8125rem] text-muted text-pretty",
        ),
        rx.el.form(
            text_field(
                "Question",
                "question",
                key="trial-question",
                max_length=trial.LONGEST,
                required=True,
                default_value=TrialState.question,
                error=error_of(TrialState.errors, "question"),
            ),
            button("Ask", type="submit", kind="secondary"),
            on_submit=TrialState.ask,
            key=TrialState.entry_id,  # another entry, another question in the field
            class_name="flex flex-col items-stretch gap-3",
        ),
        rx.cond(TrialState.verdict != "", _told(open_entry)),
        rx.cond(TrialState.is_learning, poll(TrialState.ask_again, every_ms=_EVERY_MS)),
        aria_labelledby="trial-title",
        class_name="min-w-0 self-start rounded-xl bg-sunken p-4",
    )
