"""What the analytics page shows: some days in numbers, beside as many days before."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.analytics import service as analytics
from shopchat.conversations import service as conversations
from shopchat.conversations.filters import ConversationFilters
from shopchat.core.errors import NotFound, ShopChatError
from shopchat.core.paging import PageParams
from shopchat.web import theme
from shopchat.web.listing import looked_for
from shopchat.web.owner.analytics_cost import Cost, cost_of
from shopchat.web.owner.analytics_days import DayRow, Drawn, csv_of, drawn, row_of
from shopchat.web.owner.analytics_figures import Compared, compared
from shopchat.web.owner.choices import Choice, bot_choices
from shopchat.web.owner.home_sections import Asked
from shopchat.web.owner.reasoning_words import language_of
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.ui.bars import Bar

PATH = f"{theme.HOME}/analytics"
PERIODS = (7, 30, 90)
_DAYS = 30


def address(days: int, bot: str) -> str:
    """The page with that many days of one chatbot, or of all for an empty id."""
    return f"{PATH}?{urlencode({'days': days} | ({'chatbot': bot} if bot else {}))}"


@dataclass(frozen=True)
class Period:
    """A number of days to look at, and where its figures are."""

    label: str
    href: str
    is_here: bool


class AnalyticsState(SessionState):
    """The figures of the days and the chatbot that the address names."""

    loaded: bool = False
    failed: bool = False
    missing: bool = False
    days: int = _DAYS
    bot: str = ""
    bots: list[Choice] = []
    has_talked: bool = False
    is_quiet: bool = False
    figures: Compared = Compared()
    talked: Drawn = Drawn([])
    written: Drawn = Drawn([])
    rows: list[DayRow] = []
    asked: list[Asked] = []
    open: list[Asked] = []
    clicked: list[Asked] = []
    shown: list[Asked] = []
    languages: list[Asked] = []
    hours: Drawn = Drawn([])
    cost: Cost = Cost()

    @rx.var
    def periods(self) -> list[Period]:
        return [Period(f"{days} days", address(days, self.bot), days == self.days) for days in PERIODS]

    @rx.var
    def embed_href(self) -> str:
        return f"{theme.HOME}/chatbots/{self.bots[0].value}/embed" if self.bots else ""

    @public
    async def choose(self, bot: str) -> Events:
        """Goes to the figures of one chatbot, or of all for an empty id."""
        return rx.redirect(address(self.days, looked_for(bot)))

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Reads what the address names."""
        asked = self.router.url.query_parameters
        self.days = {str(days): days for days in PERIODS}.get(asked.get("days", ""), _DAYS)
        self.bot = asked.get("chatbot", "")
        self.missing = False
        chatbot_id = parse_id(self.bot, "Chatbot") if self.bot else None
        now = await analytics.overview(session, account, days=self.days, chatbot_id=chatbot_id)
        before = await analytics.before(session, account, days=self.days, chatbot_id=chatbot_id)
        _, ever = await conversations.list_conversations(
            session, account, paging=PageParams(page_size=1), filters=ConversationFilters()
        )
        self.bots = await bot_choices(session, account)
        self.has_talked, self.is_quiet = ever > 0, now.conversations == 0
        self.figures = compared(now, before)
        self.rows = [row_of(day) for day in now.series]
        self.talked = drawn([Bar(row.label, row.conversations) for row in self.rows])
        self.written = drawn([Bar(row.label, row.messages) for row in self.rows])
        self.asked = [Asked(text, f"{count:,}") for text, count in now.top_questions]
        self.open = [Asked(text, f"{count:,}") for text, count in now.gaps]
        self.clicked = [Asked(title, f"{clicks:,}") for title, clicks in now.top_products]
        self.shown = [Asked(title, f"{count:,}") for title, count in now.top_shown]
        self.languages = [Asked(language_of(code), f"{count:,}") for code, count in now.languages]
        self.hours = drawn([Bar(f"{hour:02}:00", count) for hour, count in enumerate(now.hours)], "most at")
        self.cost = cost_of(now, before)
        self.loaded, self.failed = True, False

    @signed_in
    async def download(self, session: AsyncSession, account: User) -> Events:
        """Saves the days that are shown as a CSV file."""
        if not self.rows:
            return None
        name = f"conversations-{self.rows[0].date}-to-{self.rows[-1].date}.csv"
        return rx.download(data=csv_of(self.rows), filename=name, mime_type="text/csv")

    def _refused(self, refusal: ShopChatError) -> Any:
        if isinstance(refusal, NotFound):
            self.missing = True
            return None
        return super()._refused(refusal)

    def _broke(self) -> Any:
        self.failed = True  # older figures would stand under an address that names others
        return super()._broke()
