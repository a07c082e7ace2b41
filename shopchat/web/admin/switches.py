"""`/admin/switches`: what can be switched off, and on again, while everything runs."""

from dataclasses import dataclass
from typing import Any, TypedDict

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import administration
from shopchat.accounts.administration import LONGEST_NOTICE
from shopchat.accounts.models import User
from shopchat.core import switches
from shopchat.core.errors import Invalid
from shopchat.core.switches import Switch
from shopchat.web import theme
from shopchat.web.form import Form, error_of
from shopchat.web.frame import dashboard
from shopchat.web.session import Events, SessionState, as_admin
from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import button, submit
from shopchat.web.ui.fields import text_field
from shopchat.web.ui.moment import moment
from shopchat.web.ui.states import card, failure, section, skeleton_rows

PATH = f"{theme.ADMIN_HOME}/switches"
_TOLD = {
    Switch.SIGN_UPS: (
        "New accounts",
        "Off: whoever opens an account reads that none are opened. A platform still can.",
    ),
    Switch.LANGUAGE_MODEL: ("Language model", "Off: the built-in composer answers every shopper; no tokens are spent."),
    Switch.WEB_IMPORTS: ("Reading from the web", "Off: no new import of an address begins. Those under way go on."),
    Switch.WEBHOOKS: ("Webhooks of owners", "Off: messages wait, none is lost. They are sent once it is on again."),
}


@dataclass(frozen=True)
class SwitchRow:
    """A switch as the page shows it."""

    name: str
    label: str
    told: str
    is_on: bool
    changed_at: str


class NewNotice(TypedDict):
    """What the form sends."""

    note: str


class SwitchesState(Form, SessionState):
    """The switches, and what every owner is told."""

    loaded: bool = False
    failed: bool = False
    rows: list[SwitchRow] = []
    note: str = ""

    @as_admin
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Reads them anew."""
        self.errors = {}
        await self._read(session)

    @as_admin
    async def turn(self, session: AsyncSession, account: User, name: str, on: bool) -> Events:
        """Switches one for everybody."""
        if name not in _TOLD:
            raise Invalid("There is no such switch.", loc=())
        switch = Switch(name)
        await administration.turn_switch(session, account, switch=switch, on=bool(on))
        await self._changed(session)
        return rx.toast.success(f"{_TOLD[switch][0]}: {'on' if on else 'off'}, everywhere in a few seconds.")

    @as_admin
    async def tell(self, session: AsyncSession, account: User, form: NewNotice) -> Events:
        """Shows every owner a sentence."""
        self.errors = {}
        note = str(form.get("note", ""))
        await administration.turn_switch(session, account, switch=Switch.NOTICE, on=True, note=note)
        await self._changed(session)
        return rx.toast.success("Every owner reads it on the next page.")

    @as_admin
    async def be_quiet(self, session: AsyncSession, account: User) -> Events:
        """Takes the sentence away."""
        self.errors = {}
        await administration.turn_switch(session, account, switch=Switch.NOTICE, on=False)
        await self._changed(session)

    async def _changed(self, session: AsyncSession) -> None:
        await session.flush()
        await self._read(session)

    async def _read(self, session: AsyncSession) -> None:
        used = await switches.everything(session)
        self.rows = [
            SwitchRow(
                switch.value,
                label,
                told,
                used[switch].is_on if switch in used else True,
                used[switch].changed_at.isoformat() if switch in used else "",
            )
            for switch, (label, told) in _TOLD.items()
        ]
        self.note = await switches.notice(session)
        self.loaded, self.failed = True, False

    def _broke(self) -> Any:
        self.failed = not self.loaded
        return super()._broke()


def _item(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(row.label, class_name="font-medium"),
                rx.cond(row.is_on, badge("On", "good", dot=True), badge("Off", "warn", dot=True)),
                class_name="flex flex-wrap items-center gap-3",
            ),
            rx.el.p(row.told, class_name="mt-1 text-[0.8125rem] text-muted text-pretty"),
            rx.cond(
                row.changed_at != "",
                rx.el.p("Changed ", moment(row.changed_at), class_name="mt-1 text-xs text-faint"),
            ),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            row.is_on,
            button(
                "Switch off",
                kind="secondary",
                aria_label=f"Switch off: {row.label}",
                on_click=SwitchesState.turn(row.name, False),
            ),
            button(
                "Switch on",
                aria_label=f"Switch on: {row.label}",
                on_click=SwitchesState.turn(row.name, True),
            ),
        ),
        key=row.name,
        class_name="flex flex-col items-start gap-3 px-5 py-4 sm:flex-row sm:items-center sm:gap-6",
    )


def _notice() -> rx.Component:
    return section(
        "Notice to all owners",
        "A sentence above every page of their dashboards: a maintenance window, a change that concerns everybody.",
        rx.cond(
            SwitchesState.note != "",
            rx.el.div(
                rx.el.p(
                    SwitchesState.note,
                    class_name="min-w-0 grow rounded-lg bg-brand-soft px-3.5 py-2.5 break-words text-brand-ink",
                ),
                button("Take it away", kind="secondary", on_click=SwitchesState.be_quiet),
                class_name="mb-5 flex flex-col items-start gap-3 sm:flex-row sm:items-center",
            ),
        ),
        rx.el.form(
            text_field(
                "Text",
                "note",
                required=True,
                max_length=LONGEST_NOTICE,
                placeholder="On Sunday from 6 to 7 UTC answers may take longer.",
                error=error_of(SwitchesState.errors, "note"),
            ),
            rx.el.div(submit("Show it"), class_name="flex justify-end"),
            on_submit=SwitchesState.tell,
            reset_on_submit=True,
            class_name="flex flex-col gap-4",
        ),
    )


def page() -> rx.Component:
    """The page."""
    return dashboard(
        rx.el.div(
            card(
                rx.cond(
                    SwitchesState.failed,
                    failure(SwitchesState.load),
                    rx.cond(
                        SwitchesState.loaded,
                        rx.el.ul(rx.foreach(SwitchesState.rows, _item), class_name="divide-y divide-line"),
                        skeleton_rows(4),
                    ),
                ),
                class_name="overflow-hidden",
            ),
            _notice(),
            class_name="flex max-w-3xl flex-col gap-5",
        ),
        title="Switches",
        text="Every process knows within seconds. Each change is written in the audit log.",
        active=PATH,
    )
