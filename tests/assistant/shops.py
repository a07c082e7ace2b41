"""Shops to ask: the demo's and four of other trades, each as a chatbot with its embeddings made."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.assistant import service
from shopchat.assistant.answer import Answer
from shopchat.assistant.turns import PastTurn
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.core.db import unit_of_work
from shopchat.demo import catalog
from shopchat.knowledge import indexing
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges
from shopchat.knowledge.embedding import embedder

CATALOGUES = Path(__file__).parents[1] / "fixtures" / "catalogues"
NAMES = ("outdoor", "electronics", "wine", "jewellery", "grocery")


@dataclass(frozen=True)
class Shop:
    """A shop to ask, with the rows that the truth is computed from."""

    chatbot: Chatbot
    owner: User
    rows: list[dict[str, Any]]

    async def ask(self, message: str, *past: PastTurn) -> Answer:
        async with unit_of_work() as session:
            return await service.answer(session, self.owner, self.chatbot, message=message, past=past)


def rows(name: str) -> list[dict[str, Any]]:
    """The products of a shop: `title`, `content`, `metadata`."""
    if name == "outdoor":
        return [
            {"title": product.title, "content": product.description, "metadata": dict(product.metadata)}
            for product in catalog.products()
        ]
    loaded: list[dict[str, Any]] = json.loads((CATALOGUES / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


async def opened(name: str, **fields: Any) -> Shop:
    """The shop in the database, its entries embedded."""
    async with unit_of_work() as session:
        owner = await accounts.ensure_account(
            session, email=f"{name}@shop.example", password="correct horse battery", role="owner", plan="enterprise"
        )
        chatbot = await chatbots.create_chatbot(session, owner, fields=ChatbotChanges(name=name.title(), **fields))
        for row in rows(name):
            fact = EntryChanges(source_type="product_catalog", **row)
            await knowledge.add_entry(session, owner, chatbot_id=chatbot.id, fields=fact)
        for policy in catalog.policies() if name == "outdoor" else ():
            page = EntryChanges(source_type="policy_page", title=policy.title, content=policy.content)
            await knowledge.add_entry(session, owner, chatbot_id=chatbot.id, fields=page)
        for faq in catalog.faqs() if name == "outdoor" else ():
            entry = EntryChanges(source_type="faq", title=faq.question, content=faq.answer)
            await knowledge.add_entry(session, owner, chatbot_id=chatbot.id, fields=entry)
        while await indexing.embed_pending(session, chatbot.id, embedder()):
            pass
    async with unit_of_work() as session:
        chatbot = await chatbots.get_chatbot(session, owner, chatbot_id=chatbot.id)
    return Shop(chatbot, owner, rows(name))
