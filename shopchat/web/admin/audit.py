"""`/admin/audit`: who did what to whom."""

import json
from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import administration
from shopchat.accounts.models import AuditEvent, User
from shopchat.core.paging import PageParams
from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.listing import AdminListing, looked_for
from shopchat.web.session import Events, SessionState, as_admin
from shopchat.web.ui.fields import search_box
from shopchat.web.ui.listed import listed
from shopchat.web.ui.moment import moment
from shopchat.web.ui.states import card, empty

PATH = f"{theme.ADMIN_HOME}/audit"


@dataclass(frozen=True)
class AuditRow:
    """An event as the list shows it."""

    id: str
    action: str
    actor: str
    subject: str
    details: str
    created_at: str


class AuditState(AdminListing, SessionState):
    """The log and what is looked for in it."""

    rows: list[AuditRow] = []
    query: str = ""

    @as_admin
    async def look_for(self, session: AsyncSession, account: User, text: str) -> Events:
        """Shows what has this action or names this account."""
        self.query, self.page = looked_for(text), 1
        await self._refresh(session, account)

    async def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> int:
        found, emails, total = await administration.list_audit(session, paging=paging, q=self.query.strip() or None)
        self.rows = [_row(event, emails) for event in found]
        return total


def _row(event: AuditEvent, emails: dict[str, str]) -> AuditRow:
    actor = str(event.actor_id) if event.actor_id else ""
    return AuditRow(
        id=str(event.id),
        action=event.action,
        actor=emails.get(actor, actor) or "the house",
        subject=emails.get(event.subject, event.subject),
        details=json.dumps(event.details, ensure_ascii=False) if event.details else "",
        created_at=event.created_at.isoformat(),
    )


def _item(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.code(row.action, class_name="text-[0.8125rem] font-medium"),
            moment(row.created_at, class_name="text-[0.8125rem] text-muted"),
            class_name="flex flex-wrap items-baseline gap-x-3 gap-y-1",
        ),
        rx.el.p(
            rx.el.span("by ", row.actor, class_name="break-all"),
            rx.el.span("on ", row.subject, class_name="break-all"),
            class_name="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-[0.8125rem] text-muted",
        ),
        rx.cond(row.details, rx.el.code(row.details, class_name="mt-1 block text-xs break-all text-muted")),
        key=row.id,
        class_name="px-5 py-3.5",
    )


def page() -> rx.Component:
    """The page."""
    return dashboard(
        card(
            rx.el.div(
                search_box("An action, an email or an id", value=AuditState.query, on_change=AuditState.look_for),
                class_name="border-b border-line p-3",
            ),
            listed(
                AuditState,
                _item,
                noun=("event", "events"),
                when_none=empty(
                    "scroll_text",
                    rx.cond(AuditState.query == "", "Nothing has happened yet", "Nothing fits"),
                    "Changes of plans, suspensions, deletions and what else is done to an account are listed here.",
                ),
            ),
            class_name="overflow-hidden",
        ),
        title="Audit log",
        text="It outlives the accounts that it names.",
        active=PATH,
    )
