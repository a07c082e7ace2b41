"""Limits as SQL and over a product in hand: both must let the same products through, by one variant that meets all."""

from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.catalogue import BrowseOrder, Things
from shopchat.knowledge.changes import EntryChanges
from shopchat.knowledge.facts import ProductFacts
from shopchat.knowledge.filters import OptionLimit, ProductFilters, admitted
from shopchat.knowledge.models import Entry, ProductVariant

RED = OptionLimit(("red",), frozenset({"color"}), frozenset({("color", "Red")}))
LARGE = OptionLimit(("l",), frozenset({"size"}), frozenset({("size", "L")}))
PURPLE = OptionLimit(("purple",), frozenset({"color"}), frozenset())
PRODUCTS: dict[str, dict[str, Any]] = {
    "Tee": {
        "brand": "Acme", "category": "Tops", "compare_at_price": "25.00", "options": {"material": ["Cotton"]},
        "variants": [
            {"price": "20.00", "availability": "in_stock", "color": "Red", "size": "M"},
            {"price": "30.00", "availability": "out_of_stock", "color": "Red", "size": "L"},
            {"price": "28.00", "availability": "in_stock", "color": "Blue", "size": "L"},
        ],
    },
    "Plain tee": {"price": "9.00", "availability": "in_stock", "options": {"color": ["Red", "White"]}},
    "Purple hat": {"price": "15.00"},
    "Leather belt": {"price": "40.00", "brand": "Acme", "options": {"material": ["Full-grain leather"]}},
    "Mystery": {},
}  # fmt: skip


@pytest.fixture
async def shop(session: AsyncSession) -> tuple[User, Chatbot]:
    owner = await accounts.ensure_account(
        session, email="owner@shop.example", password="correct horse battery", role="owner", plan="enterprise"
    )
    chatbot = await chatbots.create_chatbot(session, owner, fields=ChatbotChanges(name="Bot"))
    for title, meta in PRODUCTS.items():
        fields = EntryChanges(source_type="product_catalog", title=title, content=f"{title}, soft.", metadata=meta)
        await knowledge.add_entry(session, owner, chatbot_id=chatbot.id, fields=fields)
    return owner, chatbot


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        (ProductFilters(), set(PRODUCTS)),
        (ProductFilters(price_max=Decimal(10)), {"Plain tee"}),
        (ProductFilters(options=(RED,)), {"Tee", "Plain tee"}),
        (ProductFilters(options=(RED, LARGE)), {"Tee"}),
        (ProductFilters(options=(RED, LARGE), in_stock=True), set()),
        (ProductFilters(options=(LARGE,), in_stock=True), {"Tee"}),
        (ProductFilters(options=(RED,), price_min=Decimal(25)), {"Tee"}),
        (ProductFilters(options=(LARGE,), price_max=Decimal(20)), set()),
        (ProductFilters(options=(LARGE,), on_sale=True), set()),
        (ProductFilters(options=(PURPLE,)), {"Purple hat"}),
        (ProductFilters(on_sale=True), {"Tee"}),
        (ProductFilters(brands=frozenset({"Acme"})), {"Tee", "Leather belt"}),
        (ProductFilters(not_brands=frozenset({"Acme"})), {"Plain tee", "Purple hat", "Mystery"}),
        (ProductFilters(without=frozenset({("color", "Red")})), {"Tee", "Purple hat", "Leather belt", "Mystery"}),
        (ProductFilters(never=("leather",)), set(PRODUCTS) - {"Leather belt"}),
        (ProductFilters(unsaid=("soft",)), set()),
    ],
)
async def test_a_limit_lets_the_same_through_everywhere(
    session: AsyncSession, shop: tuple[User, Chatbot], filters: ProductFilters, titles: set[str]
) -> None:
    owner, chatbot = shop
    found = await knowledge.browse(
        session, owner, chatbot_id=chatbot.id, filters=filters, order=BrowseOrder.CHEAPEST, limit=20
    )
    assert {hit.entry.title for hit in found} == titles
    for entry in (await session.exec(select(Entry))).all():
        facts = ProductFacts.model_validate(entry.meta or {})
        assert bool(admitted(entry.title, entry.content, facts, filters)) == (entry.title in titles), entry.title


async def test_a_product_without_variants_has_one_row_and_changes_replace_the_rows(
    session: AsyncSession, shop: tuple[User, Chatbot]
) -> None:
    async def rows() -> dict[str, int]:
        pairs = (await session.exec(select(Entry.title, ProductVariant).join(ProductVariant))).all()
        return {title: sum(1 for other, _ in pairs if other == title) for title, _ in pairs}

    assert await rows() == {"Tee": 3, "Plain tee": 1, "Purple hat": 1, "Leather belt": 1, "Mystery": 1}
    tee = (await session.exec(select(Entry).where(Entry.title == "Tee"))).one()
    await knowledge.update_entry(session, shop[0], entry_id=tee.id, changes=EntryChanges(metadata={"price": "5"}))
    assert (await rows())["Tee"] == 1
    await knowledge.update_entry(session, shop[0], entry_id=tee.id, changes=EntryChanges(source_type="faq"))
    assert "Tee" not in await rows()


async def test_browsing_by_price_by_thing_and_by_age(session: AsyncSession, shop: tuple[User, Chatbot]) -> None:
    async def titles(order: BrowseOrder, things: Things | None = None) -> list[str]:
        found = await knowledge.browse(
            session, shop[0], chatbot_id=shop[1].id, filters=ProductFilters(), order=order, limit=9, things=things
        )
        return [hit.entry.title for hit in found]

    assert await titles(BrowseOrder.CHEAPEST) == ["Plain tee", "Purple hat", "Tee", "Leather belt", "Mystery"]
    assert await titles(BrowseOrder.DEAREST) == ["Leather belt", "Tee", "Purple hat", "Plain tee", "Mystery"]
    assert (await titles(BrowseOrder.NEWEST))[0] == "Mystery"
    tees = Things(frozenset({"tee"}), frozenset({"Tops"}))
    assert await titles(BrowseOrder.CHEAPEST, tees) == ["Plain tee", "Tee"]


async def test_the_vocabulary_follows_the_catalogue(session: AsyncSession, shop: tuple[User, Chatbot]) -> None:
    owner, chatbot = shop
    await session.refresh(chatbot)
    before = await knowledge.vocabulary(session, chatbot)
    assert ("color", "Blue") in before.pairs
    assert set(before.brands) == {"Acme"}
    assert set(before.last_words) == {"tee", "hat", "belt", "mystery"}
    tee = (await session.exec(select(Entry).where(Entry.title == "Tee"))).one()
    await knowledge.update_entry(session, owner, entry_id=tee.id, changes=EntryChanges(is_active=False))
    await session.refresh(chatbot)
    assert ("color", "Blue") not in (await knowledge.vocabulary(session, chatbot)).pairs
