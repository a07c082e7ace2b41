"""The plans side by side, as the landing page and the billing page show them."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from shopchat.billing.plans import PLANS, Plan
from shopchat.web.ui.badge import badge

RECOMMENDED = PLANS["pro"]

_EDGE = "border-line"
_CHOSEN_EDGE = "border-brand ring-1 ring-brand"


def plan_cards(action: Callable[[Plan], Any], *, current: Any = None, class_name: str = "") -> rx.Component:
    """A card a plan, out of the one table that the limits read too. `action` makes what stands below the points.

    With `current`, a plan's name, its card is marked as the reader's; without one the recommended plan's is set off.
    """
    return rx.el.ul(
        *[_card(plan, action(plan), current) for plan in PLANS.values()],
        class_name=f"grid gap-4 lg:grid-cols-3 {class_name}",
    )


def _card(plan: Plan, action: Any, current: Any) -> rx.Component:
    if current is None:
        edge: Any = _CHOSEN_EDGE if plan is RECOMMENDED else _EDGE
        mark: Any = badge("Most shops", "brand") if plan is RECOMMENDED else None
    else:
        edge = rx.cond(current == plan.name, _CHOSEN_EDGE, _EDGE)
        mark = rx.cond(current == plan.name, badge("Your plan", "brand"))
    return rx.el.li(
        rx.el.div(
            rx.el.h3(plan.label, class_name="text-lg font-semibold"),
            mark,
            class_name="flex items-center justify-between gap-2",
        ),
        rx.el.p(
            rx.el.span(f"${plan.price_usd}", class_name="font-display text-4xl font-semibold tracking-tight"),
            rx.el.span(" a month", class_name="text-muted"),
            class_name="mt-3",
        ),
        rx.el.ul(
            *[
                rx.el.li(
                    rx.icon("check", size=16, class_name="mt-0.5 shrink-0 text-brand-ink", aria_hidden="true"),
                    point,
                    class_name="flex gap-2.5",
                )
                for point in plan.highlights
            ],
            class_name="mt-6 flex grow flex-col gap-2.5",
        ),
        rx.el.div(action, class_name="mt-7 flex flex-col empty:hidden"),
        class_name=["flex flex-col rounded-2xl border bg-surface p-6 shadow-card", edge],
    )
