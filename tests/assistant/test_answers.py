"""Whole answers over the demo shop, with its real embeddings; the truth is computed from the catalogue."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest_asyncio
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.assistant import service
from shopchat.assistant.answer import Answer
from shopchat.assistant.turns import PastTurn
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.models import Chatbot
from shopchat.core.db import unit_of_work
from shopchat.demo import catalog
from shopchat.demo.catalog import Product
from shopchat.demo.seed import demo_widget_key, seed_demo
from shopchat.knowledge import indexing
from shopchat.knowledge.embedding import embedder


@pytest_asyncio.fixture
async def shop(clean_database: None) -> tuple[Chatbot, User]:
    await seed_demo()
    key = await demo_widget_key()
    assert key
    async with unit_of_work() as session:
        found = await chatbots.find_live(session, widget_key=key)
        while await indexing.embed_pending(session, found[0].id, embedder()):
            pass
    return found


async def ask(shop: tuple[Chatbot, User], message: str, *past: PastTurn) -> Answer:
    async with unit_of_work() as session:
        return await service.answer(session, shop[1], shop[0], message=message, past=past)


def sold(test: Callable[[Product], bool]) -> set[str]:
    return {product.title for product in catalog.products() if test(product)}


def titles(answer: Answer) -> list[str]:
    return [entry.title for entry in answer.products]


async def test_the_demo_shop(shop: tuple[Chatbot, User]) -> None:
    """One seeding for all questions: embedding the shop is what takes time."""
    await _price_limits(shop)
    await _superlatives(shop)
    await _kinds(shop)
    await _compared(shop)
    await _policies(shop)
    await _not_found(shop)
    await _follow_ups(shop)
    await _only_its_own_knowledge(shop)


async def _price_limits(shop: tuple[Chatbot, User]) -> None:
    answer = await ask(shop, "What tents do you have under $300?")
    assert set(titles(answer)) == sold(lambda p: "Tent" in p.title and p.price < 300)
    answer = await ask(shop, "something for 5 to 10 dollars")
    assert titles(answer)
    assert set(titles(answer)) <= sold(lambda p: Decimal(5) <= p.price <= Decimal(10))
    answer = await ask(shop, "jackets in stock between 100 and 200")
    assert titles(answer)
    assert set(titles(answer)) <= sold(lambda p: 100 <= p.price <= 200 and p.availability == "in_stock")
    answer = await ask(shop, "is anything on sale?")
    assert titles(answer)
    assert set(titles(answer)) <= sold(lambda p: p.compare_at_price is not None)
    answer = await ask(shop, "tents under 5 dollars")
    nearest = min((p for p in catalog.products() if "Tent" in p.title), key=lambda p: p.price)
    assert titles(answer) == [nearest.title]
    assert "couldn't find" in answer.text


async def _superlatives(shop: tuple[Chatbot, User]) -> None:
    cheapest = min(catalog.products(), key=lambda p: p.price)
    dearest = max(catalog.products(), key=lambda p: p.price)
    assert titles(await ask(shop, "what is your cheapest product?")) == [cheapest.title]
    assert titles(await ask(shop, "what is the most expensive thing you sell?")) == [dearest.title]
    tents = [p for p in catalog.products() if "Tent" in p.title]
    assert titles(await ask(shop, "cheapest tent")) == [min(tents, key=lambda p: p.price).title]


async def _kinds(shop: tuple[Chatbot, User]) -> None:
    for called_otherwise in ("what backpacks do you have", "do you have rucksacks?"):
        assert titles(await ask(shop, called_otherwise)) == ["Drover 22 Daypack"]
    # What the rain is said of is not a kind of thing, though a title begins with it.
    assert {"Beck Rain Jacket", "Mudlark Rain Boot"} <= set(titles(await ask(shop, "I need something for rain")))
    answer = await ask(shop, "leather care")
    assert titles(answer) == ["Beeswax Boot Wax"]
    assert "nothing" in answer.text or "couldn't" in answer.text


async def _compared(shop: tuple[Chatbot, User]) -> None:
    tents = sorted((product for product in catalog.products() if "Tent" in product.title), key=lambda p: p.price)
    for question, expected in (
        ("compare the two cheapest tents", tents[:2]),
        ("what is the difference between your two most expensive tents?", tents[:0:-1]),
    ):
        answer = await ask(shop, question)
        assert titles(answer) == [product.title for product in expected], question
        assert answer.text.count("|") > 10, "no table"
    listed = await ask(shop, "show me your tents")
    answer = await ask(shop, "compare the first two", listed.turn)
    assert titles(answer) == titles(listed)[:2]
    assert answer.text.count("|") > 10, "no table"


async def _policies(shop: tuple[Chatbot, User]) -> None:
    texts = [policy.content for policy in catalog.policies()] + [faq.answer for faq in catalog.faqs()]
    for question in (
        "How long does delivery take?",
        "Do I get free shipping over $75?",
        "Which payment methods do you take?",
    ):
        answer = await ask(shop, question)
        quote = answer.text.split("\n\n", 1)[1]
        assert any(_plain(quote) in _plain(text) for text in texts), f"{question}: {quote}"
        assert not answer.products
        assert answer.sources[0].entry.source_type in {"policy_page", "faq"}


async def _not_found(shop: tuple[Chatbot, User]) -> None:
    for question, is_gap in (
        ("who won the world cup in 2010?", False),
        ("What is the capital of France?", False),
        ("write me a python script", False),
        ("do you sell kayaks?", True),
        ("Do you have a loyalty program?", True),
        ("Habt ihr einen Treueclub?", True),
    ):
        answer = await ask(shop, question)
        assert answer.is_gap == is_gap, question
        assert answer.offers_person
        assert not answer.products
        assert not answer.sources


async def _follow_ups(shop: tuple[Chatbot, User]) -> None:
    first = await ask(shop, "show me jackets")
    assert len(first.products) > 1
    second = await ask(shop, "tell me about the second one", first.turn)
    assert titles(second) == titles(first)[1:2]
    lowest = first.turn.lowest_price
    assert lowest is not None
    cheaper = await ask(shop, "anything cheaper?", first.turn)
    if not cheaper.text.startswith("I couldn't"):
        assert set(titles(cheaper)) <= sold(lambda p: p.price < lowest)


async def _only_its_own_knowledge(shop: tuple[Chatbot, User]) -> None:
    async with unit_of_work() as session:
        empty = await _empty_bot(session, shop[1])
    answer = await ask((empty, shop[1]), "What tents do you have under $300?")
    assert not answer.products
    assert answer.is_gap


async def _empty_bot(session: AsyncSession, owner: User) -> Chatbot:
    from shopchat.chatbots.changes import ChatbotChanges

    return await chatbots.create_chatbot(session, owner, fields=ChatbotChanges(name="Empty"))


def _plain(text: str) -> str:
    return re.sub(r"[\s#*>-]+", " ", text).strip()
