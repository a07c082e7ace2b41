"""The bar that says what was just done to entries, and takes it back."""

from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.knowledge import many
from shopchat.knowledge.many import Change
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.ui.buttons import button, icon_button

_LONGEST = 200  # characters of what the bar says


def entries(count: int) -> str:
    """That many entries, in words."""
    return f"{count:,} {'entry' if count == 1 else 'entries'}"


class UndoState(SessionState):
    """The last change of this tab. `change_id` is empty where there is nothing to take back."""

    told: str = ""
    change_id: str = ""

    @public
    async def offer(self, told: str, change_id: str) -> Events:
        """Says what was done, and offers to undo it."""
        self.told, self.change_id = str(told)[:_LONGEST], str(change_id)

    @signed_in
    async def undo(self, session: AsyncSession, account: User) -> Events:
        """Takes the change back."""
        asked, self.told, self.change_id = self.change_id, "", ""
        change = await many.undo(session, account, change_id=parse_id(asked, "Change"))
        self.told = f"{entries(change.count)} brought back."

    @public
    async def leave(self) -> Events:
        """Leaves it as it is."""
        self.told = self.change_id = ""


def offered(done: str, change: Change) -> Events:
    """The event that has the bar say that `done` was done to so many entries."""
    return UndoState.offer(f"{entries(change.count)} {done}.", str(change.id or ""))


def undo_bar(*, undone: Any) -> rx.Component:
    """The bar, at the foot of the window; `undone` runs after a change was taken back."""
    bar = rx.el.div(
        rx.el.p(UndoState.told, role="status", class_name="min-w-0 grow text-sm"),
        rx.cond(
            UndoState.change_id != "",
            button(
                rx.icon("undo_2", size=15, aria_hidden="true"),
                "Undo",
                kind="secondary",
                on_click=[UndoState.undo, undone],
            ),
        ),
        icon_button("x", "Dismiss", on_click=UndoState.leave),
        class_name=(
            "pointer-events-auto flex w-full max-w-md items-center gap-3 rounded-2xl border border-line bg-surface"
            " py-2 pr-2 pl-4 shadow-pop"
        ),
    )
    return rx.el.div(
        rx.cond(UndoState.told != "", bar),
        class_name="pointer-events-none fixed inset-x-0 bottom-4 z-40 flex justify-center px-3",
    )
