"""`/dashboard/knowledge/imports`: bring a file or an address in, watch it run, see what did not fit."""

from dataclasses import dataclass
from typing import Any, TypedDict

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core import csv_cells
from shopchat.core.errors import Invalid, ShopChatError
from shopchat.core.paging import PageParams
from shopchat.integrations import fetch
from shopchat.knowledge.importing import service as importing
from shopchat.knowledge.importing import uploads
from shopchat.knowledge.importing.formats import FORMATS
from shopchat.knowledge.models import Import
from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.listing import Listing
from shopchat.web.owner.choices import Choice, bot_choices
from shopchat.web.owner.imports_address import address_form
from shopchat.web.owner.imports_columns import ColumnsState, columns_form
from shopchat.web.owner.imports_drop import drop_zone
from shopchat.web.owner.imports_row import import_row
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.ui.listed import listed
from shopchat.web.ui.poll import poll
from shopchat.web.ui.states import card, empty

PATH = f"{theme.HOME}/knowledge"


@dataclass(frozen=True)
class RowError:
    """A row that was left out, and why."""

    row: str
    detail: str


@dataclass(frozen=True)
class ImportRow:
    """An import as the list shows it. `percent` is of the rows read so far, `unlisted` counts reasons not kept."""

    id: str
    source: str
    bot: str
    status: str
    percent: int
    progress: str
    outcome: str
    failed: int
    errors: list[RowError]
    unlisted: int
    is_web: bool
    created_at: str


class Address(TypedDict):
    """What the form with the address sends."""

    address: str


class ImportsState(Listing, SessionState):
    """The imports, and the chatbot that the next one is for."""

    rows: list[ImportRow] = []
    bots: list[Choice] = []
    bot: str = ""
    address: str = ""
    refusal: str = ""

    @rx.var
    def has_open(self) -> bool:
        return any(row.status in importing.OPEN for row in self.rows)

    @public
    async def choose(self, bot: str) -> Events:
        """The chatbot that the next file is for."""
        self.bot = str(bot)

    @public
    async def write(self, address: str) -> Events:
        """The address as it is typed."""
        self.address = str(address)

    @signed_in
    async def read_address(self, session: AsyncSession, account: User, form: Address) -> Events:
        """Starts the reading of a page, a sitemap or a product list."""
        self.refusal = ""
        url = fetch.typed(str(form.get("address", "")))
        bot_id = parse_id(self.bot, "Chatbot")
        await importing.start_web_import(session, account, chatbot_id=bot_id, url=url)
        self.address, self.page = "", 1
        await self._refresh(session, account)

    @signed_in
    async def read_again(self, session: AsyncSession, account: User, import_id: str) -> Events:
        """Starts the reading of the same address for the same chatbot."""
        row = await importing.get_import(session, account, import_id=parse_id(import_id, "Import"))
        await importing.start_web_import(session, account, chatbot_id=row.chatbot_id, url=row.source)
        self.page = 1
        await self._refresh(session, account)

    @signed_in
    async def download(self, session: AsyncSession, account: User, import_id: str) -> Events:
        """Saves what an import left out, and why, as a CSV file."""
        row = await importing.get_import(session, account, import_id=parse_id(import_id, "Import"))
        return rx.download(data=left_out(row), filename="left-out.csv", mime_type="text/csv")

    @signed_in
    async def receive(self, session: AsyncSession, account: User, files: list[rx.UploadFile]) -> Events:
        """Starts an import for each file that was dropped."""
        self.refusal = ""
        if not files:
            raise Invalid("Choose a CSV, TSV, Markdown, HTML or text file, or one of them as .gz.")
        refused, asked = [], ""
        for file in files:
            name, data = file.name or "file.csv", await file.read()
            try:
                asked = await self._take(session, account, name, data, asked)
            except Invalid as refusal:
                refused.append(refusal.detail if len(files) == 1 else f"{name}: {refusal.detail}")
        self.refusal = " ".join(refused)
        self.page = 1
        await self._refresh(session, account)
        return ColumnsState.look(asked) if asked else None

    @signed_in
    async def cancel(self, session: AsyncSession, account: User, import_id: str) -> Events:
        """Stops an import; what it has stored stays."""
        await importing.cancel_import(session, account, import_id=parse_id(import_id, "Import"))
        await self._refresh(session, account)

    async def _take(self, session: AsyncSession, account: User, name: str, data: bytes, asked: str) -> str:
        """Starts an import of the file, or keeps it to ask about its columns; the id of the one file asked about."""
        bot_id = parse_id(self.bot, "Chatbot")
        try:
            await importing.start_import(session, account, chatbot_id=bot_id, filename=name, data=data)
        except Invalid as refusal:
            if refusal.loc[-1] != "mapping" or asked:
                raise
            return str((await uploads.keep(session, account, chatbot_id=bot_id, filename=name, data=data)).id)
        return asked

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


def left_out(row: Import) -> str:
    """The rows that an import left out, with the reasons, as a CSV table."""
    lines = [("row", "reason"), *((error.get("row"), error["detail"]) for error in row.errors)]
    return "".join(csv_cells.line(cells) for cells in lines)


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
        percent=row.percent,
        progress=f"{row.done:,} of {row.total:,}" if row.total else "Reading…",
        outcome=", ".join(f"{count:,} {what}" for count, what in counts if count) or "Nothing to do",
        failed=row.failed,
        errors=[RowError(str(error.get("row") or ""), str(error["detail"])) for error in row.errors],
        unlisted=max(row.failed - len(row.errors), 0),
        is_web=row.kind not in FORMATS,
        created_at=row.created_at.isoformat(),
    )


def page() -> rx.Component:
    """The page."""
    return dashboard(
        rx.el.div(
            rx.cond(
                ColumnsState.upload_id != "",
                columns_form(started=ImportsState.load),
                drop_zone(
                    bots=ImportsState.bots,
                    bot=ImportsState.bot,
                    choose=ImportsState.choose,
                    receive=ImportsState.receive,
                    address=address_form(
                        address=ImportsState.address, write=ImportsState.write, read=ImportsState.read_address
                    ),
                    refusal=ImportsState.refusal,
                ),
            ),
            card(
                listed(
                    ImportsState,
                    lambda row: import_row(
                        row,
                        cancel=ImportsState.cancel,
                        read_again=ImportsState.read_again,
                        download=ImportsState.download,
                    ),
                    noun=("import", "imports"),
                    when_none=empty(
                        "file_up",
                        "No imports yet",
                        "Drop a file or give an address above. You can leave this page while it runs.",
                    ),
                ),
                class_name="overflow-hidden",
            ),
            class_name="flex flex-col gap-5",
        ),
        rx.cond(ImportsState.has_open, poll(ImportsState.load, every_ms=1000)),
        title="Import",
        text="What a file or an address holds becomes entries. The same again updates only what changed.",
        active=PATH,
        back=("Knowledge", PATH),
    )
