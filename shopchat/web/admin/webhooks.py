"""`/admin/webhooks`: what the payments and the platform told us, what came of it, and working it once more."""

import json
from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core.paging import PageParams
from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.listing import AdminListing
from shopchat.web.session import Events, SessionState, as_admin, parse_id
from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import button
from shopchat.web.ui.code import folded
from shopchat.web.ui.fields import select
from shopchat.web.ui.listed import listed
from shopchat.web.ui.moment import moment
from shopchat.web.ui.poll import poll
from shopchat.web.ui.states import card, empty
from shopchat.webhooks import journal
from shopchat.webhooks.models import InboundEvent

PATH = f"{theme.ADMIN_HOME}/webhooks"
_EVERY_MS = 5_000
_PROVIDERS = (("", "All senders"), ("stripe", "Payments"), ("platform", "Platform"))
_STATUSES = (
    ("", "Any state"),
    ("received", "Waiting"),
    ("processed", "Done"),
    ("ignored", "Ignored"),
    ("failed", "Failed"),
)


@dataclass(frozen=True)
class EventRow:
    """An event as the list shows it."""

    id: str
    provider: str
    event_id: str
    type: str
    status: str
    why: str
    received_at: str
    payload: str


class WebhookEventsState(AdminListing, SessionState):
    """The journal and what narrows it."""

    rows: list[EventRow] = []
    provider: str = ""
    status: str = ""

    @rx.var
    def is_narrowed(self) -> bool:
        return bool(self.provider or self.status)

    @as_admin
    async def narrow(self, session: AsyncSession, account: User, by: str, value: str) -> Events:
        """Sets one filter and goes to the first page."""
        if by == "provider" and value in dict(_PROVIDERS):
            self.provider = value
        elif by == "status" and value in dict(_STATUSES):
            self.status = value
        self.page = 1
        await self._refresh(session, account)

    @as_admin
    async def replay(self, session: AsyncSession, account: User, event_id: str) -> Events:
        """Has an event worked once more."""
        await journal.replay(session, event=str(parse_id(event_id, "Webhook event")), admin=account)
        await self._refresh(session, account)
        return rx.toast.success("It is worked once more.")

    async def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> int:
        found, total = await journal.list_events(
            session, paging=paging, provider=self.provider or None, status=self.status or None
        )
        rows = [_row(event) for event in found]
        if rows != self.rows:  # a poll that finds nothing new sends nothing
            self.rows = rows
        return total


def _row(event: InboundEvent) -> EventRow:
    return EventRow(
        id=str(event.id),
        provider=dict(_PROVIDERS)[event.provider],
        event_id=event.event_id,
        type=event.type,
        status=event.status,
        why=event.error or "",
        received_at=event.received_at.isoformat(),
        payload=json.dumps(event.payload, indent=2, ensure_ascii=False),
    )


def _status(row: Any) -> rx.Component:
    return rx.match(
        row.status,
        ("processed", badge("Done", "good")),
        ("ignored", badge("Ignored", "neutral")),
        ("received", badge("Waiting", "brand", dot=True)),
        badge("Failed", "bad"),
    )


def _item(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.p(
                    rx.el.span(row.type, class_name="font-medium break-all"),
                    _status(row),
                    class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
                ),
                rx.el.p(
                    rx.el.span(row.provider),
                    rx.el.code(row.event_id, class_name="text-xs break-all"),
                    moment(row.received_at),
                    class_name="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-[0.8125rem] text-muted",
                ),
                rx.cond(row.why, rx.el.p(row.why, class_name="mt-1 text-[0.8125rem] break-words text-muted")),
                class_name="min-w-0 grow",
            ),
            button(
                rx.icon("rotate_cw", size=15),
                "Work again",
                kind="secondary",
                on_click=WebhookEventsState.replay(row.id),
                class_name="shrink-0",
            ),
            class_name="flex flex-col gap-3 sm:flex-row sm:items-start",
        ),
        folded(row.payload, "What it says"),
        key=row.id,
        class_name="px-5 py-4",
    )


def _filters() -> rx.Component:
    def narrowing(options: Any, label: str, value: Any, by: str) -> rx.Component:
        return select(
            options,
            aria_label=label,
            value=value,
            on_change=lambda chosen: WebhookEventsState.narrow(by, chosen),
            class_name="!w-auto grow sm:grow-0",
        )

    return rx.el.div(
        narrowing(_PROVIDERS, "Sender", WebhookEventsState.provider, "provider"),
        narrowing(_STATUSES, "State", WebhookEventsState.status, "status"),
        class_name="flex flex-wrap gap-2 border-b border-line p-3",
    )


def page() -> rx.Component:
    """The page."""
    return dashboard(
        card(
            _filters(),
            listed(
                WebhookEventsState,
                _item,
                noun=("event", "events"),
                when_none=rx.cond(
                    WebhookEventsState.is_narrowed,
                    empty("search_x", "No such event", "Choose another sender or state."),
                    empty(
                        "webhook",
                        "Nothing has come in yet",
                        "Each signed event of the payments and the platform is written down here before it is worked.",
                    ),
                ),
            ),
            class_name="overflow-hidden",
        ),
        poll(WebhookEventsState.load, every_ms=_EVERY_MS),
        title="Webhook events",
        text="Each is stored before it is worked, and has its effect once, however often it is sent or worked again.",
        active=PATH,
    )
