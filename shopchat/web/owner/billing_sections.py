"""The parts of the billing page."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from shopchat.billing.checkout import PAID
from shopchat.billing.overview import Overview
from shopchat.billing.plans import PLANS, Plan
from shopchat.integrations.payments import Invoice
from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import button
from shopchat.web.ui.numbers import meter
from shopchat.web.ui.plan_cards import RECOMMENDED, plan_cards
from shopchat.web.ui.states import failure, section


@dataclass(frozen=True)
class Standing:
    """How the plan stands, in words. `subscribed` is the plan that is paid for, or nothing."""

    title: str = ""
    text: str = ""
    subscribed: str = ""
    is_cancelled: bool = False
    is_unpaid: bool = False
    is_customer: bool = False
    payments: str = "off"


@dataclass(frozen=True)
class InvoiceRow:
    """A bill as the table shows it."""

    number: str
    date: str
    amount: str
    status: str
    url: str


def standing_of(known: Overview) -> Standing:
    """What the first section says."""
    plan = PLANS[known.plan]
    return Standing(
        title=f"{plan.label} plan",
        text=_sentence(known),
        subscribed=known.subscribed_plan or "",
        is_cancelled=known.cancel_at_period_end,
        is_unpaid=known.grace_until is not None,
        is_customer=known.is_customer,
        payments=known.payments,
    )


def _sentence(known: Overview) -> str:
    if known.subscribed_plan is None or known.current_period_end is None:
        if known.plan in PAID:
            return {"platform": "Your store's platform gave you this plan."}.get(
                known.source or "", "You have this plan without a subscription."
            )
        return "No card is needed. Change to a larger plan whenever you like."
    price = f"${PLANS[known.subscribed_plan].price_usd} a month"
    day = f"{known.current_period_end:%d %B %Y}"
    if known.grace_until is not None:
        return f"The last payment failed. The plan goes on until {known.grace_until:%d %B %Y}; please check your card."
    if known.cancel_at_period_end:
        return f"{price}, cancelled. It ends on {day}, and then your account moves to the Free plan."
    return f"{price}. It renews on {day}."


def invoice_row(each: Invoice) -> InvoiceRow:
    """The bill in words."""
    return InvoiceRow(
        each.number, f"{each.created:%d %b %Y}", f"{each.amount:,.2f} {each.currency}", each.status, each.url
    )


def standing(known: Any, *, manage: Any, cancel: Any, resume: Any) -> rx.Component:
    """The plan of now, and what can be done about it."""
    return section(
        rx.el.span(known.title),
        None,
        rx.cond(
            known.payments == "local",
            rx.el.p(
                rx.icon("flask_conical", size=16, class_name="mt-0.5 shrink-0", aria_hidden="true"),
                "Local test payments: no money moves.",
                role="note",
                class_name="mb-4 flex w-fit gap-2 rounded-lg bg-warn-soft px-3 py-2 text-[0.8125rem] text-warn",
            ),
        ),
        rx.el.div(
            rx.el.p(known.text, class_name="max-w-xl text-pretty"),
            rx.el.div(
                rx.cond(
                    known.subscribed != "",
                    rx.cond(
                        known.is_cancelled,
                        button("Keep the plan", on_click=resume),
                        button("Cancel plan", kind="ghost", on_click=cancel),
                    ),
                ),
                rx.cond(
                    known.is_customer & (known.payments != "off"),
                    button("Manage cards and bills", kind="secondary", on_click=manage),
                ),
                class_name="flex flex-wrap gap-2",
            ),
            class_name="flex flex-wrap items-center justify-between gap-4",
        ),
    )


def use(meters: Any, renews: Any, cost: Any) -> rx.Component:
    """The month's meters."""
    return section(
        "This month",
        f"Counted from the first of the month, UTC, and anew from {renews}. Knowledge entries are those you have now.",
        rx.el.div(
            rx.foreach(meters, lambda row: meter(row.label, row.used, row.limit, row.percent)),
            class_name="grid gap-6 sm:grid-cols-3",
        ),
        rx.el.p(
            f"The month's tokens cost {cost} by price list, which your plan includes.",
            class_name="mt-5 text-[0.8125rem] text-muted",
        ),
    )


def plans(current: Any, known: Any, *, choose: Any, cancel: Any) -> rx.Component:
    """The plans, each with the way to it."""

    def action(plan: Plan) -> Any:
        if plan.name not in PAID:
            return rx.cond(
                (known.subscribed != "") & ~known.is_cancelled,
                button("Cancel and move to Free", kind="secondary", class_name="min-h-11", on_click=cancel),
            )
        # The one that is paid for, and one that somebody gave, need no button.
        settled = (known.subscribed == plan.name) | ((current == plan.name) & (known.subscribed == ""))
        return rx.cond(
            settled | (known.payments == "off"),
            None,
            button(
                f"Change to {plan.label}",
                kind="primary" if plan is RECOMMENDED else "secondary",
                class_name="min-h-11",
                on_click=choose(plan.name),
            ),
        )

    return section(
        "Plans",
        "A larger plan counts at once. With a smaller one everything is kept, and only new things are refused.",
        plan_cards(action, current=current),
        rx.cond(
            known.payments == "off",
            rx.el.p(
                "Payments are not set up on this site. Ask whoever runs it to change your plan.",
                class_name="mt-4 text-[0.8125rem] text-muted",
            ),
        ),
    )


def invoices(rows: Any, failed: Any, *, retry: Any) -> rx.Component:
    """The latest bills; nothing for an account that has none."""
    return rx.cond(
        failed,
        section("Invoices", None, failure(retry)),
        rx.cond(rows, section("Invoices", None, _table(rows))),
    )


def _table(rows: Any) -> rx.Component:
    head = "pr-3 pb-2 text-left text-xs font-medium text-faint"
    return rx.el.table(
        rx.el.thead(
            rx.el.tr(
                rx.el.th("Date", scope="col", class_name=head),
                rx.el.th("Number", scope="col", class_name=head),
                rx.el.th("Amount", scope="col", class_name=f"{head} !text-right"),
                rx.el.th("Status", scope="col", class_name=f"{head} !pr-0 !text-right"),
            )
        ),
        rx.el.tbody(rx.foreach(rows, _invoice), class_name="divide-y divide-line border-t border-line"),
        class_name="w-full text-[0.8125rem]",
    )


def _invoice(row: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(row.date, class_name="py-2.5 pr-3 whitespace-nowrap"),
        rx.el.td(
            rx.cond(
                row.url != "",
                rx.el.a(row.number, href=row.url, target="_blank", rel="noopener", class_name="underline"),
                row.number,
            ),
            class_name="py-2.5 pr-3",
        ),
        rx.el.td(row.amount, class_name="py-2.5 pr-3 text-right tabular-nums whitespace-nowrap"),
        rx.el.td(
            rx.el.div(
                rx.match(
                    row.status,
                    ("paid", badge("Paid", "good")),
                    ("open", badge("Open", "bad")),
                    badge(row.status, "neutral"),
                ),
                class_name="flex justify-end",
            ),
            class_name="py-2.5",
        ),
    )
