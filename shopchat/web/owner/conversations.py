"""`/dashboard/conversations`: who talked with the chatbots, as it happens."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.conversations import service as conversations
from shopchat.conversations.filters import ConversationFilters
from shopchat.conversations.models import Conversation
from shopchat.core.paging import PageParams
from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.listing import Listing
from shopchat.web.owner.choices import Choice, bot_choices, bot_select
from shopchat.web.owner.thread import ThreadState, thread
from shopchat.web.session import Events, SessionState, parse_id, signed_in
from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import button, link_button
from shopchat.web.ui.fields import search_box, select
from shopchat.web.ui.link import link
from shopchat.web.ui.moment import moment
from shopchat.web.ui.pagination import pagination
from shopchat.web.ui.poll import poll
from shopchat.web.ui.states import card, empty, faces

PATH = f"{theme.HOME}/conversations"
ROUTE = f"{PATH}/[open_conversation]"
_EVERY_MS = 4000
_STATUSES = (("", "All"), ("active", "Going on"), ("ended", "Ended"))


@dataclass(frozen=True)
class ConversationRow:
    """A conversation as the list shows it."""

    id: str
    visitor: str
    bot: str
    is_active: bool
    messages: str
    score: str
    last_at: str


class ConversationsState(Listing, SessionState):
    """The list and what narrows it."""

    rows: list[ConversationRow] = []
    bots: list[Choice] = []
    bot: str = ""
    status: str = ""
    query: str = ""

    @rx.var
    def is_narrowed(self) -> bool:
        return bool(self.bot or self.status or self.query)

    @signed_in
    async def narrow(self, session: AsyncSession, account: User, by: str, value: str) -> Events:
        """Sets one filter and goes to the first page."""
        if by in ("bot", "status", "query"):
            setattr(self, by, str(value)[:200])
        self.page = 1
        await self._refresh(session, account)

    @signed_in
    async def widen(self, session: AsyncSession, account: User) -> Events:
        """Drops all filters."""
        self.bot = self.status = self.query = ""
        self.page = 1
        await self._refresh(session, account)

    async def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> int:
        bots = await bot_choices(session, account)
        filters = ConversationFilters(
            chatbot_id=parse_id(self.bot, "Chatbot") if self.bot else None,
            status=self.status or None,
            q=self.query.strip() or None,
        )
        found, total = await conversations.list_conversations(session, account, paging=paging, filters=filters)
        names = {choice.value: choice.label for choice in bots}
        rows = [row_of(conversation, names) for conversation in found]
        if (rows, bots) != (self.rows, self.bots):  # a poll that finds nothing new sends nothing
            self.rows, self.bots = rows, bots
        return total


def row_of(conversation: Conversation, names: dict[str, str]) -> ConversationRow:
    """The conversation for a list; `names` are the chatbots' by id."""
    count = conversation.message_count
    score = conversation.satisfaction_score
    return ConversationRow(
        id=str(conversation.id),
        visitor=conversation.visitor_name or f"Visitor {conversation.visitor_id[:4]}",
        bot=names.get(str(conversation.chatbot_id), ""),
        is_active=conversation.status == "active",
        messages=f"{count} message{'' if count == 1 else 's'}",
        score="" if score is None else f"{score:.1f}",
        last_at=conversation.last_message_at.isoformat(),
    )


def conversation_item(row: Any, *, selected: Any = False) -> rx.Component:
    """One conversation in a list, as a link to its thread."""
    return rx.el.li(
        link(
            rx.el.div(
                rx.el.p(row.visitor, class_name="truncate font-medium"),
                moment(row.last_at, "shrink-0 text-xs text-faint"),
                class_name="flex items-baseline justify-between gap-3",
            ),
            rx.el.div(
                rx.el.p(row.bot, " · ", row.messages, class_name="truncate text-[0.8125rem] text-muted"),
                rx.el.span(
                    rx.cond(
                        row.score != "",
                        rx.el.span(
                            rx.icon("star", size=13, aria_hidden="true"),
                            row.score,
                            aria_label=f"Rated {row.score} of 5",
                            class_name="flex items-center gap-1 text-xs text-muted tabular-nums",
                        ),
                    ),
                    rx.cond(row.is_active, badge("Going on", "good", dot=True)),
                    class_name="flex shrink-0 items-center gap-2",
                ),
                class_name="mt-0.5 flex min-h-6 items-center justify-between gap-3",
            ),
            href=f"{PATH}/{row.id}",
            aria_current=rx.cond(selected, "true", "false"),
            class_name=rx.cond(
                selected,
                "block border-l-2 border-brand bg-brand-soft px-4 py-3",
                "block border-l-2 border-transparent px-4 py-3 transition-colors hover:bg-sunken",
            ),
        ),
        key=row.id,
    )


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
            class_name="mt-2 grid grid-cols-2 gap-2",
        ),
        class_name="border-b border-line p-3",
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
    full = rx.el.div(
        rx.el.ul(
            rx.foreach(
                ConversationsState.rows,
                lambda row: conversation_item(row, selected=row.id == ThreadState.conversation_id),
            ),
            class_name="divide-y divide-line",
        ),
        pagination(
            page=ConversationsState.page,
            pages=ConversationsState.pages,
            total=ConversationsState.total,
            noun=rx.cond(ConversationsState.total == 1, "conversation", "conversations"),
            turn=ConversationsState.turn,
        ),
    )
    return card(
        rx.cond(ConversationsState.is_narrowed | (ConversationsState.total > 0), _filters()),
        faces(
            loaded=ConversationsState.loaded,
            failed=ConversationsState.failed,
            retry=ConversationsState.load,
            none=ConversationsState.total == 0,
            when_none=_none(),
            full=full,
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
    )
