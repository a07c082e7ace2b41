"""`/dashboard/gaps`: what shoppers asked and nothing answered, and the way to answer it."""

from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.conversations.gaps import service as gaps
from shopchat.core.paging import PageParams
from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.listing import Listing
from shopchat.web.owner.choices import Choice, bot_choices, bot_select
from shopchat.web.owner.gaps_answer import AnswerState, answer_dialog
from shopchat.web.owner.gaps_row import GapRow, gap_item, row_of
from shopchat.web.owner.knowledge_editor import EditorState, editor
from shopchat.web.session import Events, SessionState, parse_id, signed_in
from shopchat.web.ui.buttons import button, link_button
from shopchat.web.ui.fields import select
from shopchat.web.ui.listed import listed
from shopchat.web.ui.poll import poll
from shopchat.web.ui.states import card, empty

PATH = f"{theme.HOME}/gaps"
_STATUSES = (("open", "Open"), ("answered", "Answered"), ("dismissed", "Dismissed"))
_EVERY_MS = 10_000


class GapsState(Listing, SessionState):
    """The list and what narrows it."""

    rows: list[GapRow] = []
    bots: list[Choice] = []
    bot: str = ""
    status: str = "open"

    @rx.var
    def is_narrowed(self) -> bool:
        return bool(self.bot) or self.status != "open"

    @signed_in
    async def narrow(self, session: AsyncSession, account: User, by: str, value: str) -> Events:
        """Sets one filter and goes to the first page."""
        if by == "bot":
            self.bot = str(value)[:200]
        elif by == "status" and value in dict(_STATUSES):
            self.status = value
        self.page = 1
        await self._refresh(session, account)

    @signed_in
    async def widen(self, session: AsyncSession, account: User) -> Events:
        """All chatbots, and what is open."""
        self.bot, self.status, self.page = "", "open", 1
        await self._refresh(session, account)

    @signed_in
    async def dismiss(self, session: AsyncSession, account: User, cluster_id: str) -> Events:
        """Puts a gap aside."""
        await gaps.dismiss_cluster(session, account, cluster_id=parse_id(cluster_id, "Question"))
        await self._refresh(session, account)
        return rx.toast.success("Dismissed. You find it under Dismissed, and can open it again there.")

    @signed_in
    async def reopen(self, session: AsyncSession, account: User, cluster_id: str) -> Events:
        """Makes a gap open again."""
        await gaps.reopen_cluster(session, account, cluster_id=parse_id(cluster_id, "Question"))
        await self._refresh(session, account)
        return rx.toast.success("The question is open again.")

    async def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> int:
        bots = await bot_choices(session, account)
        found, total = await gaps.list_clusters(
            session,
            account,
            paging=paging,
            chatbot_id=parse_id(self.bot, "Chatbot") if self.bot else None,
            status=self.status,
        )
        names = {choice.value: choice.label for choice in bots}
        rows = [row_of(cluster, names) for cluster in found]
        if (rows, bots) != (self.rows, self.bots):  # a poll that finds nothing new sends nothing
            self.rows, self.bots = rows, bots
        return total


def _filters() -> rx.Component:
    return rx.el.div(
        bot_select(
            GapsState.bots,
            every="All chatbots",
            aria_label="Chatbot",
            value=GapsState.bot,
            on_change=lambda value: GapsState.narrow("bot", value),
            class_name="!w-auto max-w-56 grow sm:grow-0",
        ),
        select(
            _STATUSES,
            aria_label="Status",
            value=GapsState.status,
            on_change=lambda value: GapsState.narrow("status", value),
            class_name="!w-auto grow sm:grow-0",
        ),
        class_name="flex flex-wrap gap-2 border-b border-line p-3",
    )


def _actions(row: Any) -> rx.Component:
    reopen = button("Open again", kind="ghost", on_click=GapsState.reopen(row.id))
    return rx.match(
        row.status,
        (
            "open",
            rx.fragment(
                button("Dismiss", kind="ghost", on_click=GapsState.dismiss(row.id)),
                button(
                    rx.icon("pen_line", size=15),
                    "Write the answer",
                    kind="secondary",
                    on_click=AnswerState.start(row.id, row.question),
                ),
            ),
        ),
        (
            "answered",
            rx.fragment(reopen, button("Ask again", kind="secondary", on_click=AnswerState.look(row.id))),
        ),
        reopen,
    )


def _none() -> rx.Component:
    return rx.cond(
        GapsState.is_narrowed,
        empty(
            "search_x",
            "No question here",
            "Nothing has this status. Look through all chatbots, or at what is open.",
            button("Show what is open", kind="secondary", on_click=GapsState.widen),
        ),
        rx.cond(
            GapsState.bots,
            empty(
                "circle_check",
                "Every question found an answer",
                "When a shopper asks what nothing in your knowledge answers, it appears here, together with all that "
                "ask for the same.",
                link_button("Add knowledge", href=f"{theme.HOME}/knowledge"),
            ),
            empty(
                "bot",
                "First, a chatbot",
                "Questions come from the shoppers who talk with it.",
                link_button("Make a chatbot", href=f"{theme.HOME}/chatbots"),
            ),
        ),
    )


def page() -> rx.Component:
    """The page."""
    return dashboard(
        card(
            rx.cond(GapsState.bots, _filters()),
            listed(
                GapsState,
                lambda row: gap_item(row, actions=_actions(row), edit=EditorState.edit),
                noun=("question", "questions"),
                when_none=_none(),
            ),
            class_name="overflow-hidden",
        ),
        answer_dialog(saved=GapsState.load),
        editor(GapsState.bots, saved=GapsState.load),
        poll(GapsState.load, every_ms=_EVERY_MS),
        title="Unanswered questions",
        text="What shoppers asked and nothing in your knowledge answers. Questions that mean the same stand together.",
        active=PATH,
    )
