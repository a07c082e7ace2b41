"""Saved questions and evaluations: nobody else's, and nothing is stored by asking."""

import uuid

import pytest
from sqlmodel import SQLModel, func, select

from shopchat.accounts.models import NO_PASSWORD, User
from shopchat.billing import service as billing
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.conversations.models import Conversation, Gap, Message
from shopchat.core.db import unit_of_work
from shopchat.core.errors import NotFound
from shopchat.core.jobs import Job
from shopchat.evaluation import service
from shopchat.evaluation.drafts import Expectations, QuestionDraft
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges


class Shop:
    """An owner's chatbot with three mugs and a policy."""

    def __init__(self, owner: User, bot: Chatbot) -> None:
        self.owner, self.bot = owner, bot

    @classmethod
    async def opened(cls, email: str, *, plan: str = "enterprise") -> "Shop":
        async with unit_of_work() as session:
            owner = User(email=email, password_hash=NO_PASSWORD, plan=plan)
            session.add(owner)
            await session.flush()
            bot = await chatbots.create_chatbot(session, owner, fields=ChatbotChanges(name="Alba"))
            for title, price in (("Oak Mug", "10.00"), ("Stone Mug", "20.00"), ("Tall Mug", "30.00")):
                facts = {"price": price, "currency": "EUR", "availability": "in_stock", "category": "Mugs"}
                entry = EntryChanges(
                    source_type="product_catalog", title=title, content=f"{title}, well made.", metadata=facts
                )
                await knowledge.add_entry(session, owner, chatbot_id=bot.id, fields=entry)
            policy = EntryChanges(source_type="policy_page", title="Returns", content="Return it within 45 days.")
            await knowledge.add_entry(session, owner, chatbot_id=bot.id, fields=policy)
        return cls(owner, bot)

    async def keep(self, *drafts: QuestionDraft) -> service.Kept:
        async with unit_of_work() as session:
            return await service.replace_questions(session, self.owner, chatbot_id=self.bot.id, drafts=drafts)

    async def kept(self) -> list[QuestionDraft]:
        async with unit_of_work() as session:
            return await service.list_questions(session, self.owner, chatbot_id=self.bot.id)

    async def outcomes(self) -> list[service.Outcome]:
        return [outcome async for outcome in service.outcomes(self.owner, chatbot_id=self.bot.id)]


def draft(question: str, *before: str, **expect: object) -> QuestionDraft:
    return QuestionDraft(question=question, before=before, expect=Expectations.model_validate(expect))


async def count(table: type[SQLModel]) -> int:
    async with unit_of_work() as session:
        return (await session.exec(select(func.count()).select_from(table))).one()


@pytest.fixture
async def shop(clean_database: None) -> Shop:
    return await Shop.opened("ada@shop.example")


async def test_a_neighbours_questions_do_not_exist(shop: Shop) -> None:
    eve = await Shop.opened("eve@shop.example")
    await shop.keep(draft("Can I return it?", contains="45 days"))
    for chatbot_id in (shop.bot.id, uuid.uuid4()):
        with pytest.raises(NotFound):
            async with unit_of_work() as session:
                await service.list_questions(session, eve.owner, chatbot_id=chatbot_id)
        with pytest.raises(NotFound):
            async with unit_of_work() as session:
                await service.replace_questions(session, eve.owner, chatbot_id=chatbot_id, drafts=[])
        with pytest.raises(NotFound):
            _ = [outcome async for outcome in service.outcomes(eve.owner, chatbot_id=chatbot_id)]
    assert len(await shop.kept()) == 1
    assert await eve.kept() == []


async def test_questions_are_replaced_as_a_whole_and_keep_their_order(shop: Shop) -> None:
    first, second = draft("One?", contains="1"), draft("Two?", "Hello", shows="Oak Mug")
    assert await shop.keep(first, second) == service.Kept(added=2, changed=0, removed=0)
    assert await shop.kept() == [first, second]
    changed, third = draft("Two?", "Hello", price_below="5.00"), draft("Three?", must_not_say="3")
    assert await shop.keep(third, changed) == service.Kept(added=1, changed=1, removed=1)
    assert await shop.kept() == [third, changed]
    assert await shop.keep() == service.Kept(added=0, changed=0, removed=2)


async def test_what_is_right_passes_and_what_is_wrong_says_why(shop: Shop) -> None:
    await shop.keep(
        draft("Can I return it?", contains="45 days", cites="Returns"),
        draft("Can I return it?", "Hello", contains="46 days"),
        draft("and the cheapest?", "show me your mugs", shows="Oak Mug", price_below=11),
    )
    saved: list[service.Outcome] = []
    derived: list[service.Outcome] = []
    for outcome in await shop.outcomes():
        (saved if outcome.group == service.SAVED else derived).append(outcome)
    assert [outcome.wrong for outcome in saved] == [(), ("does not say '46 days'",), ()]
    assert saved[1].question == "Hello / Can I return it?"
    assert {outcome.group for outcome in derived} == {"min", "max", "between", "in stock"}
    assert [outcome for outcome in derived if outcome.wrong] == []


async def test_asking_stores_nothing_and_counts_against_nothing(clean_database: None) -> None:
    shop = await Shop.opened("free@shop.example", plan="free")
    await shop.keep(draft("Who repairs submarines?", contains="nobody knows"))
    jobs = await count(Job)
    async with unit_of_work() as session:
        before = await billing.usage(session, shop.owner)
    outcomes = await shop.outcomes()
    assert outcomes[0].wrong
    assert [await count(table) for table in (Conversation, Message, Gap)] == [0, 0, 0]
    assert await count(Job) == jobs
    async with unit_of_work() as session:
        assert await billing.usage(session, shop.owner) == before


async def test_a_product_whose_rows_say_otherwise_than_its_facts_fails(shop: Shop) -> None:
    """The truth comes from what the owner wrote, not from the tables that answers are made of."""
    async with unit_of_work() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("UPDATE knowledge_variants SET price = 5 WHERE price = 30")
    wrong = [outcome for outcome in await shop.outcomes() if outcome.wrong]
    assert {"min", "between"} <= {outcome.group for outcome in wrong}
