"""Everything that an account has, to take away."""

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.exports import service as exports
from shopchat.web.downloads import PREFIX
from shopchat.web.session import Events, SessionState, signed_in
from shopchat.web.ui.buttons import button, outside_button
from shopchat.web.ui.moment import moment
from shopchat.web.ui.poll import poll
from shopchat.web.ui.states import section

_EVERY_MS = 2000


class ExportState(SessionState):
    """The newest export; `status` is empty without one."""

    status: str = ""
    href: str = ""
    size: str = ""
    made_at: str = ""

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Reads how far it is; also what a poll does."""
        await self._read(session, account)

    @signed_in
    async def begin(self, session: AsyncSession, account: User) -> Events:
        """Begins one, unless one is under way."""
        self._keep_from_viewers()
        await exports.request_export(session, account)
        await self._read(session, account)

    async def _read(self, session: AsyncSession, account: User) -> None:
        row = await exports.latest(session, account)
        self.status = row.status if row else ""
        self.href = f"{PREFIX}/account/{row.id}.zip" if row else ""
        self.size = _size(row.size) if row and row.size else ""
        self.made_at = row.created_at.isoformat() if row else ""


def _size(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB" if size >= 100_000 else f"{max(size // 1000, 1)} kB"


def account_export() -> rx.Component:
    """The button, the progress, or the link."""
    return section(
        "Take your data away",
        "A zip with your chatbots, knowledge, conversations and all else that is yours, as JSON. It is kept for a day.",
        rx.match(
            ExportState.status,
            (
                "ready",
                rx.el.div(
                    rx.el.p("Made ", moment(ExportState.made_at), ", ", ExportState.size, class_name="grow text-muted"),
                    outside_button(
                        rx.icon("download", size=15, aria_hidden="true"),
                        "Download",
                        href=ExportState.href,
                        kind="secondary",
                    ),
                    class_name="flex flex-wrap items-center gap-3 text-[0.8125rem]",
                ),
            ),
            (
                "queued",
                rx.el.div(
                    rx.icon("loader_circle", size=16, class_name="animate-spin text-brand-ink", aria_hidden="true"),
                    "It is being written. You may leave this page.",
                    role="status",
                    class_name="flex items-center gap-2 text-[0.8125rem] text-muted",
                ),
            ),
            rx.el.div(
                rx.cond(
                    ExportState.status == "failed",
                    rx.el.p(
                        "The last one could not be written. Try again.", class_name="grow text-[0.8125rem] text-bad"
                    ),
                ),
                button("Write the zip", kind="secondary", on_click=ExportState.begin),
                class_name="flex flex-wrap items-center justify-end gap-3",
            ),
        ),
        rx.cond(ExportState.status == "queued", poll(ExportState.load, every_ms=_EVERY_MS)),
    )
