"""`/dashboard/knowledge`: everything the chatbots know, with search and filters."""

from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core.paging import PageParams
from shopchat.knowledge import counting, standing
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.many import Chosen
from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.listing import Listing, looked_for
from shopchat.web.owner.choices import Choice, bot_choices, bot_select
from shopchat.web.owner.kinds import KIND_OPTIONS
from shopchat.web.owner.knowledge_editor import EditorState, editor
from shopchat.web.owner.knowledge_many import Choosing, many_bar
from shopchat.web.owner.knowledge_row import EntryRow, entry_item, row_of
from shopchat.web.session import Events, SessionState, parse_id, signed_in
from shopchat.web.ui.buttons import button, link_button
from shopchat.web.ui.fields import search_box, select
from shopchat.web.ui.listed import listed
from shopchat.web.ui.poll import poll
from shopchat.web.ui.shortcuts import NEW
from shopchat.web.ui.states import card, empty

PATH = f"{theme.HOME}/knowledge"
_STATES = (("", "On and off"), ("on", "Switched on"), ("off", "Switched off"))


class KnowledgeState(Choosing, Listing, SessionState):
    """The table and what narrows it."""

    rows: list[EntryRow] = []
    bots: list[Choice] = []
    bot: str = ""
    kind: str = ""
    active: str = ""
    query: str = ""

    @rx.var
    def is_narrowed(self) -> bool:
        return bool(self.bot or self.kind or self.active or self.query)

    @rx.var
    def has_pending(self) -> bool:
        return any(row.status == "pending" for row in self.rows)

    @signed_in
    async def narrow(self, session: AsyncSession, account: User, by: str, value: str) -> Events:
        """Sets one filter and goes to the first page."""
        if by in ("bot", "kind", "active", "query"):
            setattr(self, by, looked_for(value))
        self.page = 1
        self._unpick()
        await self._refresh(session, account)

    @signed_in
    async def widen(self, session: AsyncSession, account: User) -> Events:
        """Drops all filters."""
        self.bot = self.kind = self.active = self.query = ""
        self.page = 1
        self._unpick()
        await self._refresh(session, account)

    async def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> int:
        self.bots = await bot_choices(session, account)
        names = {choice.value: choice.label for choice in self.bots}
        chosen = self._filters()
        entries, total = await knowledge.list_entries(
            session,
            account,
            paging=paging,
            chatbot_id=chosen.chatbot_id,
            source_type=chosen.source_type,
            is_active=chosen.is_active,
            q=chosen.q,
        )
        since = await counting.over_plan_from(session, account)
        pinned = await standing.pinned_among(session, account, [entry.id for entry in entries])
        self.rows = [
            row_of(entry, names, is_over=counting.is_over_plan(entry, since), is_pinned=entry.id in pinned)
            for entry in entries
        ]
        return total

    def _filters(self) -> Chosen:
        return Chosen(
            chatbot_id=parse_id(self.bot, "Chatbot") if self.bot else None,
            source_type=self.kind or None,
            is_active={"on": True, "off": False}.get(self.active),
            q=self.query.strip() or None,
        )


def _add_button() -> rx.Component:
    return button(
        rx.icon("plus", size=16), "Add entry", on_click=EditorState.start(KnowledgeState.bot), custom_attrs=NEW
    )


def _import_button(kind: Any = "secondary") -> rx.Component:
    return link_button(rx.icon("upload", size=15), "Import", href=f"{PATH}/imports", kind=kind)


def _filters() -> rx.Component:
    return rx.el.div(
        search_box(
            "Search titles and texts",
            value=KnowledgeState.query,
            on_change=lambda value: KnowledgeState.narrow("query", value),
        ),
        bot_select(
            KnowledgeState.bots,
            every="All chatbots",
            aria_label="Chatbot",
            value=KnowledgeState.bot,
            on_change=lambda value: KnowledgeState.narrow("bot", value),
            class_name="!w-auto max-w-48 grow sm:grow-0",
        ),
        select(
            (("", "All kinds"), *KIND_OPTIONS),
            aria_label="Kind",
            value=KnowledgeState.kind,
            on_change=lambda value: KnowledgeState.narrow("kind", value),
            class_name="!w-auto grow sm:grow-0",
        ),
        select(
            _STATES,
            aria_label="Switched on or off",
            value=KnowledgeState.active,
            on_change=lambda value: KnowledgeState.narrow("active", value),
            class_name="!w-auto grow sm:grow-0",
        ),
        class_name="flex flex-wrap gap-2 border-b border-line p-3",
    )


def _nothing_found() -> rx.Component:
    return empty(
        "search_x",
        "No entry fits",
        "Try other words, or look through everything.",
        button("Clear search and filters", kind="secondary", on_click=KnowledgeState.widen),
    )


def _nothing_yet() -> rx.Component:
    return rx.cond(
        KnowledgeState.bots,
        empty(
            "book_open",
            "Teach your chatbot",
            "Import your products from a file or your shop's address, or write your first entry: your return policy is "
            "a good start.",
            _import_button("primary"),
            button("Write an entry", kind="secondary", on_click=EditorState.start(KnowledgeState.bot)),
        ),
        empty(
            "bot",
            "First, a chatbot",
            "Knowledge belongs to a chatbot. Make one, then teach it.",
            link_button("Make a chatbot", href=f"{theme.HOME}/chatbots"),
        ),
    )


def page() -> rx.Component:
    """The page."""
    return dashboard(
        card(
            rx.cond(KnowledgeState.is_narrowed | (KnowledgeState.total > 0), _filters()),
            listed(
                KnowledgeState,
                lambda row: entry_item(
                    row,
                    edit=EditorState.edit,
                    is_picked=KnowledgeState.is_all | rx.Var.create(KnowledgeState.picked).contains(row.id),
                    pick=KnowledgeState.pick,
                ),
                noun=("entry", "entries"),
                above=many_bar(KnowledgeState),
                when_none=rx.cond(KnowledgeState.is_narrowed, _nothing_found(), _nothing_yet()),
            ),
            class_name="overflow-hidden",
        ),
        editor(KnowledgeState.bots, saved=KnowledgeState.load),
        rx.cond(KnowledgeState.has_pending, poll(KnowledgeState.load, every_ms=2000)),
        title="Knowledge",
        text="What your chatbots may say. What is not in here, they do not say.",
        active=PATH,
        actions=(rx.cond(KnowledgeState.bots, rx.fragment(_import_button(), _add_button())),),
    )
