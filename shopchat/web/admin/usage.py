"""`/admin/usage`: what all accounts used in a month, and what the language model cost. The address names the month."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from urllib.parse import urlencode

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.billing import all_accounts
from shopchat.billing.all_accounts import By
from shopchat.billing.models import MonthlyUsage
from shopchat.billing.plans import PLANS, UNLIMITED
from shopchat.core import clock
from shopchat.core.paging import PageParams
from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.listing import AdminListing
from shopchat.web.session import Events, SessionState, as_admin
from shopchat.web.ui.badge import badge
from shopchat.web.ui.fields import select
from shopchat.web.ui.listed import listed
from shopchat.web.ui.numbers import stat
from shopchat.web.ui.states import card, empty

PATH = f"{theme.ADMIN_HOME}/usage"
_MONTHS = 12
_ORDERS = (("conversations", "Most conversations"), ("tokens", "Most tokens"), ("cost", "Highest cost"))


@dataclass(frozen=True)
class Month:
    """A month to choose; `value` is like 2026-11."""

    value: str
    label: str


@dataclass(frozen=True)
class UseRow:
    """What an account used."""

    email: str
    plan: str
    conversations: str
    share: str
    tokens: str
    cost: str


class UsageState(AdminListing, SessionState):
    """The month of the address, its sums, and who used what."""

    months: list[Month] = []
    month: str = ""
    by: str = "conversations"
    accounts: str = ""
    conversations: str = ""
    tokens: str = ""
    cost: str = ""
    rows: list[UseRow] = []

    @as_admin
    async def choose(self, session: AsyncSession, account: User, month: str) -> Events:
        """Goes to another month."""
        return rx.redirect(f"{PATH}?{urlencode({'month': str(month)[:7]})}")

    @as_admin
    async def arrive(self, session: AsyncSession, account: User) -> Events:
        """Reads the month that the address names, else the present one."""
        self.page = 1
        await self._refresh(session, account)

    @as_admin
    async def sort(self, session: AsyncSession, account: User, by: str) -> Events:
        """Puts others first."""
        if by in get_args(By):
            self.by, self.page = by, 1
        await self._refresh(session, account)

    async def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> int:
        known = {f"{month:%Y-%m}": month for month in _latest_months()}
        asked = self.router.url.query_parameters.get("month", "")
        self.month = asked if asked in known else next(iter(known))
        self.months = [Month(value, f"{month:%B %Y}") for value, month in known.items()]
        seen = await all_accounts.total(session, month=known[self.month])
        self.accounts, self.conversations = f"{seen.accounts:,}", f"{seen.conversations:,}"
        self.tokens = f"{seen.input_tokens + seen.output_tokens:,}"
        self.cost = f"${seen.cost_usd:,.2f}"
        by: Any = self.by
        found, total = await all_accounts.by_account(session, month=known[self.month], by=by, paging=paging)
        self.rows = [_row(used, user) for used, user in found]
        return total


def _latest_months() -> list[datetime]:
    months = [clock.month_start(clock.now())]
    while len(months) < _MONTHS:
        last = months[-1]
        months.append(
            last.replace(year=last.year - 1, month=12) if last.month == 1 else last.replace(month=last.month - 1)
        )
    return months


def _row(used: MonthlyUsage, user: User) -> UseRow:
    plan = PLANS[user.plan]
    share = "" if plan.max_items == UNLIMITED else f"{100 * used.conversations // plan.max_items} % of the plan"
    return UseRow(
        user.email,
        plan.label,
        f"{used.conversations:,} {'conversation' if used.conversations == 1 else 'conversations'}",
        share,
        f"{used.input_tokens:,} tokens in, {used.output_tokens:,} out",
        f"${used.cost_usd:,.4f}",
    )


def _item(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(row.email, class_name="font-medium break-all"),
                badge(row.plan),
                class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
            ),
            rx.el.p(row.tokens, class_name="mt-1 text-[0.8125rem] text-muted tabular-nums"),
            class_name="min-w-0 grow",
        ),
        rx.el.div(
            rx.el.p(row.conversations, class_name="tabular-nums"),
            rx.el.p(row.share, class_name="text-[0.8125rem] text-muted tabular-nums"),
            class_name="shrink-0 sm:w-48",
        ),
        rx.el.p(row.cost, class_name="shrink-0 tabular-nums sm:w-24 sm:text-right"),
        key=row.email,
        class_name="flex flex-col gap-2 px-5 py-3.5 sm:flex-row sm:items-center sm:gap-4",
    )


def _pickers() -> rx.Component:
    return rx.fragment(
        rx.el.select(
            rx.foreach(UsageState.months, lambda month: rx.el.option(month.label, value=month.value)),
            aria_label="Month",
            value=UsageState.month,
            on_change=UsageState.choose,
            class_name=f"{theme.INPUT} select !w-auto",
        ),
        select(_ORDERS, aria_label="Order", value=UsageState.by, on_change=UsageState.sort, class_name="!w-auto"),
    )


def page() -> rx.Component:
    """The page."""
    return dashboard(
        rx.el.dl(
            stat("Accounts", UsageState.accounts, "that used anything", "users"),
            stat("Conversations", UsageState.conversations, "begun in the month", "messages_square"),
            stat("Tokens", UsageState.tokens, "in and out", "binary"),
            stat("Language model", UsageState.cost, "by price list", "circle_dollar_sign"),
            class_name="grid grid-cols-2 gap-3 lg:grid-cols-4",
        ),
        card(
            listed(
                UsageState,
                _item,
                noun=("account", "accounts"),
                when_none=empty("chart_column", "Nobody used anything", "No conversation began in this month."),
            ),
            class_name="mt-5 overflow-hidden",
        ),
        title="Usage and cost",
        text="Months are UTC. Tokens of a model whose price is not known here cost nothing in these figures.",
        active=PATH,
        actions=(_pickers(),),
    )
