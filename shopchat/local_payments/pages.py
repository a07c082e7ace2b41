"""The buyer's side of the local payments. An unguessable id in the address lets its holder in, as with Stripe's."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router

from shopchat.billing.plans import PLANS
from shopchat.core import clock
from shopchat.core.config import get_settings
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.text import is_storable
from shopchat.integrations import payments
from shopchat.integrations.payments import local, local_billing, objects
from shopchat.integrations.payments.objects import LocalPaymentObject
from shopchat.integrations.payments.payments import LIVE
from shopchat.integrations.payments.shapes import moment

PORTAL_LIFETIME = timedelta(hours=1)
ROOM = Path(__file__).parent
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}

_templates = Environment(
    loader=FileSystemLoader(ROOM / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_templates.filters["dollars"] = lambda cents: f"${cents / 100:,.2f}".removesuffix(".00")
_templates.filters["day"] = lambda when: f"{when:%d %B %Y}"


@dataclass(frozen=True)
class _Portal:
    session: AsyncSession
    page: LocalPaymentObject
    subscription: LocalPaymentObject | None
    customer: LocalPaymentObject


def routes() -> list[BaseRoute]:
    """The two pages under `/local-payments`; nothing is there when payments are Stripe's, or off."""
    inside = [
        Route("/checkout/{own}", _checkout, methods=["GET", "POST"]),
        Route("/portal/{own}", _portal, methods=["GET", "POST"]),
    ]
    return [Mount(local.PATH, app=Router(inside, default=_nothing_here))]


async def _checkout(request: Request) -> Response:
    async with unit_of_work(unscoped=Unscoped.EVENT) as session:
        row = await _find(session, request, "checkout.session")
        if row is None:
            return _not_found()
        if request.method == "POST":
            await local.pay(session, row)
            return RedirectResponse(_here(row.body["success_url"]), status_code=303)
        plan = PLANS[row.body["metadata"]["plan"]]
        customer = await objects.find_unscoped(session, row.customer, "customer")
        return _page(
            "checkout.html",
            plan=plan,
            cents=local_billing.CENTS[plan.name],
            email=customer.body["email"] if customer else "",
            is_open=local.is_open(row),
            back=_here(row.body["cancel_url"]),
        )


async def _portal(request: Request) -> Response:
    async with unit_of_work(unscoped=Unscoped.EVENT) as session:
        page = await _find(session, request, "billing_portal.session")
        if page is None or clock.now() - page.created_at > PORTAL_LIFETIME:
            return _not_found()
        customer = await objects.find_unscoped(session, page.customer, "customer", lock=True)
        assert customer is not None
        bought = await objects.of_customer_unscoped(session, page.customer, "subscription")
        live = next((row for row in bought if row.body["status"] in LIVE), None)
        portal = _Portal(session, page, live, customer)
        if request.method == "POST":
            form = await request.form()
            if (action := _ACTIONS.get(str(form.get("do", "")))) is not None:
                await action(portal, str(form.get("plan", "")))
            if page.body["plan"] is not None:  # Came to confirm one change, which is done.
                return RedirectResponse(_here(page.body["return_url"]), status_code=303)
            return RedirectResponse(request.url.path, status_code=303)
        return _page("portal.html", **await _shown(portal))


async def _shown(portal: _Portal) -> dict[str, Any]:
    row, wanted = portal.subscription, portal.page.body["plan"]
    invoices = await objects.of_customer_unscoped(portal.session, portal.page.customer, "invoice")
    return {
        "back": _here(portal.page.body["return_url"]),
        "email": portal.customer.body["email"],
        "wanted": PLANS[wanted] if wanted and row else None,
        "plan": PLANS[local_billing.plan_of(row)] if row else None,
        "plans": [PLANS[name] for name in local_billing.CENTS],
        "price": local_billing.CENTS,
        "state": row.body["status"] if row else "",
        "ends": local_billing.period_end(row) if row else None,
        "is_cancelled": bool(row and row.body["cancel_at_period_end"]),
        "card_fails": bool(portal.customer.body["metadata"].get("card_fails")),
        "invoices": [
            {
                "number": each.body["number"],
                "at": _day(each),
                "cents": each.body["total"],
                "status": each.body["status"],
            }
            for each in invoices
        ],
    }


def _here(url: str) -> str:
    return get_settings().on_this_host(url)


def _day(row: LocalPaymentObject) -> datetime | None:
    return moment(row.body["created"])


async def _switch(portal: _Portal, plan: str) -> None:
    if portal.subscription is not None and plan in local_billing.CENTS:
        await local_billing.switch(portal.session, portal.subscription, plan)


async def _cancel(portal: _Portal, _: str) -> None:
    await local_billing.set_cancelled(portal.session, portal.subscription, cancel=True)


async def _resume(portal: _Portal, _: str) -> None:
    await local_billing.set_cancelled(portal.session, portal.subscription, cancel=False)


async def _end_period(portal: _Portal, _: str) -> None:
    if portal.subscription is not None:
        await local_billing.end_period(portal.session, portal.subscription)


async def _break_card(portal: _Portal, _: str) -> None:
    _set_card(portal, fails=True)


async def _mend_card(portal: _Portal, _: str) -> None:
    _set_card(portal, fails=False)
    if portal.subscription is not None:
        await local_billing.pay_open_invoice(portal.session, portal.subscription)


def _set_card(portal: _Portal, *, fails: bool) -> None:
    metadata = {**portal.customer.body["metadata"], "card_fails": fails}
    local_billing.change(portal.session, portal.customer, metadata=metadata)


_ACTIONS: dict[str, Callable[[_Portal, str], Awaitable[None]]] = {
    "switch": _switch,
    "cancel": _cancel,
    "resume": _resume,
    "end-period": _end_period,
    "break-card": _break_card,
    "mend-card": _mend_card,
}


async def _find(session: AsyncSession, request: Request, kind: str) -> LocalPaymentObject | None:
    own = str(request.path_params["own"])
    if not payments.is_local() or not is_storable(own):
        return None
    return await objects.find_unscoped(session, own, kind, lock=True)


def _page(template: str, *, status: int = 200, **context: Any) -> Response:
    return HTMLResponse(_templates.get_template(template).render(context), status, HEADERS)


def _not_found() -> Response:
    return _page("gone.html", status=404)


async def _nothing_here(scope: Any, receive: Any, send: Any) -> None:
    await _not_found()(scope, receive, send)
