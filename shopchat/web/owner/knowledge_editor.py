"""The dialog in which an entry is written, changed, switched off or deleted."""

from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core.errors import Invalid, ShopChatError
from shopchat.knowledge import many, standing
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges
from shopchat.knowledge.many import Chosen
from shopchat.knowledge.models import Entry
from shopchat.web.form import Form, error_of
from shopchat.web.owner.choices import bot_select
from shopchat.web.owner.kinds import KIND_OPTIONS
from shopchat.web.owner.knowledge_trial import TrialState, trial_box
from shopchat.web.owner.knowledge_undo import offered, undo_bar
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.ui.buttons import button, submit
from shopchat.web.ui.dialog import confirm, dialog
from shopchat.web.ui.fields import select_field, switch, text_area, text_field

_PRODUCT = "product_catalog"
_FACTS = ("price", "compare_at_price", "currency", "url", "image_url", "availability", "sku", "brand", "category")
_AVAILABILITY = (
    ("", "Not said"),
    ("in_stock", "In stock"),
    ("out_of_stock", "Out of stock"),
    ("preorder", "Preorder"),
    ("backorder", "Backorder"),
)


class EditorState(Form, SessionState):
    """The entry in the dialog; `entry_id` is empty for a new one."""

    is_open: bool = False
    confirming: bool = False
    entry_id: str = ""
    bot: str = ""
    kind: str = "custom_text"
    title: str = ""
    content: str = ""
    is_active: bool = True
    is_pinned: bool = False
    facts: dict[str, str] = {}
    refusal: str = ""
    # Counts what the dialog was opened with, so that its fields start fresh for each.
    opened: int = 0

    @public
    async def start(self, bot: str) -> Events:
        """Opens the dialog with an empty entry for a chatbot."""
        self._fill(Entry(title="", content="", source_type="custom_text"), entry_id="", bot=str(bot))

    @signed_in
    async def arrive(self, session: AsyncSession, account: User) -> Events:
        """Opens the dialog with the entry that the address names, if it names one."""
        if asked := self.router.url.query_parameters.get("entry"):
            return await self._open(session, account, asked)
        return None

    @signed_in
    async def edit(self, session: AsyncSession, account: User, entry_id: str) -> Events:
        """Opens the dialog with an entry of the owner."""
        return await self._open(session, account, entry_id)

    async def _open(self, session: AsyncSession, account: User, entry_id: str) -> Events:
        entry = await knowledge.get_entry(session, account, entry_id=parse_id(entry_id, "Knowledge entry"))
        self._fill(entry, entry_id=str(entry.id), bot=str(entry.chatbot_id))
        self.is_pinned = bool(await standing.pinned_among(session, account, [entry.id]))
        return TrialState.begin(self.entry_id)

    @signed_in
    async def save(self, session: AsyncSession, account: User, form: dict[str, Any]) -> Events:
        """Stores the entry, new or changed, and asks the chatbot; the dialog stays to show what it says."""
        self.errors, self.refusal = {}, ""
        said: list[Any] = [rx.toast.success("Saved. Answers know it at once.")]
        if self.entry_id:
            entry_id = parse_id(self.entry_id, "Knowledge entry")
            entry = await knowledge.get_entry(session, account, entry_id=entry_id)
            changes = _changes(form, {"is_active": bool(form.get("is_active"))}, entry.meta or {})
            await knowledge.update_entry(session, account, entry_id=entry_id, changes=changes)
            if (pinned := bool(form.get("is_pinned"))) != self.is_pinned:
                await standing.pin(session, account, entry_id=entry_id, pinned=pinned)
                self.is_pinned = pinned
        else:
            bot_id = parse_id(str(form.get("bot", "")), "Chatbot")
            entry = await knowledge.add_entry(session, account, chatbot_id=bot_id, fields=_changes(form, {}, {}))
            self.entry_id = str(entry.id)
            said.append(TrialState.begin(self.entry_id))
        return [*said, TrialState.ask_again]

    @signed_in
    async def delete(self, session: AsyncSession, account: User) -> Events:
        """Removes the entry."""
        self.confirming = False
        entry = await knowledge.get_entry(session, account, entry_id=parse_id(self.entry_id, "Knowledge entry"))
        change = await many.delete(session, account, chosen=Chosen((entry.id,)))
        self.is_open = False
        return offered("deleted", change)

    @public
    async def close(self) -> Events:
        """Leaves everything as it was."""
        self.is_open = False

    @public
    async def choose_kind(self, kind: str) -> Events:
        """A product has more to fill in."""
        self.kind = str(kind)

    @public
    async def ask(self) -> Events:
        """Opens the question before the deletion."""
        self.confirming = True

    @public
    async def keep(self) -> Events:
        """Closes it."""
        self.confirming = False

    def _fill(self, entry: Entry, *, entry_id: str, bot: str) -> None:
        self.errors, self.refusal, self.confirming = {}, "", False
        self.entry_id, self.bot, self.kind = entry_id, bot, entry.source_type
        self.title, self.content, self.is_active = entry.title, entry.content, entry.is_active
        self.is_pinned = False
        self.facts = {name: str((entry.meta or {}).get(name) or "") for name in _FACTS}
        self.is_open = True
        self.opened += 1

    def _refused(self, refusal: ShopChatError) -> Any:
        if self.is_open and not isinstance(refusal, Invalid):
            self.refusal = refusal.detail  # the plan's limit: too long for a toast, and the dialog hides it
            return None
        if isinstance(refusal, Invalid) and "metadata" in refusal.loc:
            said = refusal.detail.partition(": ")[2]
            refusal = Invalid(f"{said[:1].upper()}{said[1:]}", loc=refusal.loc)
        return super()._refused(refusal)


def _changes(form: dict[str, Any], more: dict[str, Any], known: dict[str, Any]) -> EntryChanges:
    kind = str(form.get("source_type", "custom_text"))
    fields = {name: str(form.get(name, "")) for name in ("title", "content")} | {"source_type": kind} | more
    if kind == _PRODUCT:
        said = {name: str(form.get(name) or "").strip() for name in _FACTS}
        fields["metadata"] = {**known, **{name: value or None for name, value in said.items()}}
    return EntryChanges.model_validate(fields)


def _product_fields() -> rx.Component:
    def field(label: str, name: str, **props: Any) -> rx.Component:
        return text_field(
            label, name, default_value=EditorState.facts[name], error=error_of(EditorState.errors, name), **props
        )

    return rx.el.fieldset(
        rx.el.legend("Product", class_name="mb-3 text-[0.8125rem] font-medium text-muted"),
        rx.el.div(
            field("Price", "price", input_mode="decimal", placeholder="49.00"),
            field("Price before", "compare_at_price", input_mode="decimal"),
            field("Currency", "currency", max_length=3, placeholder="USD"),
            select_field("Stock", "availability", _AVAILABILITY, default_value=EditorState.facts["availability"]),
            class_name="grid grid-cols-2 gap-3 sm:grid-cols-4",
        ),
        rx.el.div(
            field("Page", "url", placeholder="https://…"),
            field("Picture", "image_url", placeholder="https://…"),
            class_name="mt-3 grid gap-3 sm:grid-cols-2",
        ),
        rx.el.div(
            field("SKU", "sku"),
            field("Brand", "brand"),
            field("Category", "category"),
            class_name="mt-3 grid gap-3 sm:grid-cols-3",
        ),
        class_name="rounded-xl border border-line p-4",
    )


def _form(bots: Any, saved: Any) -> rx.Component:
    return rx.el.form(
        rx.cond(
            EditorState.refusal != "",
            rx.el.p(EditorState.refusal, role="alert", class_name="rounded-lg bg-bad-soft px-3.5 py-2.5 text-bad"),
        ),
        rx.el.div(
            rx.cond(
                EditorState.entry_id == "",
                rx.el.div(
                    rx.el.label("Chatbot", html_for="entry-bot", class_name="text-[0.8125rem] font-medium"),
                    bot_select(bots, id="entry-bot", name="bot", default_value=EditorState.bot),
                    class_name="flex flex-col gap-1.5",
                ),
            ),
            select_field(
                "Kind", "source_type", KIND_OPTIONS, value=EditorState.kind, on_change=EditorState.choose_kind
            ),
            class_name="grid gap-4 sm:grid-cols-2",
        ),
        text_field(
            "Title",
            "title",
            required=True,
            max_length=500,
            auto_focus=True,
            placeholder=rx.cond(EditorState.kind == "faq", "How long do I have to return something?", "Returns"),
            default_value=EditorState.title,
            error=error_of(EditorState.errors, "title"),
        ),
        text_area(
            rx.cond(EditorState.kind == "faq", "Answer", "Text"),
            "content",
            rows=7,
            required=True,
            default_value=EditorState.content,
            hint="Write it as you would tell a shopper. Answers quote it.",
            error=error_of(EditorState.errors, "content"),
        ),
        rx.cond(EditorState.kind == _PRODUCT, _product_fields()),
        rx.cond(
            EditorState.entry_id != "",
            rx.el.div(
                switch(
                    "Switched on",
                    "Switched off, it stays here and no answer uses it.",
                    "is_active",
                    default_checked=EditorState.is_active,
                ),
                switch(
                    "Pinned",
                    "It comes before others that fit a question about as well.",
                    "is_pinned",
                    default_checked=EditorState.is_pinned,
                ),
                class_name="grid gap-4 sm:grid-cols-2",
            ),
        ),
        rx.el.div(
            rx.cond(
                EditorState.entry_id != "",
                button(
                    rx.icon("trash_2", size=15),
                    "Delete",
                    kind="ghost",
                    on_click=EditorState.ask,
                    class_name="mr-auto !text-bad",
                ),
            ),
            button(
                rx.cond(EditorState.entry_id == "", "Cancel", "Close"), kind="secondary", on_click=EditorState.close
            ),
            submit(rx.cond(EditorState.entry_id == "", "Add entry", "Save changes")),
            class_name="mt-1 flex justify-end gap-2",
        ),
        on_submit=[EditorState.save, saved],
        key=EditorState.opened,
        class_name="flex flex-col gap-4",
    )


def editor(bots: Any, *, saved: Any) -> rx.Component:
    """The dialog. `bots` are the choices for a new entry, `saved` runs after each change."""
    return rx.fragment(
        dialog(
            rx.el.div(
                _form(bots, saved),
                rx.cond(
                    (EditorState.entry_id != "") & (TrialState.entry_id == EditorState.entry_id),
                    trial_box(open_entry=EditorState.edit),
                ),
                class_name=rx.cond(
                    EditorState.entry_id == "", "", "grid gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]"
                ),
            ),
            shown=EditorState.is_open,
            on_dismiss=EditorState.close,
            title=rx.cond(EditorState.entry_id == "", "New entry", "Entry"),
            key="entry",
            width=rx.cond(EditorState.entry_id == "", "max-w-2xl", "max-w-5xl"),
        ),
        confirm(
            shown=EditorState.confirming,
            on_dismiss=EditorState.keep,
            on_confirm=[EditorState.delete, saved],
            title="Delete this entry?",
            text="No answer will use it any more. To only pause it, switch it off instead.",
            verb="Delete entry",
            key="delete-entry",
        ),
        undo_bar(undone=saved),
    )
