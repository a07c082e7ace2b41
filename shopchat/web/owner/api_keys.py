"""`/dashboard/api-keys`: the credentials of the owner's programs."""

from dataclasses import dataclass
from typing import Any, TypedDict

import reflex as rx
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import api_keys
from shopchat.accounts.models import ApiKey, User
from shopchat.core.paging import PageParams
from shopchat.web import theme
from shopchat.web.form import Form, error_of
from shopchat.web.frame import dashboard
from shopchat.web.listing import Listing
from shopchat.web.session import Events, SessionState, parse_id, signed_in
from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import button, cancel_or, outside_button
from shopchat.web.ui.code import snippet
from shopchat.web.ui.dialog import confirm, dialog
from shopchat.web.ui.fields import select_field, text_field
from shopchat.web.ui.listed import listed
from shopchat.web.ui.moment import moment
from shopchat.web.ui.states import card, empty

PATH = f"{theme.HOME}/api-keys"
_SCOPES = {"read,write": ("read", "write"), "read": ("read",)}
_MAY = (("read,write", "Read and change everything"), ("read", "Read only"))


class NewKey(TypedDict):
    """What the form sends."""

    name: str
    scopes: str


class _Named(BaseModel):
    name: api_keys.KeyName


@dataclass(frozen=True)
class KeyRow:
    """A key as the list shows it."""

    id: str
    name: str
    prefix: str
    may_write: bool
    made: str
    last_used: str


class ApiKeysState(Form, Listing, SessionState):
    """The keys, the one that is being made, and the one that may be revoked."""

    rows: list[KeyRow] = []
    is_making: bool = False
    secret: str = ""
    asked_id: str = ""
    asked_name: str = ""

    @signed_in
    async def arrive(self, session: AsyncSession, account: User) -> Events:
        """Opens the page with nothing of the last visit on it: a key that was left open is shown no more."""
        self.is_making, self.secret, self.errors, self.asked_id = False, "", {}, ""
        await self._refresh(session, account)

    @signed_in
    async def start(self, session: AsyncSession, account: User) -> Events:
        """Opens the form."""
        self.errors, self.secret, self.is_making = {}, "", True

    @signed_in
    async def make(self, session: AsyncSession, account: User, form: NewKey) -> Events:
        """Makes a key and shows it, this once."""
        self.errors = {}
        given = _Named(name=str(form.get("name", "")))
        scopes = _SCOPES.get(str(form.get("scopes", "")), ("read",))
        _, self.secret = await api_keys.create(session, account, name=given.name, scopes=list(scopes))
        await self._refresh(session, account)

    @signed_in
    async def close(self, session: AsyncSession, account: User) -> Events:
        """Forgets the key that was shown."""
        self.is_making, self.secret, self.errors = False, "", {}

    @signed_in
    async def ask(self, session: AsyncSession, account: User, key_id: str, name: str) -> Events:
        """Asks before a key is revoked."""
        self.asked_id, self.asked_name = str(parse_id(key_id, "API key")), str(name)[:255]

    @signed_in
    async def leave(self, session: AsyncSession, account: User) -> Events:
        """Revokes nothing."""
        self.asked_id = ""

    @signed_in
    async def revoke(self, session: AsyncSession, account: User) -> Events:
        """Revokes the key that was asked about."""
        asked, self.asked_id = self.asked_id, ""
        await api_keys.revoke(session, account, key_id=parse_id(asked, "API key"))
        await self._refresh(session, account)
        return rx.toast.success(f"“{self.asked_name}” is revoked.")

    async def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> int:
        found, total = await api_keys.list_keys(session, account, paging=paging)
        self.rows = [_row(key) for key in found]
        return total


def _row(key: ApiKey) -> KeyRow:
    return KeyRow(
        id=str(key.id),
        name=key.name,
        prefix=key.key_prefix,
        may_write="write" in key.scopes,
        made=key.created_at.isoformat(),
        last_used=key.last_used.isoformat() if key.last_used else "",
    )


def _item(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(row.name, class_name="font-medium break-words"),
                rx.cond(row.may_write, badge("Reads and changes", "brand"), badge("Reads", "neutral")),
                class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
            ),
            rx.el.p(
                rx.el.code(row.prefix, "…", class_name="text-xs"),
                rx.el.span("made ", moment(row.made)),
                rx.cond(row.last_used, rx.el.span("last used ", moment(row.last_used)), rx.el.span("never used")),
                class_name="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-[0.8125rem] text-muted",
            ),
            class_name="min-w-0 grow",
        ),
        button(
            "Revoke",
            kind="ghost",
            aria_label=f"Revoke {row.name}",
            on_click=ApiKeysState.ask(row.id, row.name),
            class_name="shrink-0",
        ),
        key=row.id,
        class_name="flex items-center gap-4 px-5 py-4",
    )


def _new_button() -> rx.Component:
    return button(rx.icon("plus", size=16, aria_hidden="true"), "New key", on_click=ApiKeysState.start)


def _form() -> rx.Component:
    return rx.el.form(
        text_field(
            "Name",
            "name",
            hint="What uses it, so that you know later which one to revoke.",
            placeholder="Nightly stock sync",
            required=True,
            max_length=255,
            auto_focus=True,
            error=error_of(ApiKeysState.errors, "name"),
        ),
        select_field("May", "scopes", _MAY),
        cancel_or("Make key", cancel=ApiKeysState.close),
        on_submit=ApiKeysState.make,
        reset_on_submit=False,
        class_name="flex flex-col gap-4",
    )


def _made() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            "Copy it now: it is shown this once, and nobody can look it up later. We have mailed you that it exists.",
            role="status",
            class_name="mb-4 text-muted text-pretty",
        ),
        snippet(ApiKeysState.secret, "The new key"),
        rx.el.p("Programs send it in a header:", class_name="mt-4 mb-2 text-[0.8125rem] text-muted"),
        rx.el.pre(
            "X-API-Key: sc_…", class_name="rounded-lg bg-sunken px-4 py-3 font-mono text-[0.8125rem]", tab_index=0
        ),
        rx.el.div(button("Done", on_click=ApiKeysState.close), class_name="mt-6 flex justify-end"),
    )


def page() -> rx.Component:
    """The page."""
    return dashboard(
        card(
            listed(
                ApiKeysState,
                _item,
                noun=("key", "keys"),
                when_none=empty(
                    "key_round",
                    "No keys yet",
                    "With a key your own programs can keep products in step, read conversations and fetch exports.",
                    _new_button(),
                    outside_button("Read the API documentation", href="/docs", kind="secondary"),
                ),
            ),
            class_name="overflow-hidden",
        ),
        dialog(
            rx.cond(ApiKeysState.secret, _made(), _form()),
            shown=ApiKeysState.is_making,
            on_dismiss=ApiKeysState.close,
            title=rx.cond(ApiKeysState.secret, "Your new key", "New key"),
            key="new-key",
        ),
        confirm(
            shown=ApiKeysState.asked_id != "",
            on_dismiss=ApiKeysState.leave,
            on_confirm=ApiKeysState.revoke,
            title="Revoke this key?",
            text=f"Programs that use “{ApiKeysState.asked_name}” are refused from the next request on. "
            "A revoked key cannot be brought back.",
            verb="Revoke",
            key="revoke",
        ),
        title="API keys",
        text="For programs that work with your shop's data. Treat a key like a password.",
        active=PATH,
        actions=(rx.cond(ApiKeysState.total > 0, _new_button()),),
    )
