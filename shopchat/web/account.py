"""Signing in, signing up, signing out."""

from datetime import timedelta
from typing import TypedDict

import reflex as rx

from shopchat.accounts import service as accounts
from shopchat.core import limits
from shopchat.core.config import get_settings
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import Invalid, ShopChatError
from shopchat.web.session import SESSION_COOKIE, Events, SessionState, public, safe_next
from shopchat.web.theme import ADMIN_HOME, HOME, START


def forget_tab(then: str) -> str:
    """A script that signs the tab out and goes to a page of ours.

    With a new tab token, whatever this tab's state held of the account is left behind with the old one.
    """
    return (
        f"document.cookie='{SESSION_COOKIE}=; path=/; max-age=0';"
        "sessionStorage.removeItem('token');"
        f"location.assign('{then}');"
    )


class Credentials(TypedDict):
    """What the two forms send."""

    email: str
    password: str


class AccountState(SessionState):
    """The forms at the door."""

    error: str = ""
    farewell: str = ""
    email_error: str = ""
    password_error: str = ""
    # Where whoever has just come in is sent: a page that is still arriving must not send her elsewhere.
    _heading: str = ""

    @public
    async def sign_in(self, form: Credentials) -> Events:
        """Signs in with what was typed and goes where the person was heading."""
        return await self._enter(form, new=False)

    @public
    async def register(self, form: Credentials) -> Events:
        """Opens an account and signs in."""
        return await self._enter(form, new=True)

    @public
    async def sign_out(self) -> Events:
        """Ends this browser's session, on the server too, and whatever its admin was looking at."""
        async with unit_of_work(unscoped=Unscoped.SIGN_IN) as session:
            await accounts.close_session(session, token=self.session_token)
        self._look_at(None)
        self.session_token = self._heading = ""
        return rx.call_script(forget_tab("/login"))

    @public
    async def stop_viewing(self) -> Events:
        """An admin has seen enough of another account."""
        self._look_at(None)
        return rx.redirect(f"{ADMIN_HOME}/users")

    @public
    async def arrive(self) -> Events:
        """A signed-in person has no business at the sign-in page."""
        self.error = self.email_error = self.password_error = ""
        is_gone = "gone" in self.router.url.query_parameters
        self.farewell = "Your account is deleted, with everything that was in it." if is_gone else ""
        if not self.session_token:
            return None
        try:
            async with unit_of_work(unscoped=Unscoped.SIGN_IN) as session:
                await accounts.account_for_session(session, token=self.session_token)
        except ShopChatError:
            self.session_token = ""
            return None
        where, self._heading = self._heading or self._next(), ""
        return rx.redirect(where, replace=True)

    def _next(self) -> str:
        return safe_next(self.router.url.query_parameters.get("next", ""))

    async def _enter(self, form: Credentials, *, new: bool) -> Events:
        self.error = self.email_error = self.password_error = ""
        email, password = str(form.get("email", "")), str(form.get("password", ""))
        try:
            await self._limit(email, new=new)
            async with unit_of_work(unscoped=Unscoped.SIGN_IN) as session:
                enter = accounts.register if new else accounts.sign_in
                user = await enter(session, email=email, password=password)
                agent = self.router.headers.user_agent
                self.session_token = await accounts.open_session(session, user, user_agent=agent)
        except Invalid as refusal:
            field = f"{refusal.loc[-1]}_error"
            setattr(self, field if field in ("email_error", "password_error") else "error", refusal.detail)
            return None
        except ShopChatError as refusal:
            self.error = refusal.detail
            return None
        self._heading = START if new and self._next() == HOME else self._next()
        return rx.redirect(self._heading)

    async def _limit(self, email: str, *, new: bool) -> None:
        settings, address, minute = get_settings(), self.router.session.client_ip, timedelta(minutes=1)
        if new:
            window = limits.Window("register", address, settings.rate_limit_register, minute)
        else:
            window = limits.Window("login", f"{address}:{email.lower()}", settings.rate_limit_login, minute)
        await limits.enforce(window)
