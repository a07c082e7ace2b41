"""Wishes for a person in a conversation, and the dialog in which one is answered by mail."""

import uuid
from dataclasses import dataclass
from typing import Any, TypedDict

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.conversations import hand_offs
from shopchat.conversations.models import Lead
from shopchat.conversations.taking_over import LONGEST_REPLY
from shopchat.web.form import Form, error_of
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import button, cancel_or
from shopchat.web.ui.dialog import dialog
from shopchat.web.ui.fields import text_area
from shopchat.web.ui.moment import moment


@dataclass(frozen=True)
class HandOffRow:
    """A wish for a person as the thread shows it."""

    id: str
    name: str
    email: str
    message: str
    is_open: bool
    at: str
    closed_at: str


class MailReply(TypedDict):
    """What the form for a mail sends."""

    lead_id: str
    draft_id: str
    content: str


class HandOffState(Form, SessionState):
    """The wish that is answered in the dialog."""

    is_open: bool = False
    lead_id: str = ""
    recipient: str = ""
    draft_id: str = ""  # sent twice, it is mailed once

    @public
    async def start(self, lead_id: str, recipient: str) -> Events:
        """Opens the dialog for one wish."""
        self.lead_id, self.recipient = str(lead_id), str(recipient)
        self.draft_id, self.errors, self.is_open = str(uuid.uuid4()), {}, True

    @public
    async def close(self) -> Events:
        """Closes the dialog."""
        self.is_open = False

    @signed_in
    async def send(self, session: AsyncSession, account: User, form: MailReply) -> Events:
        """Mails the answer. What is refused stays in the box."""
        self.errors = {}
        await hand_offs.reply(
            session,
            account,
            lead_id=parse_id(form.get("lead_id", ""), "Hand-off"),
            content=str(form.get("content", "")),
            draft_id=str(parse_id(form.get("draft_id", ""), "Draft")),
        )
        self.is_open = False
        return rx.toast.success("Your answer is on its way.")

    @signed_in
    async def settle(self, session: AsyncSession, account: User, lead_id: str) -> Events:
        """Closes a wish without a mail."""
        await hand_offs.settle(session, account, lead_id=parse_id(lead_id, "Hand-off"))


def hand_off_row(lead: Lead) -> HandOffRow:
    """The wish for the thread."""
    return HandOffRow(
        id=str(lead.id),
        name=lead.name or "",
        email=lead.email,
        message=lead.message or "",
        is_open=lead.status == "open",
        at=lead.created_at.isoformat(),
        closed_at=lead.closed_at.isoformat() if lead.closed_at else "",
    )


def _item(row: Any, changed: Any) -> rx.Component:
    return rx.el.li(
        rx.icon("hand_helping", size=17, class_name="mt-0.5 shrink-0", aria_hidden="true"),
        rx.el.div(
            rx.el.p(
                rx.el.strong(rx.cond(row.name != "", row.name, row.email), class_name="font-medium"),
                " asked for a person, ",
                moment(row.at),
                class_name="break-words",
            ),
            rx.cond(row.message != "", rx.el.p(row.message, class_name="mt-0.5 whitespace-pre-line break-words")),
            rx.el.p(
                rx.el.a(row.email, href=f"mailto:{row.email}", class_name="underline"), class_name="mt-0.5 break-words"
            ),
            class_name="min-w-0 grow basis-56",
        ),
        rx.cond(
            row.is_open,
            rx.el.div(
                button("Reply by mail", on_click=HandOffState.start(row.id, row.email), class_name="!min-h-8"),
                button(
                    "Done without",
                    kind="secondary",
                    on_click=[HandOffState.settle(row.id), changed],
                    title="Closes it: nothing is sent",
                    class_name="!min-h-8",
                ),
                class_name="flex flex-wrap gap-2",
            ),
            rx.el.span(badge("Done", "good"), class_name="shrink-0"),
        ),
        class_name="flex flex-wrap items-start gap-3 px-4 py-3 sm:px-6",
    )


def hand_off_list(rows: Any, *, changed: Any) -> rx.Component:
    """A list of `HandOffRow`; `changed` runs when one of them may be another."""
    return rx.cond(
        rows,
        rx.el.ul(
            rx.foreach(rows, lambda row: _item(row, changed)),
            aria_label="Wishes for a person",
            class_name="divide-y divide-line border-b border-line bg-warn-soft text-[0.8125rem] text-ink",
        ),
    )


def hand_off_dialog(*, changed: Any) -> rx.Component:
    """The dialog over the page; `changed` runs after a mail was written."""
    return dialog(
        rx.el.form(
            rx.el.input(type="hidden", name="lead_id", value=HandOffState.lead_id, read_only=True),
            rx.el.input(type="hidden", name="draft_id", value=HandOffState.draft_id, read_only=True),
            text_area(
                "Your answer",
                "content",
                key="mail-content",
                rows=6,
                required=True,
                auto_focus=True,
                max_length=LONGEST_REPLY,
                hint=f"It is mailed to {HandOffState.recipient} and stands in the conversation. "
                f"What she answers goes to {HandOffState.email}.",
                error=error_of(HandOffState.errors, "content"),
            ),
            cancel_or("Send mail", cancel=HandOffState.close),
            on_submit=[HandOffState.send, changed],
            class_name="flex flex-col gap-4",
        ),
        shown=HandOffState.is_open,
        on_dismiss=HandOffState.close,
        title="Reply by mail",
        key="hand-off",
        width="max-w-xl",
    )
