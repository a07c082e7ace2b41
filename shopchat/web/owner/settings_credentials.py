"""The account's email and password."""

from typing import TypedDict

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.web.form import Form, error_of
from shopchat.web.session import Events, SessionState, signed_in
from shopchat.web.ui.buttons import submit
from shopchat.web.ui.fields import text_field
from shopchat.web.ui.states import section


class NewEmail(TypedDict):
    """What the first form sends."""

    email: str
    current_password: str


class NewPassword(TypedDict):
    """What the second form sends."""

    password: str
    current_password: str


class EmailState(Form, SessionState):
    """The form that moves the account to another address."""

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Forgets what was wrong last time."""
        self.errors = {}

    @signed_in
    async def save(self, session: AsyncSession, account: User, form: NewEmail) -> Events:
        """Changes the email."""
        self.errors = {}
        password = str(form.get("current_password", ""))
        user = await accounts.change_email(
            session, account, email=str(form.get("email", "")), current_password=password
        )
        self._greet(user)
        return rx.toast.success(f"You sign in as {user.email} from now on.")


class PasswordState(Form, SessionState):
    """The form that sets a new password."""

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Forgets what was wrong last time."""
        self.errors = {}

    @signed_in
    async def save(self, session: AsyncSession, account: User, form: NewPassword) -> Events:
        """Changes the password; every other browser is signed out, this one stays in."""
        self.errors = {}
        user = await accounts.change_password(
            session,
            account,
            new_password=str(form.get("password", "")),
            current_password=str(form.get("current_password", "")),
        )
        self.session_token = await accounts.open_session(session, user, user_agent=self.router.headers.user_agent)
        return rx.toast.success("The password is changed. Other browsers are signed out.")


def _current(state: type[Form], key: str) -> rx.Component:
    return text_field(
        "Current password",
        "current_password",
        key=key,
        type="password",
        auto_complete="current-password",
        required=True,
        error=error_of(state.errors, "current_password"),
    )


def email_form() -> rx.Component:
    """Moves the account to another address."""
    return section(
        "Email",
        "You sign in with it.",
        rx.el.form(
            text_field(
                "New email",
                "email",
                type="email",
                auto_complete="email",
                required=True,
                placeholder=EmailState.email,
                error=error_of(EmailState.errors, "email"),
            ),
            _current(EmailState, "password-for-email"),
            rx.el.div(submit("Change email"), class_name="flex justify-end"),
            on_submit=EmailState.save,
            reset_on_submit=False,
            class_name="flex flex-col gap-4",
        ),
    )


def password_form() -> rx.Component:
    """Sets a new password."""
    return section(
        "Password",
        "Changing it signs out every other browser.",
        rx.el.form(
            _current(PasswordState, "password-for-password"),
            text_field(
                "New password",
                "password",
                type="password",
                auto_complete="new-password",
                required=True,
                min_length=8,
                hint="At least 8 characters. A sentence works well.",
                error=error_of(PasswordState.errors, "password"),
            ),
            rx.el.div(submit("Change password"), class_name="flex justify-end"),
            on_submit=PasswordState.save,
            reset_on_submit=True,
            class_name="flex flex-col gap-4",
        ),
    )
