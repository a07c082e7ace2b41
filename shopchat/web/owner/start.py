"""`/dashboard/start`: from an empty account to an answer of her own chatbot, in five steps on one page."""

from typing import Any, TypedDict

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.chatbots.theme import ThemeConfig
from shopchat.conversations import service as conversations
from shopchat.conversations.filters import ConversationFilters
from shopchat.core.errors import Invalid
from shopchat.core.paging import PageParams
from shopchat.integrations import fetch
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.importing import service as importing
from shopchat.knowledge.models import Entry, Import
from shopchat.web.form import Form
from shopchat.web.owner.chatbot import ChatbotState
from shopchat.web.owner.look_preview import brand_pair
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in

LAST = 5
_SHOWN = 6
_COLOUR = ThemeConfig().primary_color


class Named(TypedDict):
    """What the first step sends."""

    name: str


class Address(TypedDict):
    """What the second step sends."""

    url: str


class StartState(Form, SessionState):
    """Where the owner stands. The newest chatbot is the one that is taught."""

    loaded: bool = False
    failed: bool = False
    step: int = 0
    reached: int = 1
    name: str = ""
    colour: str = _COLOUR
    has_talked: bool = False
    learnt: int = 0
    titles: list[str] = []
    questions: list[str] = []
    reading: str = ""
    is_reading: bool = False
    percent: int = 0
    trouble: str = ""

    @rx.var
    def pair(self) -> list[str]:
        return list(brand_pair(self.colour))

    @signed_in
    async def arrive(self, session: AsyncSession, account: User) -> Events:
        """Opens the page at the first step that is not done."""
        self.errors, self.name, self.colour = {}, "", _COLOUR
        await self._read(session, account)
        self.step = self._open_step()

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Reads what has become of the import and of the talk; what a poll does."""
        await self._read(session, account)

    @public
    async def go(self, step: int) -> Events:
        """Shows another step that can be done already."""
        self.errors = {}
        self.step = min(max(int(step), 1), self.reached)

    @public
    async def try_name(self, name: str) -> Events:
        """Shows the name in the preview."""
        self.name = str(name)[:255]

    @public
    async def try_colour(self, colour: str) -> Events:
        """Shows the colour in the preview."""
        self.colour = str(colour)[:7]

    @signed_in
    async def call_it(self, session: AsyncSession, account: User, form: Named) -> Events:
        """Makes the chatbot, or gives the one that was made another name and colour."""
        self.errors = {}
        bot = await _newest(session, account)
        fields = ChatbotChanges.model_validate(
            {"name": str(form.get("name", "")), "theme_config": {"primary_color": self.colour}}
        )
        if bot is None:
            await chatbots.create_chatbot(session, account, fields=fields)
        else:
            await chatbots.update_chatbot(session, account, chatbot_id=bot.id, changes=fields)
        await self._read(session, account)
        self.step = 2

    @signed_in
    async def teach(self, session: AsyncSession, account: User, form: Address) -> Events:
        """Starts to read what the address leads to."""
        self.errors = {}
        url = fetch.typed(str(form.get("url", "")))
        if not url:
            raise Invalid("Paste the address of your shop, or drop a file below.", loc=("body", "url"))
        await importing.start_web_import(session, account, chatbot_id=await self._bot(), url=url)
        await self._read(session, account)
        self.step = 3

    @signed_in
    async def receive(self, session: AsyncSession, account: User, files: list[rx.UploadFile]) -> Events:
        """Starts an import of each file that was dropped."""
        self.errors = {}
        if not files:
            raise Invalid("Choose a file.", loc=("body", "file"))
        for file in files:
            name, data = file.name or "file.csv", await file.read()
            await importing.start_import(session, account, chatbot_id=await self._bot(), filename=name, data=data)
        await self._read(session, account)
        self.step = 3

    async def _bot(self) -> Any:
        return parse_id((await self.get_state(ChatbotState)).bot_id, "Chatbot")

    async def _read(self, session: AsyncSession, account: User) -> None:
        bot = await _newest(session, account)
        self.reached = 1 if bot is None else LAST
        if bot is not None:
            await self._show(session, account, bot)
        self.loaded, self.failed = True, False

    async def _show(self, session: AsyncSession, account: User, bot: Chatbot) -> None:
        (await self.get_state(ChatbotState))._show(bot)  # noqa: SLF001 - a state's own method is an endpoint unless so
        if not self.name:
            self.name, self.colour = bot.name, bot.theme_config["primary_color"]
        one = PageParams(page_size=1)
        talks = ConversationFilters(chatbot_id=bot.id)
        _, talked = await conversations.list_conversations(session, account, paging=one, filters=talks)
        entries, self.learnt = await knowledge.list_entries(
            session, account, paging=PageParams(page_size=_SHOWN), chatbot_id=bot.id, is_active=True
        )
        imports, _ = await importing.list_imports(session, account, paging=one, chatbot_id=bot.id)
        self.has_talked = talked > 0
        self.titles = [entry.title for entry in entries]
        self.questions = questions_about(entries)
        self._progress(imports[0] if imports else None)

    def _progress(self, row: Import | None) -> None:
        self.is_reading = row is not None and row.status in importing.OPEN
        self.reading = row.source if row else ""
        self.percent = row.percent if row else 0
        # With something learnt, a row that was left out is a matter for the page of imports.
        self.trouble = str(row.errors[0]["detail"]) if row and row.errors and not self.learnt else ""

    def _open_step(self) -> int:
        if self.reached == 1:
            return 1
        if not self.learnt:
            return 3 if self.is_reading else 2
        return LAST if self.has_talked else 4

    def _broke(self) -> Any:
        self.failed = not self.loaded
        return super()._broke()


async def _newest(session: AsyncSession, account: User) -> Chatbot | None:
    bots, _ = await chatbots.list_chatbots(session, account, paging=PageParams(page_size=1))
    return bots[0] if bots else None


def questions_about(entries: list[Entry]) -> list[str]:
    """What to ask first, at most three questions: each is about an entry, so that the answer can be compared."""
    asked = [
        f"How much is the {entry.title}?" if entry.source_type == "product_catalog" else entry.title
        for entry in entries
        if entry.source_type == "product_catalog" or entry.title.endswith("?")
    ]
    return asked[:3]
