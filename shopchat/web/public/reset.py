"""`/reset`: a forgotten password. Without a link it asks for the address, with one for the new password."""

from datetime import timedelta
from typing import TypedDict

import reflex as rx

from shopchat.accounts import recovery
from shopchat.core import limits
from shopchat.core.config import get_settings
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import Invalid, ShopChatError
from shopchat.web.public.entrance import door, form
from shopchat.web.session import Events, SessionState, public
from shopchat.web.ui.fields import text_field

HOUR = timedelta(hours=1)


class ResetRequest(TypedDict):
    """What the first form sends."""

    email: str


class NewPassword(TypedDict):
    """What the second form sends."""

    password: str


class ResetState(SessionState):
    """Both forms; the link's token is read from the address and never shown."""

    has_link: bool = False
    asked_for: str = ""
    has_mail_server: bool = True
    error: str = ""
    email_error: str = ""
    password_error: str = ""

    @public
    async def arrive(self) -> Events:
        """Tells by the address which of the two forms it is."""
        self._tidy()
        self.asked_for = ""
        self.has_link = bool(self._token())

    @public
    async def ask(self, form: ResetRequest) -> Events:
        """Has a link mailed, if there is such an account."""
        self._tidy()
        email = str(form.get("email", ""))
        settings = get_settings()
        try:
            await limits.enforce(
                limits.Window("reset", email.strip().lower(), settings.rate_limit_reset, HOUR),
                limits.Window("reset-from", self.router.session.client_ip, settings.rate_limit_reset_from, HOUR),
            )
            async with unit_of_work(unscoped=Unscoped.SIGN_IN) as session:
                await recovery.ask_for_reset(session, email=email)
        except ShopChatError as refusal:
            self._show(refusal, "email_error")
            return
        self.asked_for = email.strip()
        self.has_mail_server = settings.smtp_url is not None

    @public
    async def choose(self, form: NewPassword) -> Events:
        """Sets the new password by the link, and leads to the sign-in page."""
        self._tidy()
        try:
            await limits.enforce(
                limits.Window(
                    "reset-confirm", self.router.session.client_ip, get_settings().rate_limit_reset_from, HOUR
                )
            )
            async with unit_of_work(unscoped=Unscoped.MAILED_LINK) as session:
                await recovery.reset_password(session, token=self._token(), new_password=str(form.get("password", "")))
        except ShopChatError as refusal:
            self._show(refusal, "password_error")
            return None
        self.session_token = ""
        return [
            rx.toast.success("Your password is changed. Sign in with the new one."),
            rx.redirect("/login", replace=True),
        ]

    def _token(self) -> str:
        return self.router.url.query_parameters.get("token", "")

    def _tidy(self) -> None:
        self.error = self.email_error = self.password_error = ""

    def _show(self, refusal: ShopChatError, field: str) -> None:
        is_of_field = isinstance(refusal, Invalid) and refusal.loc[-1] != "token"
        setattr(self, field if is_of_field else "error", refusal.detail)


def _ask() -> rx.Component:
    return form(
        ResetState.ask,
        "Mail me a link",
        text_field(
            "Email",
            "email",
            type="email",
            auto_complete="email",
            required=True,
            auto_focus=True,
            placeholder="you@yourstore.com",
            error=ResetState.email_error,
        ),
        error=ResetState.error,
    )


def _asked() -> rx.Component:
    return rx.el.div(
        rx.icon("mail_check", size=20, class_name="mt-0.5 shrink-0 text-brand-ink", aria_hidden="true"),
        rx.el.div(
            rx.el.p(
                "If ",
                rx.el.strong(ResetState.asked_for, class_name="font-medium break-all"),
                " has an account, a link is on its way. It works once and for one hour. Look into the spam folder too.",
            ),
            rx.cond(
                ~ResetState.has_mail_server,
                rx.el.p(
                    "Local mode: no mail server is set (SMTP_URL), so the mail is a file in the folder mail of "
                    "SHOPCHAT_HOME.",
                    class_name="mt-2 text-[0.8125rem] text-muted",
                ),
            ),
        ),
        role="status",
        class_name="mt-7 flex gap-3 rounded-xl border border-line bg-surface p-4",
    )


def _choose() -> rx.Component:
    return form(
        ResetState.choose,
        "Set the new password",
        text_field(
            "New password",
            "password",
            type="password",
            auto_complete="new-password",
            required=True,
            min_length=8,
            auto_focus=True,
            hint="At least 8 characters. A sentence works well. Every device is signed out.",
            error=ResetState.password_error,
        ),
        error=ResetState.error,
    )


def page() -> rx.Component:
    """The page."""
    return rx.cond(
        ResetState.has_link,
        door(
            "Choose a new password",
            "For the account that the link was mailed to.",
            _choose(),
            "The link is too old?",
            "Ask for a new one",
            "/reset",
        ),
        door(
            "Forgot your password?",
            "Tell us your address, and we mail you a link to choose a new one.",
            rx.cond(ResetState.asked_for, _asked(), _ask()),
            "Remembered it?",
            "Sign in",
            "/login",
        ),
    )
