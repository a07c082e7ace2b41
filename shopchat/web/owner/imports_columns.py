"""Where an owner says what the columns of her table mean, when their names do not."""

from dataclasses import dataclass, replace
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core.errors import ShopChatError
from shopchat.knowledge.importing import uploads
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.ui.buttons import button
from shopchat.web.ui.fields import select
from shopchat.web.ui.states import section

_FIELDS = (
    ("", "Not used"),
    ("title", "Title or name"),
    ("content", "Text"),
    ("question", "Question"),
    ("answer", "Answer"),
    ("price", "Price"),
    ("compare_at_price", "Price before"),
    ("currency", "Currency"),
    ("url", "Page (address)"),
    ("image_url", "Picture (address)"),
    ("sku", "SKU"),
    ("id", "Id"),
    ("availability", "Stock"),
    ("brand", "Brand"),
    ("category", "Category"),
    ("color", "Colour"),
    ("size", "Size"),
    ("material", "Material"),
)


@dataclass(frozen=True)
class ColumnRow:
    """A column with its first cells, and the field that it fills."""

    position: int
    name: str
    samples: str
    field: str


class ColumnsState(SessionState):
    """The file that waits, by its id. Its rows stay on the server."""

    upload_id: str = ""
    filename: str = ""
    columns: list[ColumnRow] = []
    refusal: str = ""

    @signed_in
    async def look(self, session: AsyncSession, account: User, upload_id: str) -> Events:
        """Shows the columns of a file that was kept."""
        found = parse_id(upload_id, "File")
        self.filename, columns = await uploads.columns_of(session, account, upload_id=found)
        self.columns = [
            ColumnRow(position, column.name, " · ".join(column.samples), column.field)
            for position, column in enumerate(columns)
        ]
        self.upload_id, self.refusal = str(found), ""

    @public
    async def say(self, position: int, field: str) -> Events:
        """What a column means."""
        if field in dict(_FIELDS):
            self.columns = [
                replace(column, field=field) if column.position == position else column for column in self.columns
            ]

    @signed_in
    async def start(self, session: AsyncSession, account: User) -> Events:
        """Imports the file by what was said."""
        self.refusal = ""
        fields = {column.name: column.field for column in self.columns}
        await uploads.start(session, account, upload_id=parse_id(self.upload_id, "File"), fields=fields)
        self._close()

    @signed_in
    async def forget(self, session: AsyncSession, account: User) -> Events:
        """Lets go of the file."""
        asked = self.upload_id
        self._close()
        await uploads.forget(session, account, upload_id=parse_id(asked, "File"))

    def _close(self) -> None:
        self.upload_id = self.filename = self.refusal = ""
        self.columns = []

    def _refused(self, refusal: ShopChatError) -> Any:
        self.refusal = refusal.detail
        return super()._refused(refusal) if self.upload_id == "" else None


def _column(column: Any) -> rx.Component:
    key = f"column-{column.position}"
    return rx.el.li(
        rx.el.div(
            rx.el.label(column.name, html_for=key, class_name="block font-medium break-words"),
            rx.el.p(
                rx.cond(column.samples != "", column.samples, "Empty in the first rows"),
                class_name="mt-0.5 line-clamp-2 text-[0.8125rem] text-muted break-words",
            ),
            class_name="min-w-0 grow",
        ),
        select(
            _FIELDS,
            id=key,
            value=column.field,
            on_change=lambda field: ColumnsState.say(column.position, field),
            class_name="shrink-0 sm:!w-48",
        ),
        key=key,
        class_name="flex flex-col gap-2 py-3 first:pt-0 sm:flex-row sm:items-center sm:gap-6",
    )


def columns_form(*, started: Any) -> rx.Component:
    """The columns of the file that waits; `started` runs once its import was queued."""
    return section(
        "What do the columns mean?",
        "No column is called title, name or question. Say which one is, and which others your chatbot should know.",
        rx.el.p("From ", rx.el.span(ColumnsState.filename, class_name="font-medium break-all"), class_name="mb-4"),
        rx.el.ul(rx.foreach(ColumnsState.columns, _column), class_name="divide-y divide-line"),
        rx.el.div(
            rx.cond(
                ColumnsState.refusal,
                rx.el.p(
                    ColumnsState.refusal,
                    role="alert",
                    class_name="mt-3 rounded-lg bg-bad-soft px-3.5 py-2.5 text-bad",
                ),
            ),
        ),
        rx.el.div(
            button("Cancel", kind="secondary", on_click=ColumnsState.forget),
            button("Import", on_click=[ColumnsState.start, started]),
            class_name="mt-4 flex flex-wrap justify-end gap-2",
        ),
    )
