"""`/dashboard/billing`: the plan and what it costs, how much of it is used, changing it, invoices."""

import json
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.billing import checkout, overview
from shopchat.billing.plans import PLANS
from shopchat.core.config import get_settings
from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.notices import NoticeState
from shopchat.web.owner import billing_sections as sections
from shopchat.web.owner.billing_sections import InvoiceRow, Standing, invoice_row, standing_of
from shopchat.web.owner.usage import MeterRow, meter_row, token_row
from shopchat.web.session import Events, SessionState, signed_in, signed_in_alone
from shopchat.web.ui.dialog import confirm
from shopchat.web.ui.states import card, failure, skeleton

PATH = f"{theme.HOME}/billing"


class BillingState(SessionState):
    """The plan, its meters and its invoices."""

    loaded: bool = False
    failed: bool = False
    asking: bool = False
    plan_name: str = ""
    standing: Standing = Standing()
    meters: list[MeterRow] = []
    renews: str = ""
    cost: str = ""
    invoices: list[InvoiceRow] = []
    invoices_failed: bool = False

    @signed_in_alone
    async def arrive(self, account: User) -> Events:
        """Whoever comes back from paying sees the new plan at once, however long the webhook takes."""
        self.asking = False
        came = self.router.url.query_parameters
        if not {"paid", "back"} & came.keys():
            return None
        await checkout.refresh(account)
        bought = PLANS.get(came.get("paid", ""))
        return rx.toast.success(f"Thank you. You are on the {bought.label} plan.") if bought else None

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Reads the plan and the month's use."""
        known = await overview.overview(session, account)
        usage = known.usage
        self.plan_name = known.plan
        self.standing = standing_of(known)
        self.meters = [
            meter_row("Conversations", usage.items),
            meter_row("Knowledge entries", usage.secondary),
            token_row(usage.tokens, known.token_budget),
        ]
        self.renews = f"{usage.period_end:%d %B %Y}"
        self.cost = f"${known.cost_usd:,.2f}"
        self.loaded, self.failed = True, False

    @signed_in_alone
    async def load_invoices(self, account: User) -> Events:
        """Asks payments for the latest bills."""
        self.invoices_failed = True
        self.invoices = [invoice_row(each) for each in await checkout.invoices(account)]
        self.invoices_failed = False

    @signed_in_alone
    async def choose(self, account: User, plan: str) -> Events:
        """Goes to where the plan is bought, or its change confirmed."""
        return _leave_for(await checkout.checkout(account, plan=str(plan)))

    @signed_in_alone
    async def manage(self, account: User) -> Events:
        """Goes to where cards and invoices are."""
        return _leave_for(await checkout.portal(account))

    @signed_in
    async def ask(self, session: AsyncSession, account: User) -> Events:
        """Asks before the plan is cancelled."""
        self.asking = True

    @signed_in
    async def keep(self, session: AsyncSession, account: User) -> Events:
        """Was not meant."""
        self.asking = False

    @signed_in_alone
    async def cancel(self, account: User) -> Events:
        """The plan ends with its period."""
        self.asking = False
        await checkout.set_cancelled(account, cancel=True)
        return [
            BillingState.load,
            NoticeState.load,
            rx.toast.success("Your plan is cancelled. It ends with its period."),
        ]

    @signed_in_alone
    async def resume(self, account: User) -> Events:
        """The plan goes on after all."""
        await checkout.set_cancelled(account, cancel=False)
        return [BillingState.load, NoticeState.load, rx.toast.success("Your plan goes on.")]

    def _broke(self) -> Any:
        self.failed = not self.loaded
        return super()._broke()


ON_LOAD = (BillingState.arrive, BillingState.load, NoticeState.load, BillingState.load_invoices)


def _leave_for(url: str) -> Events:
    """Out of the app: payments are no page of it."""
    return rx.call_script(f"location.assign({json.dumps(get_settings().on_this_host(url))})")


def _full() -> rx.Component:
    return rx.el.div(
        sections.standing(
            BillingState.standing, manage=BillingState.manage, cancel=BillingState.ask, resume=BillingState.resume
        ),
        sections.use(BillingState.meters, BillingState.renews, BillingState.cost),
        sections.plans(
            BillingState.plan_name, BillingState.standing, choose=BillingState.choose, cancel=BillingState.ask
        ),
        sections.invoices(BillingState.invoices, BillingState.invoices_failed, retry=BillingState.load_invoices),
        confirm(
            shown=BillingState.asking,
            on_dismiss=BillingState.keep,
            on_confirm=BillingState.cancel,
            title="Cancel your plan?",
            text=(
                "It goes on until its period ends, and then your account moves to the Free plan. Nothing is deleted: "
                "entries above the Free plan's limit go on answering."
            ),
            verb="Cancel the plan",
            key="cancel-plan",
        ),
        class_name="flex flex-col gap-5",
    )


def page() -> rx.Component:
    """The page."""
    loading = card(
        rx.el.span("Loading…", class_name="sr-only", role="status"),
        skeleton("h-4 w-40"),
        skeleton("mt-6 h-2 w-full"),
        skeleton("mt-6 h-40 w-full"),
        class_name="p-6",
    )
    return dashboard(
        rx.cond(BillingState.failed, card(failure(BillingState.load)), rx.cond(BillingState.loaded, _full(), loading)),
        title="Plan and usage",
        active=PATH,
    )
