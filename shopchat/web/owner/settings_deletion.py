"""The end of an account."""

from typing import TypedDict

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import api_keys
from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.billing import service as billing
from shopchat.chatbots import service as chatbots
from shopchat.conversations import service as conversations
from shopchat.conversations.filters import ConversationFilters
from shopchat.core.paging import PageParams
from shopchat.web.account import forget_tab
from shopchat.web.form import Form, error_of
from shopchat.web.session import Events, SessionState, public, signed_in
from shopchat.web.ui.buttons import button
from shopchat.web.ui.dialog import dialog
from shopchat.web.ui.fields import text_field
from shopchat.web.ui.states import section

_ONE = PageParams(page_size=1)


class Password(TypedDict):
    """What the form sends."""

    password: str


class DeletionState(Form, SessionState):
    """The question before the end, and what would go."""

    is_asking: bool = False
    goes: list[str] = []

    @signed_in
    async def ask(self, session: AsyncSession, account: User) -> Events:
        """Opens the question and counts what would go."""
        self.errors = {}
        _, bots = await chatbots.list_chatbots(session, account, paging=_ONE)
        _, talks = await conversations.list_conversations(session, account, paging=_ONE, filters=ConversationFilters())
        _, keys = await api_keys.list_keys(session, account, paging=_ONE)
        entries = (await billing.usage(session, account)).secondary.used
        self.goes = [
            _count(bots, "chatbot", "chatbots"),
            _count(entries, "knowledge entry", "knowledge entries"),
            _count(talks, "conversation", "conversations"),
            _count(keys, "API key", "API keys"),
        ]
        if account.plan != "free":
            self.goes.append(f"the {self.plan} plan, which is cancelled")
        self.is_asking = True

    @public
    async def keep(self) -> Events:
        """Closes the question."""
        self.is_asking = False

    @signed_in
    async def delete(self, session: AsyncSession, account: User, form: Password) -> Events:
        """Removes the account with everything that it has."""
        self.errors = {}
        await accounts.delete_account(session, account, password=str(form.get("password", "")))
        self.is_asking = False
        return rx.call_script(forget_tab("/login?gone=1"))


def _count(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


def deletion() -> rx.Component:
    """The button and its question."""
    return section(
        "Delete the account",
        "Your chatbots fall silent at once, and all that they know and ever said is removed for good.",
        rx.el.div(
            button("Delete the account…", kind="danger", on_click=DeletionState.ask), class_name="flex justify-end"
        ),
        dialog(
            rx.el.p("This cannot be undone. What goes:", class_name="text-muted"),
            rx.el.ul(rx.foreach(DeletionState.goes, rx.el.li), class_name="mt-2 list-disc pl-5"),
            rx.el.form(
                text_field(
                    "Your password",
                    "password",
                    key="password-for-deletion",
                    type="password",
                    auto_complete="current-password",
                    required=True,
                    error=error_of(DeletionState.errors, "password"),
                ),
                rx.el.div(
                    button("Keep it", kind="secondary", on_click=DeletionState.keep),
                    button("Delete everything", kind="danger", type="submit"),
                    class_name="flex flex-wrap justify-end gap-2",
                ),
                on_submit=DeletionState.delete,
                class_name="mt-5 flex flex-col gap-4",
            ),
            shown=DeletionState.is_asking,
            on_dismiss=DeletionState.keep,
            title="Delete the account?",
            key="delete-account",
            width="max-w-md",
        ),
    )
