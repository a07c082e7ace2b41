"""An answer made again after everything has changed is the same answer: text, cards and sources."""

import random
import re
from typing import Any

import pytest
from sqlmodel import select

from shopchat.accounts.models import User
from shopchat.assistant.grounding_sentences import split
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.conversations import replay, turn
from shopchat.conversations.models import Message
from shopchat.core.db import unit_of_work
from shopchat.demo import catalog
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges
from shopchat.knowledge.models import Entry
from tests.assistant import shops

STATES = re.compile(r"\$\d|\b(?:in stock|out of stock)\b|business days")
# Each line a conversation.
CONVERSATIONS = [
    ["Hello!"],
    ["Do you have a waterproof jacket?", "cheaper ones?", "the second one", "is it in stock?", "thanks!"],
    ["What is the cheapest tent?"],
    ["What is your most expensive product?"],
    ["jackets between 50 and 150", "and in blue?", "compare the first and the second"],
    ["How long do I have to return something?", "and who pays for the shipping?"],
    ["Do you ship to Canada?"],
    ["a sleeping bag and a mat under 100"],
    ["I need a gift", "something for camping"],
    ["what's new?"],
    ["anything on sale?"],
    ["tents in stock, not green"],
    ["Do you sell unicorns?"],
    ["Who won the world cup?"],
    ["I want to talk to a person"],
    ["boots in 42", "anything cheaper?"],
    ["How do I wash a down jacket?"],
    ["Haben Sie Regenjacken unter 200 Euro?"],
    ["red backpack over 1000"],
    ["two headlamps"],
]


async def told(shop: shops.Shop, conversations: list[list[str]] = CONVERSATIONS) -> list[Message]:
    """The answers to the conversations, each by a visitor of its own."""
    answers = []
    for number, messages in enumerate(conversations):
        for message in messages:
            said = turn.Said(shop.chatbot.widget_key, f"visitor {number}", message)
            answer = await turn.finish(await turn.begin(said))
            assert answer is not None
            answers.append(answer)
    return answers


async def replayed(owner: User, message: Message) -> replay.Replay:
    async with unit_of_work() as session:
        return await replay.replay(session, owner, message_id=message.id)


async def entries_of(shop: shops.Shop) -> list[Entry]:
    async with unit_of_work() as session:
        return list((await session.exec(select(Entry).where(Entry.chatbot_id == shop.chatbot.id))).all())


async def change(shop: shops.Shop, entry: Entry, **fields: Any) -> None:
    async with unit_of_work() as session:
        await knowledge.update_entry(session, shop.owner, entry_id=entry.id, changes=EntryChanges(**fields))


async def delete(shop: shops.Shop, entry: Entry) -> None:
    async with unit_of_work() as session:
        await knowledge.delete_entry(session, shop.owner, entry_id=entry.id)


async def set_bot(shop: shops.Shop, **fields: Any) -> None:
    async with unit_of_work() as session:
        changes = ChatbotChanges(**fields)
        await chatbots.update_chatbot(session, shop.owner, chatbot_id=shop.chatbot.id, changes=changes)


def dearer(entry: Entry) -> dict[str, Any]:
    """The product's metadata at other prices, out of stock."""
    meta = dict(entry.meta or {})
    meta |= {"price": "999.99", "availability": "out_of_stock", "compare_at_price": None, "category": "Other"}
    meta["variants"] = [{**variant, "price": "999.99"} for variant in meta.get("variants") or []]
    return {name: value for name, value in meta.items() if value is not None}


async def upheaval(shop: shops.Shop, seed: int) -> None:
    """Every entry is changed twice, renamed, switched off or deleted; others come; the chatbot has other settings."""
    chance = random.Random(seed)
    for entry in await entries_of(shop):
        match chance.randrange(6):
            case 0:
                await delete(shop, entry)
            case 1:
                await change(shop, entry, is_active=False)
            case 2:
                await change(shop, entry, title=f"Formerly {entry.title}")
            case 3:
                await change(shop, entry, content="Nothing is left of what stood here.")
            case _ if entry.source_type == "product_catalog":
                await change(shop, entry, metadata=dearer(entry))
                await change(shop, entry, metadata={"price": "1.00", "currency": "USD"})
                if chance.random() < 0.5:
                    await delete(shop, entry)
            case _:
                await change(shop, entry, title="A page", content="Says something else.")
    async with unit_of_work() as session:
        for product in catalog.products()[:20]:
            fields = EntryChanges(
                source_type="product_catalog",
                title=f"New {product.title}",
                content=product.description,
                metadata={**product.metadata, "price": "3.00"},
            )
            await knowledge.add_entry(session, shop.owner, chatbot_id=shop.chatbot.id, fields=fields)
    await set_bot(
        shop, name="Somebody else", personality="concise", suggested_questions=["Where are you?"], language="de"
    )


def same(message: Message, again: replay.Replay) -> None:
    meta = message.meta or {}
    assert again.is_same
    assert again.again.text == message.content
    assert list(again.again.products) == meta["products"]
    assert list(again.again.sources) == meta["sources"]
    assert again.again == again.stored


def receipts_are_whole(message: Message) -> None:
    """Each sentence that says a price, a stock word or a product says where that stands; nothing stands twice."""
    meta = message.meta or {}
    lines = meta["receipts"]
    assert len({(it["sentence"], it["entry_id"], it["field"]) for it in lines}) == len(lines)
    assert all(it["revision"] and it["at"] and it["knowledge_version"] for it in lines)
    told = {it["sentence"] for it in lines}
    for sentence in map(str.strip, split(message.content)):
        named = [card for card in meta["products"] if f"**{card['title']}**" in sentence]
        if named or STATES.search(sentence):
            assert sentence in told, sentence
        for card in named:
            fields = {it["field"] for it in lines if it["sentence"] == sentence and it["entry_id"] == card["entry_id"]}
            assert {"title", "price", "availability"} <= fields, sentence


async def test_every_answer_is_made_again_to_the_letter(clean_database: None) -> None:
    shop = await shops.opened("outdoor", suggested_questions=["How do returns work?", "Do you ship abroad?"])
    answers = await told(shop)
    for message in answers:
        receipts_are_whole(message)
        same(message, await replayed(shop.owner, message))
    await upheaval(shop, seed=7)
    others = 0
    for message in answers:
        again = await replayed(shop.owner, message)
        same(message, again)
        assert set(again.settings) == {"name", "personality", "suggested_questions", "language"}
        assert again.version_now > again.version_then
        others += again.today != again.again
    # A replay that looked at today's knowledge would have failed above.
    assert others > len(answers) * 3 / 4


@pytest.mark.long
@pytest.mark.parametrize("name", ["electronics", "wine"])
async def test_other_trades(clean_database: None, name: str) -> None:
    shop = await shops.opened(name)
    words = [row["title"] for row in shop.rows[:8]]
    asked = [[f"How much is the {title}?", "is it in stock?", "cheaper ones?"] for title in words]
    answers = await told(shop, [*asked, ["What is the cheapest you have?", "and the dearest?"]])
    for entry in await entries_of(shop):
        await (delete(shop, entry) if entry.title[0] < "M" else change(shop, entry, metadata=dearer(entry)))
    for message in answers:
        same(message, await replayed(shop.owner, message))
