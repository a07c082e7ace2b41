"""`/dashboard`: the first steps, then what happened and what is used."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import looks
from shopchat.accounts.models import User
from shopchat.analytics import service as analytics
from shopchat.analytics.service import Overview
from shopchat.billing import service as billing
from shopchat.chatbots import service as chatbots
from shopchat.conversations import hand_offs
from shopchat.conversations import service as conversations
from shopchat.conversations.filters import ConversationFilters
from shopchat.core.paging import PageParams
from shopchat.knowledge.importing import service as importing
from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.owner.conversation_row import ConversationRow, conversation_item, row_of
from shopchat.web.owner.first_steps import Step, first_steps
from shopchat.web.owner.home_needs import Need, needs_card, needs_of
from shopchat.web.owner.home_sections import Asked, questions, steps_card
from shopchat.web.owner.home_since import News, news_of, since_card
from shopchat.web.owner.usage import MeterRow, meter_row
from shopchat.web.session import Events, SessionState, public, signed_in
from shopchat.web.ui.bars import Bar, bars
from shopchat.web.ui.buttons import link_button
from shopchat.web.ui.numbers import meter, stat
from shopchat.web.ui.poll import poll
from shopchat.web.ui.states import card, failure, section, skeleton

_DAYS = 30
_RECENT = 5
_SHOWN = 5
_EVERY_MS = 10_000


@dataclass(frozen=True)
class Figure:
    """A number of the overview with what it means."""

    value: str
    note: str


class HomeState(SessionState):
    """What the home page shows."""

    loaded: bool = False
    failed: bool = False
    steps: list[Step] = []
    steps_put_away: str = rx.LocalStorage("", name="shopchat_first_steps")
    has_talked: bool = False
    talked: Figure = Figure("", "")
    answered: Figure = Figure("", "")
    satisfied: Figure = Figure("", "")
    clicked: Figure = Figure("", "")
    days: list[Bar] = []
    asked: list[Asked] = []
    open: list[Asked] = []
    recent: list[ConversationRow] = []
    meters: list[MeterRow] = []
    needs: list[Need] = []
    since: str = ""
    news: list[News] = []

    @rx.var
    def is_new(self) -> bool:
        return not self.steps_put_away and any(not step.is_done for step in self.steps)

    @public
    async def put_steps_away(self) -> Events:
        """This browser does not show the first steps again."""
        self.steps_put_away = "yes"

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Reads everything anew; also what a poll does."""
        bots, _ = await chatbots.list_chatbots(session, account, paging=PageParams(page_size=100))
        recent, talks = await conversations.list_conversations(
            session, account, paging=PageParams(page_size=_RECENT), filters=ConversationFilters()
        )
        usage = await billing.usage(session, account)
        seen = await analytics.overview(session, account, days=_DAYS)
        waiting = await hand_offs.waiting(session, account)
        imports, _ = await importing.list_imports(session, account, paging=PageParams())
        self._count(seen)
        self.needs = needs_of(waiting=waiting, open_gaps=seen.open_gaps, imports=imports)
        await self._tell_news(session, account)
        names = {str(bot.id): bot.name for bot in bots}
        among = await hand_offs.waiting_among(session, account, conversation_ids=[row.id for row in recent])
        self.recent = [row_of(conversation, names, among) for conversation in recent]
        self.meters = [
            meter_row("Conversations this month", usage.items),
            meter_row("Knowledge entries", usage.secondary),
        ]
        newest = str(bots[0].id) if bots else ""
        self.has_talked = talks > 0
        self.steps = first_steps(newest, has_knowledge=usage.secondary.used > 0, has_talked=self.has_talked)
        self.loaded, self.failed = True, False

    async def _tell_news(self, session: AsyncSession, account: User) -> None:
        # An admin who looks at the account is not its owner.
        since = account.looked_since if self._viewed_id else await looks.look(session, account)
        self.since = since.isoformat() if since else ""
        self.news = news_of(await analytics.since(session, account, since)) if since else []

    def _count(self, seen: Overview) -> None:
        self.talked = Figure(f"{seen.conversations:,}", f"{seen.messages:,} messages")
        self.answered = Figure(
            _share(seen.resolution_rate),
            f"{seen.open_gaps:,} {'question' if seen.open_gaps == 1 else 'questions'} open",
        )
        score = seen.satisfaction
        self.satisfied = Figure("–" if score is None else f"{score:.1f}", "of 5, where shoppers rated")
        self.clicked = Figure(f"{seen.product_clicks:,}", "from answers to your pages")
        self.asked = [Asked(text, f"{count:,}") for text, count in seen.top_questions][:_SHOWN]
        self.open = [Asked(text, f"{count:,}") for text, count in seen.gaps][:_SHOWN]
        self.days = [Bar(f"{day.date:%d %b}", day.conversations) for day in seen.series]

    def _broke(self) -> Any:
        self.failed = not self.loaded
        return super()._broke()


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _figures() -> rx.Component:
    return rx.el.dl(
        stat("Conversations", HomeState.talked.value, HomeState.talked.note, "messages_square"),
        stat("Answered", HomeState.answered.value, HomeState.answered.note, "circle_check"),
        stat("Satisfaction", HomeState.satisfied.value, HomeState.satisfied.note, "star"),
        stat("Product clicks", HomeState.clicked.value, HomeState.clicked.note, "mouse_pointer_click"),
        class_name="grid grid-cols-2 gap-3 lg:grid-cols-4",
    )


def _recent() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Latest conversations", class_name="text-base font-semibold"),
            link_button("All", href=f"{theme.HOME}/conversations", kind="ghost"),
            class_name="flex items-center justify-between py-2 pr-2 pl-5",
        ),
        rx.el.ul(
            rx.foreach(HomeState.recent, conversation_item),
            class_name="divide-y divide-line border-t border-line",
        ),
        class_name=f"{theme.CARD} overflow-hidden",
    )


def _used() -> rx.Component:
    return section(
        "This month",
        None,
        rx.el.div(
            rx.foreach(HomeState.meters, lambda row: meter(row.label, row.used, row.limit, row.percent)),
            class_name="flex flex-col gap-5",
        ),
        link_button("Plan and usage", href=f"{theme.HOME}/billing", kind="secondary", class_name="mt-5 w-full"),
    )


def _activity() -> rx.Component:
    return rx.fragment(
        _figures(),
        rx.el.div(
            rx.el.div(
                section(f"Conversations, last {_DAYS} days", None, bars(HomeState.days, "Conversations by day")),
                _recent(),
                class_name="flex min-w-0 flex-col gap-5",
            ),
            rx.el.div(
                questions(
                    "Nobody could answer",
                    "Write an entry for each, and the next shopper gets an answer.",
                    HomeState.open,
                    "Every question found an answer.",
                    link_button("Answer them", href=f"{theme.HOME}/gaps", kind="secondary", class_name="mt-4 w-full"),
                ),
                questions("Asked most", "", HomeState.asked, "No questions yet."),
                _used(),
                class_name="flex min-w-0 flex-col gap-5",
            ),
            class_name="grid items-start gap-5 lg:grid-cols-[1fr_20rem]",
        ),
    )


def _full() -> rx.Component:
    return rx.el.div(
        rx.cond(HomeState.is_new, steps_card(HomeState.steps, put_away=HomeState.put_steps_away)),
        rx.cond(HomeState.needs, needs_card(HomeState.needs)),
        rx.cond(HomeState.has_talked & (HomeState.since != ""), since_card(HomeState.since, HomeState.news)),
        rx.cond(HomeState.has_talked, _activity(), _used()),
        class_name="flex flex-col gap-5",
    )


def _loading() -> rx.Component:
    return rx.el.div(
        rx.el.span("Loading…", class_name="sr-only", role="status"),
        rx.el.div(
            *[card(skeleton("h-3.5 w-24"), skeleton("mt-4 h-7 w-16"), class_name="p-5") for _ in range(4)],
            class_name="grid grid-cols-2 gap-3 lg:grid-cols-4",
        ),
        card(skeleton("h-40 w-full"), class_name="p-6"),
        class_name="flex flex-col gap-5",
    )


def page() -> rx.Component:
    """The page."""
    return dashboard(
        rx.cond(HomeState.failed, card(failure(HomeState.load)), rx.cond(HomeState.loaded, _full(), _loading())),
        poll(HomeState.load, every_ms=_EVERY_MS),
        title="Home",
        text=f"The last {_DAYS} days, over all your chatbots.",
        active=theme.HOME,
    )
