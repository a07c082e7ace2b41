"""`/dashboard/conversations`: who talked with the chatbots, as it happens."""

from urllib.parse import urlencode

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.conversations import hand_offs, tagging
from shopchat.conversations import service as conversations
from shopchat.conversations.filters import ConversationFilters
from shopchat.core.paging import PageParams
from shopchat.web import theme
from shopchat.web.downloads import PREFIX
from shopchat.web.frame import dashboard
from shopchat.web.listing import Listing, looked_for
from shopchat.web.owner.choices import Choice, bot_choices, bot_select
from shopchat.web.owner.conversation_row import PATH, ConversationRow, conversation_item, row_of
from shopchat.web.owner.thread import ThreadState, thread
from shopchat.web.session import Events, SessionState, parse_id, signed_in
from shopchat.web.ui.buttons import button, link_button, outside_button
from shopchat.web.ui.fields import search_box, select
from shopchat.web.ui.listed import listed
from shopchat.web.ui.poll import poll
from shopchat.web.ui.states import card, empty

ROUTE = f"{PATH}/[open_conversation]"
_EVERY_MS = 4000
_WAITING = "waiting"
_STATUSES = (("", "All"), (_WAITING, "Waiting for you"), ("active", "Going on"), ("ended", "Ended"))


class ConversationsState(Listing, SessionState):
    """The list and what narrows it."""

    rows: list[ConversationRow] = []
    bots: list[Choice] = []
    bot: str = ""
    status: str = ""
    query: str = ""
    tag: str = ""
    tags: list[str] = []

    @rx.var
    def is_narrowed(self) -> bool:
        return bool(self.bot or self.status or self.query or self.tag)

    @rx.var
    def export_href(self) -> str:
        asked = {"chatbot": self.bot, "status": self.status, "q": self.query.strip(), "tag": self.tag}
        return f"{PREFIX}/conversations.csv?{urlencode({name: value for name, value in asked.items() if value})}"

    @signed_in
    async def arrive(self, session: AsyncSession, account: User) -> Events:
        """Reads the list, narrowed as the address says."""
        asked = self.router.url.query_parameters
        if (status := asked.get("status")) in dict(_STATUSES):
            self.status, self.page = status, 1
        if tag := asked.get("tag"):
            self.tag, self.page = looked_for(tag), 1
        await self._refresh(session, account)

    @signed_in
    async def narrow(self, session: AsyncSession, account: User, by: str, value: str) -> Events:
        """Sets one filter and goes to the first page."""
        if by in ("bot", "status", "query", "tag"):
            setattr(self, by, looked_for(value))
        self.page = 1
        await self._refresh(session, account)

    @signed_in
    async def widen(self, session: AsyncSession, account: User) -> Events:
        """Drops all filters."""
        self.bot = self.status = self.query = self.tag = ""
        self.page = 1
        await self._refresh(session, account)

    async def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> int:
        bots = await bot_choices(session, account)
        filters = ConversationFilters(
            chatbot_id=parse_id(self.bot, "Chatbot") if self.bot else None,
            status=None if self.status == _WAITING else self.status or None,
            waiting=True if self.status == _WAITING else None,
            q=self.query.strip() or None,
            tag=self.tag or None,
        )
        found, total = await conversations.list_conversations(session, account, paging=paging, filters=filters)
        names = {choice.value: choice.label for choice in bots}
        waiting = await hand_offs.waiting_among(session, account, conversation_ids=[row.id for row in found])
        rows = [row_of(conversation, names, waiting) for conversation in found]
        tags = await tagging.used(session, account)
        if (rows, bots, tags) != (self.rows, self.bots, self.tags):  # a poll that finds nothing new sends nothing
            self.rows, self.bots, self.tags = rows, bots, tags
        return total


def _filters() -> rx.Component:
    return rx.el.div(
        search_box(
            "Search in what was said",
            value=ConversationsState.query,
            on_change=lambda value: ConversationsState.narrow("query", value),
        ),
        rx.el.div(
            bot_select(
                ConversationsState.bots,
                every="All chatbots",
                aria_label="Chatbot",
                value=ConversationsState.bot,
                on_change=lambda value: ConversationsState.narrow("bot", value),
                class_name="min-w-0",
            ),
            select(
                _STATUSES,
                aria_label="Status",
                value=ConversationsState.status,
                on_change=lambda value: ConversationsState.narrow("status", value),
                class_name="min-w-0",
            ),
            rx.cond(
                ConversationsState.tags,
                rx.el.select(
                    rx.el.option("All tags", value=""),
                    rx.foreach(ConversationsState.tags, lambda tag: rx.el.option(tag, value=tag)),
                    aria_label="Tag",
                    value=ConversationsState.tag,
                    on_change=lambda value: ConversationsState.narrow("tag", value),
                    class_name=f"{theme.INPUT} select col-span-2 min-w-0",
                ),
            ),
            class_name="mt-2 grid grid-cols-2 gap-2",
        ),
        class_name="border-b border-line p-3",
    )


def _export() -> rx.Component:
    # The link is the signed-in person's, so to an admin who views an account it would give the admin's own.
    return rx.cond(
        (ConversationsState.total > 0) & (ConversationsState.viewed == ""),
        outside_button(
            rx.icon("download", size=15, aria_hidden="true"),
            "Download CSV",
            href=ConversationsState.export_href,
            kind="secondary",
        ),
    )


def _none() -> rx.Component:
    return rx.cond(
        ConversationsState.is_narrowed,
        empty(
            "search_x",
            "No conversation fits",
            "Try other words, or look through everything.",
            button("Clear search and filters", kind="secondary", on_click=ConversationsState.widen),
        ),
        empty(
            "messages_square",
            "No conversations yet",
            "They appear here while they happen, as soon as the first shopper writes.",
            link_button("Get the script tag", href=f"{theme.HOME}/chatbots"),
        ),
    )


def _list() -> rx.Component:
    return card(
        rx.cond(ConversationsState.is_narrowed | (ConversationsState.total > 0), _filters()),
        listed(
            ConversationsState,
            lambda row: conversation_item(row, selected=row.id == ThreadState.conversation_id),
            noun=("conversation", "conversations"),
            when_none=_none(),
        ),
        class_name="overflow-hidden",
    )


def page() -> rx.Component:
    """The list alone; on a wide screen with the place for a thread beside it."""
    return dashboard(
        rx.el.div(
            _list(),
            rx.cond(
                ConversationsState.total > 0,
                card(
                    rx.el.p("Choose a conversation to read it.", class_name="m-auto text-muted"),
                    class_name="hidden min-h-96 lg:flex",
                ),
            ),
            class_name=rx.cond(ConversationsState.total > 0, "grid items-start gap-5 lg:grid-cols-[22rem_1fr]", "grid"),
        ),
        poll(ConversationsState.load, every_ms=_EVERY_MS),
        title="Conversations",
        text="Every word, with the sources beside each answer.",
        active=PATH,
        actions=(_export(),),
    )


def thread_page() -> rx.Component:
    """One conversation; on a wide screen with the list beside it."""
    return dashboard(
        rx.el.div(
            rx.el.div(_list(), class_name="hidden lg:block"),
            thread(back=PATH),
            class_name="grid items-start gap-5 lg:grid-cols-[22rem_1fr]",
        ),
        poll(ConversationsState.load, every_ms=_EVERY_MS),
        poll(ThreadState.load, every_ms=_EVERY_MS),
        title="Conversations",
        text="Every word, with the sources beside each answer.",
        active=PATH,
        actions=(_export(),),
    )
