"""`/admin/mails`: what was mailed to whom; without a mail server, the mails themselves."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import outbox
from shopchat.accounts.models import OutboxMail, User
from shopchat.core.config import get_settings
from shopchat.core.paging import PageParams
from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.listing import AdminListing
from shopchat.web.session import SessionState
from shopchat.web.ui.badge import badge
from shopchat.web.ui.listed import listed
from shopchat.web.ui.moment import moment
from shopchat.web.ui.poll import poll
from shopchat.web.ui.states import card, empty

PATH = f"{theme.ADMIN_HOME}/mails"
_EVERY_MS = 5_000


@dataclass(frozen=True)
class MailRow:
    """A mail as the list shows it."""

    id: str
    recipient: str
    subject: str
    status: str
    error: str
    text: str
    created_at: str


class MailsState(AdminListing, SessionState):
    """The outbox."""

    rows: list[MailRow] = []
    goes_out: bool = False

    async def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> int:
        found, total = await outbox.list_mails(session, paging=paging)
        rows = [_row(mail) for mail in found]
        if rows != self.rows:  # a poll that finds nothing new sends nothing
            self.rows = rows
        self.goes_out = get_settings().smtp_url is not None
        return total


def _row(mail: OutboxMail) -> MailRow:
    return MailRow(
        id=str(mail.id),
        recipient=mail.recipient,
        subject=mail.subject,
        status=mail.status,
        error=mail.error or "",
        text=mail.text,
        created_at=mail.created_at.isoformat(),
    )


def _status(row: Any) -> rx.Component:
    return rx.match(
        row.status,
        ("sent", badge("Sent", "good")),
        ("kept", badge("Kept as a file", "neutral")),
        ("queued", badge("Waiting", "brand", dot=True)),
        badge("Failed", "bad"),
    )


def _item(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.span(row.subject, class_name="font-medium break-words"),
            _status(row),
            class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
        ),
        rx.el.p(
            rx.el.span(row.recipient, class_name="break-all"),
            moment(row.created_at),
            class_name="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-[0.8125rem] text-muted",
        ),
        rx.cond(row.error, rx.el.p(row.error, class_name="mt-1 text-[0.8125rem] break-words text-muted")),
        rx.cond(
            row.text,
            rx.el.details(
                rx.el.summary("Read it", class_name="w-fit cursor-pointer text-[0.8125rem] text-muted"),
                rx.el.pre(
                    row.text,
                    tab_index=0,
                    class_name="mt-2 overflow-auto rounded-lg bg-sunken p-3 font-body text-[0.8125rem] "
                    "leading-relaxed break-words whitespace-pre-wrap",
                ),
                class_name="mt-2",
            ),
        ),
        key=row.id,
        class_name="px-5 py-4",
    )


def _note() -> rx.Component:
    return rx.cond(
        MailsState.goes_out,
        None,
        rx.el.p(
            "No mail server is set (SMTP_URL), so nothing leaves this machine: each mail is kept here and as a "
            "file in the mail folder of SHOPCHAT_HOME.",
            role="note",
            class_name="border-b border-line bg-warn-soft px-5 py-3 text-[0.8125rem] text-warn text-pretty",
        ),
    )


def page() -> rx.Component:
    """The page."""
    return dashboard(
        card(
            listed(
                MailsState,
                _item,
                noun=("mail", "mails"),
                when_none=empty(
                    "mail",
                    "No mail yet",
                    "Confirmations, new passwords, warnings of a plan's limit: what is mailed is listed here.",
                ),
                above=_note(),
            ),
            class_name="overflow-hidden",
        ),
        poll(MailsState.load, every_ms=_EVERY_MS),
        title="Mails",
        text="A mail that was sent loses its text, because the links in it are credentials.",
        active=PATH,
    )
