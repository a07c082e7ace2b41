"""`/dashboard/billing`: the plan, what it allows, and how much of it is used."""

from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.billing import service as billing
from shopchat.billing.plans import PLANS, Plan
from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.owner.usage import MeterRow, meter_row
from shopchat.web.session import Events, SessionState, signed_in
from shopchat.web.ui.badge import badge
from shopchat.web.ui.numbers import meter
from shopchat.web.ui.states import card, failure, section, skeleton


class BillingState(SessionState):
    """The plan and its meters."""

    loaded: bool = False
    failed: bool = False
    plan_name: str = ""
    meters: list[MeterRow] = []
    renews: str = ""

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Reads the month's use."""
        usage = await billing.usage(session, account)
        self.plan_name = usage.plan
        self.meters = [meter_row("Conversations", usage.items), meter_row("Knowledge entries", usage.secondary)]
        self.renews = f"{usage.period_end:%d %B %Y}"
        self.loaded, self.failed = True, False

    def _broke(self) -> Any:
        self.failed = not self.loaded
        return super()._broke()


def _plan(plan: Plan) -> rx.Component:
    here = BillingState.plan_name == plan.name
    return rx.el.li(
        rx.el.div(
            rx.el.h3(plan.label, class_name="text-base font-semibold"),
            rx.cond(here, badge("Your plan", "brand")),
            class_name="flex items-center justify-between gap-2",
        ),
        rx.el.p(
            rx.el.span(f"${plan.price_usd}", class_name="font-display text-2xl font-semibold"),
            rx.el.span(" a month", class_name="text-[0.8125rem] text-muted"),
            class_name="mt-2",
        ),
        rx.el.ul(
            *[
                rx.el.li(
                    rx.icon("check", size=15, class_name="mt-0.5 shrink-0 text-brand-ink", aria_hidden="true"),
                    point,
                    class_name="flex gap-2 text-[0.8125rem]",
                )
                for point in plan.highlights
            ],
            class_name="mt-4 flex flex-col gap-2",
        ),
        class_name=rx.cond(
            here,
            "rounded-xl border border-brand p-5 ring-1 ring-brand",
            "rounded-xl border border-line p-5",
        ),
    )


def _full() -> rx.Component:
    return rx.el.div(
        section(
            "This month",
            f"Conversations count from the first of the month, UTC; they start again on {BillingState.renews}.",
            rx.el.div(
                rx.foreach(BillingState.meters, lambda row: meter(row.label, row.used, row.limit, row.percent)),
                class_name="grid gap-6 sm:grid-cols-2",
            ),
        ),
        section(
            "Plans",
            "At the limit, conversations under way go on; only new ones wait for the next month.",
            rx.el.ul(*[_plan(plan) for plan in PLANS.values()], class_name="grid gap-3 lg:grid-cols-3"),
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
        active=f"{theme.HOME}/billing",
    )
