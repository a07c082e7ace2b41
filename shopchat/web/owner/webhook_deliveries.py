"""What was sent to a webhook endpoint, and what it answered."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core.paging import PageParams
from shopchat.web.listing import Listing
from shopchat.web.session import Events, SessionState, parse_id, signed_in
from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import button
from shopchat.web.ui.code import folded
from shopchat.web.ui.dialog import dialog
from shopchat.web.ui.listed import listed
from shopchat.web.ui.moment import moment
from shopchat.web.ui.poll import poll
from shopchat.web.ui.states import empty
from shopchat.webhooks import service as webhooks
from shopchat.webhooks.models import Delivery

_EVERY_MS = 2_000


@dataclass(frozen=True)
class DeliveryRow:
    """A message as the log shows it."""

    id: str
    event: str
    status: str
    told: str
    made: str
    body: str


class DeliveriesState(Listing, SessionState):
    """The log of one endpoint."""

    rows: list[DeliveryRow] = []
    endpoint_id: str = ""

    @signed_in
    async def show(self, session: AsyncSession, account: User, endpoint_id: str) -> Events:
        """Opens the log of an endpoint."""
        self.endpoint_id, self.page, self.loaded = str(parse_id(endpoint_id, "Webhook endpoint")), 1, False
        await self._refresh(session, account)

    @signed_in
    async def close(self, session: AsyncSession, account: User) -> Events:
        """Closes the log."""
        self.endpoint_id = ""

    @signed_in
    async def send_again(self, session: AsyncSession, account: User, delivery_id: str) -> Events:
        """Sends a message once more, under the same id."""
        endpoint = parse_id(self.endpoint_id, "Webhook endpoint")
        await webhooks.redeliver(session, account, endpoint_id=endpoint, delivery_id=parse_id(delivery_id, "Delivery"))
        self.page = 1
        await self._refresh(session, account)

    async def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> int:
        if not self.endpoint_id:  # a poll that comes after the log was closed
            return 0
        endpoint = parse_id(self.endpoint_id, "Webhook endpoint")
        found, total = await webhooks.list_deliveries(session, account, endpoint_id=endpoint, paging=paging)
        rows = [_row(delivery) for delivery in found]
        if rows != self.rows:  # a poll that finds nothing new sends nothing
            self.rows = rows
        return total


def _row(delivery: Delivery) -> DeliveryRow:
    answered = f"answered {delivery.response_status}" if delivery.response_status else delivery.error or ""
    tries = f"{delivery.attempts} {'attempt' if delivery.attempts == 1 else 'attempts'}"
    return DeliveryRow(
        id=str(delivery.id),
        event=delivery.event_type,
        status=delivery.status,
        told=" · ".join(filter(None, (tries, answered))),
        made=delivery.created_at.isoformat(),
        body=delivery.body,
    )


def _status(row: Any) -> rx.Component:
    return rx.match(
        row.status,
        ("delivered", badge("Delivered", "good")),
        ("pending", badge("On its way", "brand", dot=True)),
        badge("Given up", "bad"),
    )


def _item(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.p(
                    rx.el.span(row.event, class_name="font-medium break-all"),
                    _status(row),
                    class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
                ),
                rx.el.p(
                    moment(row.made),
                    rx.el.span(row.told, class_name="break-words"),
                    class_name="mt-1 flex flex-wrap gap-x-4 text-[0.8125rem] text-muted",
                ),
                class_name="min-w-0 grow",
            ),
            button(
                "Send again",
                kind="ghost",
                aria_label=f"Send again: {row.event}",
                on_click=DeliveriesState.send_again(row.id),
                class_name="shrink-0",
            ),
            class_name="flex items-start gap-3",
        ),
        folded(row.body, "What it says"),
        key=row.id,
        class_name="py-3",
    )


def deliveries() -> rx.Component:
    """The dialog that shows the log; it follows what happens while it is open."""
    return dialog(
        listed(
            DeliveriesState,
            _item,
            noun=("message", "messages"),
            when_none=empty("inbox", "Nothing sent yet", "Send a test, or wait for the first event.", heading=rx.el.h3),
        ),
        poll(DeliveriesState.load, every_ms=_EVERY_MS),
        shown=DeliveriesState.endpoint_id != "",
        on_dismiss=DeliveriesState.close,
        title="Deliveries",
        key="deliveries",
        width="max-w-2xl",
    )
