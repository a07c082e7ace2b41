"""`/admin/users`: every account, its plan, and whether it may come in."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import administration
from shopchat.accounts.models import User
from shopchat.billing import service as billing
from shopchat.billing.plans import PLANS
from shopchat.core.paging import PageParams
from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.listing import AdminListing, looked_for
from shopchat.web.session import ADMIN, Events, SessionState, as_admin, parse_id
from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import button
from shopchat.web.ui.dialog import confirm
from shopchat.web.ui.fields import search_box, select
from shopchat.web.ui.listed import listed
from shopchat.web.ui.moment import moment
from shopchat.web.ui.states import card, empty

PATH = f"{theme.ADMIN_HOME}/users"
_PLANS = tuple((name, plan.label) for name, plan in PLANS.items())


@dataclass(frozen=True)
class UserRow:
    """An account as the list shows it."""

    id: str
    email: str
    plan: str
    is_admin: bool
    is_active: bool
    is_verified: bool
    created_at: str


class UsersState(AdminListing, SessionState):
    """The accounts and what is looked for among them."""

    rows: list[UserRow] = []
    query: str = ""
    asked_id: str = ""
    asked_email: str = ""

    @as_admin
    async def look_for(self, session: AsyncSession, account: User, text: str) -> Events:
        """Shows the accounts with this in their email."""
        self.query, self.page = looked_for(text), 1
        await self._refresh(session, account)

    @as_admin
    async def set_plan(self, session: AsyncSession, account: User, account_id: str, plan: str) -> Events:
        """Moves an account to another plan."""
        customer = await administration.get_account(session, account_id=parse_id(account_id, "Account"))
        await billing.set_plan(session, customer, plan=str(plan), admin=account)
        await self._refresh(session, account)
        return rx.toast.success(f"{customer.email} is on the {PLANS[customer.plan].label} plan.")

    @as_admin
    async def view(self, session: AsyncSession, account: User, account_id: str) -> Events:
        """Shows this tab the pages of an account, to look at only."""
        self._look_at(await administration.view(session, account, account_id=parse_id(account_id, "Account")))
        return rx.redirect(theme.HOME)

    @as_admin
    async def ask(self, session: AsyncSession, account: User, account_id: str) -> Events:
        """Asks before an account is suspended."""
        customer = await administration.get_account(session, account_id=parse_id(account_id, "Account"))
        self.asked_id, self.asked_email = str(customer.id), customer.email

    @as_admin
    async def leave(self, session: AsyncSession, account: User) -> Events:
        """Suspends nobody."""
        self.asked_id = ""

    @as_admin
    async def suspend(self, session: AsyncSession, account: User) -> Events:
        """Suspends the account that was asked about."""
        asked, self.asked_id = self.asked_id, ""
        customer = await administration.suspend(session, account, account_id=parse_id(asked, "Account"))
        await self._refresh(session, account)
        return rx.toast.success(f"{customer.email} is suspended.")

    @as_admin
    async def restore(self, session: AsyncSession, account: User, account_id: str) -> Events:
        """Ends a suspension."""
        customer = await administration.restore(session, account, account_id=parse_id(account_id, "Account"))
        await self._refresh(session, account)
        return rx.toast.success(f"{customer.email} can sign in again.")

    async def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> int:
        found, total = await administration.list_accounts(session, paging=paging, q=self.query.strip() or None)
        self.rows = [_row(user) for user in found]
        return total


def _row(user: User) -> UserRow:
    return UserRow(
        id=str(user.id),
        email=user.email,
        plan=user.plan,
        is_admin=user.role == ADMIN,
        is_active=user.is_active,
        is_verified=user.email_verified_at is not None,
        created_at=user.created_at.isoformat(),
    )


def _item(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(row.email, class_name="font-medium break-all"),
                rx.cond(row.is_admin, badge("Admin", "brand")),
                rx.cond(row.is_active, None, badge("Suspended", "bad")),
                rx.cond(row.is_verified, None, badge("Email not confirmed", "neutral")),
                class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
            ),
            rx.el.p("since ", moment(row.created_at), class_name="mt-1 text-[0.8125rem] text-muted"),
            class_name="min-w-0 grow",
        ),
        rx.el.div(
            select(
                _PLANS,
                aria_label=f"Plan of {row.email}",
                value=row.plan,
                on_change=lambda plan: UsersState.set_plan(row.id, plan),
                class_name="!w-auto",
            ),
            button("View as", kind="ghost", aria_label=f"View as {row.email}", on_click=UsersState.view(row.id)),
            rx.cond(
                row.is_active,
                button("Suspend", kind="ghost", on_click=UsersState.ask(row.id)),
                button("Restore", kind="secondary", on_click=UsersState.restore(row.id)),
            ),
            class_name="flex shrink-0 flex-wrap items-center gap-2",
        ),
        key=row.id,
        class_name="flex flex-col gap-3 px-5 py-4 sm:flex-row sm:items-center",
    )


def page() -> rx.Component:
    """The page."""
    return dashboard(
        card(
            rx.el.div(
                search_box("Part of an email", value=UsersState.query, on_change=UsersState.look_for),
                class_name="border-b border-line p-3",
            ),
            listed(
                UsersState,
                _item,
                noun=("account", "accounts"),
                when_none=empty("search_x", "No such account", "No email holds these letters."),
            ),
            class_name="overflow-hidden",
        ),
        confirm(
            shown=UsersState.asked_id != "",
            on_dismiss=UsersState.leave,
            on_confirm=UsersState.suspend,
            title="Suspend this account?",
            text=f"{UsersState.asked_email} is signed out everywhere, its API keys stop, and its widgets disappear "
            "from the shop's pages until you restore it. Nothing is deleted.",
            verb="Suspend",
            key="suspend",
        ),
        title="Accounts",
        text="A change of plan counts at once. Whatever is done here is written in the audit log.",
        active=PATH,
    )
