"""A small shop in the database, asked through the whole turn with a fake model behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.conversations import turn
from shopchat.conversations.models import Message
from shopchat.conversations.turn import Begun, Said
from shopchat.core.db import unit_of_work
from shopchat.integrations import llm
from shopchat.integrations.llm.fake import FakeModel, Reply
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges

RETURNS = "You may return anything within 45 days of delivery. A return label costs $4.95."


@dataclass
class Shop:
    owner: User
    bot: Chatbot

    async def add(self, title: str, content: str, source_type: Any = "custom_text", **metadata: Any) -> str:
        fields = EntryChanges(title=title, content=content, source_type=source_type, metadata=metadata or None)
        async with unit_of_work() as session:
            entry = await knowledge.add_entry(session, self.owner, chatbot_id=self.bot.id, fields=fields)
        return str(entry.id)

    async def product(self, title: str, price: str, content: str = "", **facts: Any) -> str:
        metadata = {"price": price, "currency": "USD", "availability": "in_stock", **facts}
        return await self.add(title, content or f"{title}, made of pine.", "product_catalog", **metadata)

    async def begin(self, message: str, visitor: str = "visitor", **said: Any) -> Begun:
        return await turn.begin(Said(self.bot.widget_key, visitor, message, **said))

    async def ask(self, message: str, visitor: str = "visitor", shown: list[str] | None = None) -> Message:
        begun = await self.begin(message, visitor)
        answer = await turn.finish(begun, shown.append if shown is not None else lambda _: None)
        assert answer is not None
        return answer


async def open_shop(email: str = "owner@shop.example", plan: str = "enterprise") -> Shop:
    """A shop with three mugs and a page about returns."""
    async with unit_of_work() as session:
        owner = User(email=email, password_hash="-", plan=plan)
        session.add(owner)
        await session.flush()
        bot = await chatbots.create_chatbot(session, owner, fields=ChatbotChanges(name="Wren"))
    shop = Shop(owner, bot)
    await shop.product("Pine Mug", "12.00", url="https://shop.example/pine-mug")
    await shop.product("Oak Mug", "18.00", availability="out_of_stock")
    await shop.product("Elm Mug", "24.00", compare_at_price="30.00")
    await shop.add("Returns", RETURNS, "policy_page")
    return shop


def model(*replies: Reply, **known: Any) -> FakeModel:
    return FakeModel(list(replies), **known)


class Behind:
    """Puts a fake behind the configured gateway: `behind(model)`."""

    def __init__(self, monkeypatch: Any) -> None:
        self._monkeypatch = monkeypatch

    def __call__(self, fake: llm.LanguageModel) -> None:
        async def given() -> llm.LanguageModel:
            return fake

        self._monkeypatch.setattr(llm, "language_model", given)
        self._monkeypatch.setattr(llm, "is_configured", lambda: True)


def meta(message: Message) -> dict[str, Any]:
    assert message.meta is not None
    return message.meta


def titles(message: Message) -> Sequence[str]:
    return [card["title"] for card in meta(message)["products"]]
