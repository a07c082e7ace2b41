"""`/dashboard/webhooks`: where events of the account are posted to."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core.paging import PageParams
from shopchat.web import theme
from shopchat.web.form import Form, error_of
from shopchat.web.frame import dashboard
from shopchat.web.listing import Listing
from shopchat.web.owner.webhook_deliveries import DeliveriesState, deliveries
from shopchat.web.session import Events, SessionState, parse_id, signed_in
from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import button, cancel_or, icon_button
from shopchat.web.ui.code import snippet
from shopchat.web.ui.dialog import confirm, dialog
from shopchat.web.ui.fields import error_text, switch, text_field
from shopchat.web.ui.listed import listed
from shopchat.web.ui.states import card, empty
from shopchat.webhooks import service as webhooks
from shopchat.webhooks.changes import EVENT_TYPES, EndpointChanges
from shopchat.webhooks.models import Endpoint

PATH = f"{theme.HOME}/webhooks"
_EVENTS = {
    "conversation.started": "A conversation starts",
    "conversation.ended": "A conversation ends",
    "handoff.requested": "A shopper wants a person",
    "gap.found": "A question finds no answer",
    "import.finished": "An import finishes",
    "limit.reached": "A limit of the plan is reached",
}


@dataclass(frozen=True)
class EndpointRow:
    """An endpoint as the list shows it."""

    id: str
    url: str
    description: str
    is_active: bool
    events: list[str]
    told: str


_NEW = EndpointRow(id="", url="", description="", is_active=True, events=list(EVENT_TYPES), told="")


class EndpointsState(Form, Listing, SessionState):
    """The endpoints, and the one that is being made, changed or may be deleted."""

    rows: list[EndpointRow] = []
    is_open: bool = False
    edited: EndpointRow = _NEW
    secret: str = ""
    asked_id: str = ""
    asked_url: str = ""

    @signed_in
    async def arrive(self, session: AsyncSession, account: User) -> Events:
        """Opens the page with nothing of the last visit on it."""
        self.is_open, self.errors, self.secret, self.asked_id = False, {}, "", ""
        await self._refresh(session, account)
        return DeliveriesState.close

    @signed_in
    async def start(self, session: AsyncSession, account: User) -> Events:
        """Opens an empty form."""
        self.errors, self.edited, self.is_open = {}, _NEW, True

    @signed_in
    async def edit(self, session: AsyncSession, account: User, endpoint_id: str) -> Events:
        """Opens the form with what an endpoint is set to."""
        row = await webhooks.get_endpoint(session, account, endpoint_id=parse_id(endpoint_id, "Webhook endpoint"))
        self.errors, self.edited, self.is_open = {}, _row(row), True

    @signed_in
    async def close(self, session: AsyncSession, account: User) -> Events:
        """Leaves everything as it is."""
        self.is_open, self.errors = False, {}

    @signed_in
    async def save(self, session: AsyncSession, account: User, form: dict[str, Any]) -> Events:
        """Makes or changes the endpoint."""
        self.errors = {}
        fields = EndpointChanges(
            url=str(form.get("url", "")).strip(),
            event_types=[each for each in EVENT_TYPES if form.get(each)],
            description=str(form.get("description", "")),
            is_active=bool(form.get("is_active")),
        )
        if not self.edited.id:
            self.secret = (await webhooks.create_endpoint(session, account, fields=fields)).secret
        else:
            changed = parse_id(self.edited.id, "Webhook endpoint")
            await webhooks.update_endpoint(session, account, endpoint_id=changed, changes=fields)
        self.is_open = False
        await self._refresh(session, account)

    @signed_in
    async def show_secret(self, session: AsyncSession, account: User, endpoint_id: str) -> Events:
        """Shows by what messages to the endpoint are signed."""
        self._keep_from_viewers()
        found = await webhooks.get_endpoint(session, account, endpoint_id=parse_id(endpoint_id, "Webhook endpoint"))
        self.secret = found.secret

    @signed_in
    async def hide_secret(self, session: AsyncSession, account: User) -> Events:
        """Puts the secret away."""
        self.secret = ""

    @signed_in
    async def test(self, session: AsyncSession, account: User, endpoint_id: str) -> Events:
        """Sends a message that only says that it arrived, and shows what comes of it."""
        await webhooks.send_test(session, account, endpoint_id=parse_id(endpoint_id, "Webhook endpoint"))
        return DeliveriesState.show(endpoint_id)

    @signed_in
    async def ask(self, session: AsyncSession, account: User, endpoint_id: str) -> Events:
        """Asks before an endpoint is deleted."""
        found = await webhooks.get_endpoint(session, account, endpoint_id=parse_id(endpoint_id, "Webhook endpoint"))
        self.asked_id, self.asked_url = str(found.id), found.url

    @signed_in
    async def leave(self, session: AsyncSession, account: User) -> Events:
        """Deletes nothing."""
        self.asked_id = ""

    @signed_in
    async def delete(self, session: AsyncSession, account: User) -> Events:
        """Deletes the endpoint that was asked about."""
        asked, self.asked_id = self.asked_id, ""
        await webhooks.delete_endpoint(session, account, endpoint_id=parse_id(asked, "Webhook endpoint"))
        await self._refresh(session, account)
        return rx.toast.success("The endpoint is deleted.")

    async def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> int:
        found, total = await webhooks.list_endpoints(session, account, paging=paging)
        self.rows = [_row(endpoint) for endpoint in found]
        return total


def _row(endpoint: Endpoint) -> EndpointRow:
    return EndpointRow(
        id=str(endpoint.id),
        url=endpoint.url,
        description=endpoint.description,
        is_active=endpoint.is_active,
        events=list(endpoint.event_types),
        told=", ".join(endpoint.event_types),
    )


def _item(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(row.url, class_name="font-medium break-all"),
                rx.cond(row.is_active, None, badge("Off", "neutral")),
                class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
            ),
            rx.cond(row.description, rx.el.p(row.description, class_name="mt-0.5 text-[0.8125rem] break-words")),
            rx.el.p(row.told, class_name="mt-1 text-[0.8125rem] text-muted"),
            class_name="min-w-0 grow",
        ),
        rx.el.div(
            button("Deliveries", kind="secondary", on_click=DeliveriesState.show(row.id)),
            icon_button(
                "send",
                f"Send a test to {row.url}",
                on_click=EndpointsState.test(row.id),
                disabled=~row.is_active,
                class_name="disabled:opacity-40",
            ),
            icon_button("key_round", f"Secret of {row.url}", on_click=EndpointsState.show_secret(row.id)),
            icon_button("pencil", f"Change {row.url}", on_click=EndpointsState.edit(row.id)),
            icon_button("trash_2", f"Delete {row.url}", on_click=EndpointsState.ask(row.id)),
            class_name="flex shrink-0 flex-wrap items-center gap-1",
        ),
        key=row.id,
        class_name="flex flex-col gap-3 px-5 py-4 lg:flex-row lg:items-center",
    )


def _event(name: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name=name,
            default_checked=rx.Var.create(EndpointsState.edited.events).contains(name),
            class_name="size-4 shrink-0 accent-[var(--brand)]",
        ),
        rx.el.span(_EVENTS[name]),
        class_name="tap flex items-center gap-2.5 text-sm",
    )


def _form() -> rx.Component:
    edited: Any = EndpointsState.edited
    return rx.el.form(
        text_field(
            "Address",
            "url",
            type="url",
            required=True,
            placeholder="https://shop.example/hooks/shopchat",
            default_value=edited.url,
            max_length=2000,
            error=error_of(EndpointsState.errors, "url"),
        ),
        text_field(
            "Note",
            "description",
            hint="For yourself, if you like.",
            default_value=edited.description,
            max_length=255,
            error=error_of(EndpointsState.errors, "description"),
        ),
        rx.el.fieldset(
            rx.el.legend("Tell it when", class_name="mb-2 text-[0.8125rem] font-medium"),
            *[_event(name) for name in EVENT_TYPES],
            error_text(error_of(EndpointsState.errors, "event_types"), "event_types"),
            class_name="flex flex-col gap-2",
        ),
        switch(
            "On",
            "While it is off nothing is sent, and nothing is kept to be sent later.",
            "is_active",
            default_checked=edited.is_active,
        ),
        cancel_or("Save", cancel=EndpointsState.close),
        on_submit=EndpointsState.save,
        reset_on_submit=False,
        class_name="flex flex-col gap-4",
    )


def _new_button() -> rx.Component:
    return button(rx.icon("plus", size=16, aria_hidden="true"), "New endpoint", on_click=EndpointsState.start)


def page() -> rx.Component:
    """The page."""
    return dashboard(
        card(
            listed(
                EndpointsState,
                _item,
                noun=("endpoint", "endpoints"),
                when_none=empty(
                    "webhook",
                    "No endpoints yet",
                    "Your own server can be told when a shopper wants a person, a question finds no answer or an "
                    "import finishes.",
                    _new_button(),
                ),
            ),
            class_name="overflow-hidden",
        ),
        dialog(
            _form(),
            shown=EndpointsState.is_open,
            on_dismiss=EndpointsState.close,
            title=rx.cond(EndpointsState.edited.id, "Change endpoint", "New endpoint"),
            key="endpoint",
        ),
        dialog(
            rx.el.p(
                "Messages are signed with it, as Standard Webhooks describes. Whoever has it can pretend to be us.",
                class_name="mb-4 text-muted text-pretty",
            ),
            snippet(EndpointsState.secret, "The signing secret"),
            rx.el.div(button("Done", on_click=EndpointsState.hide_secret), class_name="mt-6 flex justify-end"),
            shown=EndpointsState.secret != "",
            on_dismiss=EndpointsState.hide_secret,
            title="Signing secret",
            key="secret",
        ),
        confirm(
            shown=EndpointsState.asked_id != "",
            on_dismiss=EndpointsState.leave,
            on_confirm=EndpointsState.delete,
            title="Delete this endpoint?",
            text=f"{EndpointsState.asked_url} is told nothing any more, also not what waits to be sent. "
            "Its log of deliveries goes with it.",
            verb="Delete",
            key="delete",
        ),
        deliveries(),
        title="Webhooks",
        text="Your own server is told at once what happens here: signed, and tried again for a day.",
        active=PATH,
        actions=(rx.cond(EndpointsState.total > 0, _new_button()),),
    )
