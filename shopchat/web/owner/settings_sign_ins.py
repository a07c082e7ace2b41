"""Where the account is signed in, and ending it from here."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import sessions
from shopchat.accounts.models import User
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import button
from shopchat.web.ui.dialog import confirm
from shopchat.web.ui.moment import moment
from shopchat.web.ui.states import section
from shopchat.web.user_agents import browser_of


@dataclass(frozen=True)
class SignInRow:
    """A browser that is signed in."""

    id: str
    browser: str
    since: str
    is_here: bool


class SignInsState(SessionState):
    """The account's browsers."""

    rows: list[SignInRow] = []
    confirming: bool = False

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Reads them anew."""
        self.confirming = False
        await self._read(session, account)

    @signed_in
    async def end(self, session: AsyncSession, account: User, session_id: str) -> Events:
        """Signs one browser out."""
        await sessions.end(session, account, session_id=parse_id(session_id, "Sign-in"))
        await self._read(session, account)
        return rx.toast.success("That browser is signed out.")

    @signed_in
    async def end_others(self, session: AsyncSession, account: User) -> Events:
        """Signs every other browser out."""
        self.confirming = False
        await sessions.end_others(session, account, token=self.session_token)
        await self._read(session, account)
        return rx.toast.success("Everywhere else is signed out.")

    @public
    async def ask(self) -> Events:
        """Opens the question before all others are signed out."""
        self.confirming = True

    @public
    async def keep(self) -> Events:
        """Closes it."""
        self.confirming = False

    async def _read(self, session: AsyncSession, account: User) -> None:
        found = await sessions.sign_ins(session, account, token=self.session_token)
        self.rows = [
            SignInRow(str(each.id), browser_of(each.user_agent), each.since.isoformat(), each.is_here) for each in found
        ]


def _row(row: Any) -> rx.Component:
    return rx.el.li(
        rx.icon("monitor_smartphone", size=17, class_name="shrink-0 text-faint", aria_hidden="true"),
        rx.el.div(
            rx.el.p(row.browser, class_name="truncate font-medium"),
            rx.el.p("Signed in ", moment(row.since), class_name="text-xs text-faint"),
            class_name="min-w-0 grow text-[0.8125rem]",
        ),
        rx.cond(
            row.is_here,
            badge("This browser", "good"),
            button(
                "Sign out",
                kind="secondary",
                on_click=SignInsState.end(row.id),
                aria_label=f"Sign out {row.browser}",
                class_name="!min-h-8 !px-3 text-[0.8125rem]",
            ),
        ),
        class_name="flex items-center gap-3 py-2.5",
    )


def sign_ins() -> rx.Component:
    """The browsers as a list."""
    return section(
        "Signed in",
        "A browser that you do not know? Sign it out and change your password.",
        rx.el.ul(
            rx.foreach(SignInsState.rows, _row),
            aria_label="Signed-in browsers",
            class_name="-my-2.5 divide-y divide-line",
        ),
        rx.el.div(
            button("Sign out everywhere else", kind="secondary", on_click=SignInsState.ask),
            class_name="mt-5 flex justify-end",
        ),
        confirm(
            shown=SignInsState.confirming,
            on_dismiss=SignInsState.keep,
            on_confirm=SignInsState.end_others,
            title="Sign out everywhere else?",
            text="Every other browser, and every program that signed in with your password. API keys go on working.",
            verb="Sign out the others",
            key="sign-out-others",
        ),
    )
