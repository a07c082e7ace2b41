"""Choosing rows of the knowledge table, and what can be done to all of them at once."""

from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core.errors import Invalid
from shopchat.knowledge import many
from shopchat.knowledge.many import Change, Chosen
from shopchat.web.owner.knowledge_row import EntryRow, checkbox
from shopchat.web.owner.knowledge_undo import entries, offered
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.ui.buttons import button, icon_button
from shopchat.web.ui.dialog import confirm

# What is done, what the bar says was done, and the button that does it with its icon.
_DONE = {"on": "switched on", "off": "switched off", "pin": "pinned", "unpin": "no longer pinned"}
_VERBS = (("on", "Switch on", "eye"), ("off", "Switch off", "eye_off"), ("pin", "Pin", "pin"),
          ("unpin", "Unpin", "pin_off"))  # fmt: skip


class Choosing(SessionState, mixin=True):
    """A list of which rows can be chosen; with `is_all` those on its other pages too."""

    rows: list[EntryRow] = []
    total: int = 0
    picked: list[str] = []
    is_all: bool = False
    is_asking: bool = False

    @rx.var
    def count(self) -> int:
        return self.total if self.is_all else len(self.picked)

    @rx.var
    def chosen_words(self) -> str:
        return f"{entries(self.total if self.is_all else len(self.picked))} selected"

    @rx.var
    def is_page_picked(self) -> bool:
        return self.is_all or (bool(self.rows) and len(self.picked) == len(self.rows))

    @public
    async def pick(self, entry_id: str, chosen: bool) -> Events:
        """Chooses a row, or leaves it out again."""
        now = {row.id for row in self.rows} if self.is_all else set(self.picked)
        now = now | {str(entry_id)} if chosen else now - {str(entry_id)}
        self.picked, self.is_all = [row.id for row in self.rows if row.id in now], False

    @public
    async def pick_page(self, chosen: bool) -> Events:
        """Chooses all rows that are seen, or none."""
        self.picked, self.is_all = [row.id for row in self.rows] if chosen else [], False

    @public
    async def pick_all(self) -> Events:
        """Chooses all that the filters leave, on every page."""
        self.is_all = True

    @public
    async def ask_delete(self) -> Events:
        """Opens the question before the deletion."""
        self.is_asking = True

    @public
    async def keep(self) -> Events:
        """Closes it."""
        self.is_asking = False

    @signed_in
    async def change(self, session: AsyncSession, account: User, what: str) -> Events:
        """Switches the chosen entries on or off, or pins them or not."""
        if what not in _DONE:
            raise Invalid("This cannot be done to entries.")
        chosen = self._chosen()
        if what in ("on", "off"):
            change = await many.switch(session, account, chosen=chosen, on=what == "on")
        else:
            change = await many.pin(session, account, chosen=chosen, pinned=what == "pin")
        return await self._settled(session, account, _DONE[what], change)

    @signed_in
    async def delete_chosen(self, session: AsyncSession, account: User) -> Events:
        """Deletes the chosen entries."""
        self.is_asking = False
        change = await many.delete(session, account, chosen=self._chosen())
        return await self._settled(session, account, "deleted", change)

    async def _settled(self, session: AsyncSession, account: User, done: str, change: Change) -> Events:
        self._unpick()
        await self._refresh(session, account)
        return offered(done, change) if change.count else rx.toast.info("There was nothing to change.")

    def _chosen(self) -> Chosen:
        if self.is_all:
            return self._filters()
        if not self.picked:
            raise Invalid("Choose entries first.")
        return Chosen(tuple(parse_id(entry_id, "Knowledge entry") for entry_id in self.picked))

    def _filters(self) -> Chosen:
        """All that the list's filters leave."""
        raise NotImplementedError

    async def _refresh(self, session: AsyncSession, account: User) -> None:
        await super()._refresh(session, account)  # type: ignore[misc]
        there = {row.id for row in self.rows}
        self.picked = [entry_id for entry_id in self.picked if entry_id in there]

    def _unpick(self) -> None:
        self.picked, self.is_all = [], False


def many_bar(state: Any) -> rx.Component:
    """Over the rows: how many are chosen, and what can be done to them."""

    def verb(icon: str, label: str, on_click: Any, class_name: str = "") -> rx.Component:
        shown = rx.icon(icon, size=15, aria_hidden="true")
        return button(shown, label, kind="ghost", on_click=on_click, class_name=f"!px-2.5 {class_name}")

    chosen = rx.el.div(
        rx.el.div(
            rx.el.span(state.chosen_words, role="status", class_name="text-sm font-medium"),
            icon_button("x", "Select none", on_click=state.pick_page(False)),
            class_name="flex items-center gap-1",
        ),
        rx.cond(
            state.is_page_picked & ~state.is_all & (state.total > state.rows.length()),
            button(
                "Select all ",
                state.total,
                " that match",
                kind="ghost",
                on_click=state.pick_all,
                class_name="-ml-2.5 !px-2.5",
            ),
        ),
        rx.el.div(
            *[verb(icon, label, state.change(what)) for what, label, icon in _VERBS],
            verb("trash_2", "Delete", state.ask_delete, "!text-bad"),
            role="group",
            aria_label="Do to the selected entries",
            class_name="-ml-2.5 flex flex-wrap items-center sm:ml-auto",
        ),
        class_name="flex min-w-0 grow flex-wrap items-center gap-x-3 gap-y-1",
    )
    return rx.el.div(
        rx.el.div(
            checkbox(
                "Select all entries on this page",
                checked=state.is_page_picked,
                on_change=state.pick_page,
            ),
            rx.cond(
                state.count > 0,
                chosen,
                rx.el.span(
                    "Select entries to change several at once",
                    class_name="self-center text-[0.8125rem] text-muted",
                    aria_hidden="true",
                ),
            ),
            class_name="flex min-h-12 items-start gap-1 border-b border-line py-1.5 pr-3 pl-2 sm:pl-3",
        ),
        confirm(
            shown=state.is_asking,
            on_dismiss=state.keep,
            on_confirm=state.delete_chosen,
            title=rx.cond(state.count == 1, "Delete 1 entry?", rx.Var.create(f"Delete {state.count} entries?")),
            text="No answer will use them any more. To only pause them, switch them off instead.",
            verb="Delete",
            key="delete-many",
        ),
    )
