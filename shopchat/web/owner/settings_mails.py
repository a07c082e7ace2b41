"""Which letters the account gets."""

from typing import TypedDict

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.web.session import Events, SessionState, signed_in
from shopchat.web.ui.buttons import submit
from shopchat.web.ui.fields import switch
from shopchat.web.ui.states import section


class MailChoices(TypedDict, total=False):
    """What the form sends; a switch that is off is not sent."""

    mails_hand_offs: str
    mails_usage: str


class MailChoicesState(SessionState):
    """The choices as they are stored."""

    loaded: bool = False
    mails_hand_offs: bool = True
    mails_usage: bool = True

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Reads the choices."""
        self.mails_hand_offs, self.mails_usage = account.mails_hand_offs, account.mails_usage
        self.loaded = True

    @signed_in
    async def save(self, session: AsyncSession, account: User, form: MailChoices) -> Events:
        """Stores the choices."""
        account.mails_hand_offs = self.mails_hand_offs = bool(form.get("mails_hand_offs"))
        account.mails_usage = self.mails_usage = bool(form.get("mails_usage"))
        session.add(account)
        return rx.toast.success("Saved.")


def mails() -> rx.Component:
    """The choices as a form."""
    return section(
        "Mails",
        "Mails about your password, email, API keys and payments are always sent.",
        # Switches begin as they are stored, so they wait until that is known.
        rx.cond(
            MailChoicesState.loaded,
            rx.el.form(
                switch(
                    "Shoppers who want a person",
                    "One mail for each conversation, with a link to answer.",
                    "mails_hand_offs",
                    default_checked=MailChoicesState.mails_hand_offs,
                ),
                switch(
                    "Limits of the plan",
                    "When four fifths of a limit are used, and when all of it is.",
                    "mails_usage",
                    default_checked=MailChoicesState.mails_usage,
                ),
                rx.el.div(submit("Save"), class_name="flex justify-end"),
                on_submit=MailChoicesState.save,
                reset_on_submit=False,
                class_name="flex flex-col gap-4",
            ),
        ),
    )
