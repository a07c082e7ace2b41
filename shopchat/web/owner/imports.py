"""`/dashboard/knowledge/imports`: bring a file in, watch it run, see what did not fit."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core.errors import Invalid, ShopChatError
from shopchat.core.paging import PageParams
from shopchat.knowledge.importing import service as importing
from shopchat.knowledge.models import Import
from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.listing import Listing
from shopchat.web.owner.choices import Choice, bot_choices
from shopchat.web.owner.imports_drop import drop_zone
from shopchat.web.owner.imports_row import import_row
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.ui.listed import listed
from shopchat.web.ui.poll import poll
from shopchat.web.ui.states import card, empty

PATH = f"{theme.HOME}/knowledge"
_SHOWN_ERRORS = 50
_OPEN = ("queued", "running")


@dataclass(frozen=True)
class RowError:
    """A line of the file that was left out, and why."""

    row: str
    detail: str


@dataclass(frozen=True)
class ImportRow:
    """An import as the list shows it. `percent` is of the rows read so far."""

    id: str
    source: str
    bot: str
    status: str
    percent: int
    progress: str
    outcome: str
    failed: int
    errors: list[RowError]
    created_at: str


class ImportsState(Listing, SessionState):
    """The imports, and the chatbot that the next one is for."""

    rows: list[ImportRow] = []
    bots: list[Choice] = []
    bot: str = ""
    refusal: str = ""

    @rx.var
    def has_open(self) -> bool:
        return any(row.status in _OPEN for row in self.rows)

    @public
    async def choose(self, bot: str) -> Events:
        """The chatbot that the next file is for."""
        self.bot = str(bot)

    @signed_in
    async def receive(self, session: AsyncSession, account: User, files: list[rx.UploadFile]) -> Events:
        """Starts an import for each file that was dropped."""
        self.refusal = ""
        if not files:
            raise Invalid("Choose a CSV file.")
        for file in files:
            await importing.start_import(
                session,
                account,
                chatbot_id=parse_id(self.bot, "Chatbot"),
                filename=file.name or "file.csv",
                data=await file.read(),
            )
        self.page = 1
        await self._refresh(session, account)

    @signed_in
    async def cancel(self, session: AsyncSession, account: User, import_id: str) -> Events:
        """Stops an import; what it has stored stays."""
        await importing.cancel_import(session, account, import_id=parse_id(import_id, "Import"))
        await self._refresh(session, account)

    async def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> int:
        self.bots = await bot_choices(session, account)
        names = {choice.value: choice.label for choice in self.bots}
        if self.bot not in names:
            self.bot = self.bots[0].value if self.bots else ""
        imports, total = await importing.list_imports(session, account, paging=paging)
        self.rows = [_row(row, names) for row in imports]
        return total

    def _refused(self, refusal: ShopChatError) -> Any:
        if isinstance(refusal, Invalid):
            self.refusal = refusal.detail
            return None
        return super()._refused(refusal)


def _row(row: Import, names: dict[str, str]) -> ImportRow:
    counts = (
        (row.created, "added"),
        (row.updated, "updated"),
        (row.skipped, "unchanged"),
        (row.failed, "left out"),
    )
    return ImportRow(
        id=str(row.id),
        source=row.source,
        bot=names.get(str(row.chatbot_id), ""),
        status=row.status,
        percent=min(100 * row.done // row.total, 100) if row.total else 0,
        progress=f"{row.done:,} of {row.total:,}" if row.total else "Reading the file…",
        outcome=", ".join(f"{count:,} {what}" for count, what in counts if count) or "Nothing to do",
        failed=row.failed,
        errors=[RowError(str(error.get("row", "")), str(error["detail"])) for error in row.errors[:_SHOWN_ERRORS]],
        created_at=row.created_at.isoformat(),
    )


def page() -> rx.Component:
    """The page."""
    return dashboard(
        rx.el.div(
            drop_zone(
                bots=ImportsState.bots,
                bot=ImportsState.bot,
                choose=ImportsState.choose,
                receive=ImportsState.receive,
                refusal=ImportsState.refusal,
            ),
            card(
                listed(
                    ImportsState,
                    lambda row: import_row(row, cancel=ImportsState.cancel),
                    noun=("import", "imports"),
                    when_none=empty(
                        "file_up", "No imports yet", "Drop a file above. You can leave this page while it runs."
                    ),
                ),
                class_name="overflow-hidden",
            ),
            class_name="flex flex-col gap-5",
        ),
        rx.cond(ImportsState.has_open, poll(ImportsState.load, every_ms=1000)),
        title="Import",
        text="A row of the file becomes an entry. The same file again updates what changed, and leaves the rest alone.",
        active=PATH,
        back=("Knowledge", PATH),
    )
