"""Counters of a plan: they move with their cause, never past a limit, and belong to one account."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.billing import service
from shopchat.billing.plans import PLANS
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.core import clock, db
from shopchat.core.errors import Invalid, LimitReached, TooManyRequests

LIMIT = PLANS["free"]


async def owner_with_bot(email: str = "owner@shop.example") -> tuple[User, Chatbot]:
    async with db.unit_of_work() as session:
        account = User(email=email, password_hash="!")
        session.add(account)
        await session.flush()
        bot = await chatbots.create_chatbot(session, account, fields=ChatbotChanges(name="Alba"))
    return account, bot


@pytest.mark.usefixtures("clean_database")
async def test_entries_are_reserved_up_to_the_limit_and_given_back() -> None:
    account, bot = await owner_with_bot()
    stranger, _ = await owner_with_bot("stranger@shop.example")
    async with db.unit_of_work() as session:
        assert await service.reserve_entries(session, account, chatbot_id=bot.id, wanted=7) == 7
        assert await service.reserve_entries(session, account, chatbot_id=bot.id, wanted=7) == LIMIT.max_secondary - 7
        assert await service.reserve_entries(session, account, chatbot_id=bot.id, wanted=7) == 0
        with pytest.raises(LimitReached):
            await service.reserve_entry(session, account, chatbot_id=bot.id)
        await service.release_entries(session, stranger, chatbot_id=bot.id, count=5)
        assert (await service.usage(session, account)).secondary.left == 0
        await service.release_entries(session, account, chatbot_id=bot.id, count=5)
        assert (await service.usage(session, account)).secondary.left == 5
        assert (await service.usage(session, stranger)).secondary.used == 0


@pytest.mark.usefixtures("clean_database")
async def test_what_rolls_back_was_never_counted() -> None:
    account, bot = await owner_with_bot()

    async def count_and_fail() -> None:
        async with db.unit_of_work() as session:
            await service.reserve_entry(session, account, chatbot_id=bot.id)
            await service.start_conversation(session, account)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await count_and_fail()
    async with db.unit_of_work() as session:
        usage = await service.usage(session, account)
    assert (usage.items.used, usage.secondary.used) == (0, 0)


@pytest.mark.usefixtures("clean_database")
async def test_of_many_conversations_at_once_as_many_begin_as_the_plan_has() -> None:
    account, _ = await owner_with_bot()

    async def begin() -> bool:
        try:
            async with db.unit_of_work() as session:
                await service.start_conversation(session, account)
        except TooManyRequests:
            return False
        return True

    begun = await asyncio.gather(*(begin() for _ in range(LIMIT.max_items + 20)))
    assert sum(begun) == LIMIT.max_items


async def test_an_unknown_plan_is_refused(session: AsyncSession) -> None:
    account = User(email="owner@shop.example", password_hash="!")
    with pytest.raises(Invalid):
        await service.set_plan(session, account, plan="platinum")


@pytest.mark.parametrize(
    ("moment", "start", "end"),
    [
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), (2026, 12), (2027, 1)),
        (datetime(2028, 2, 29, 0, 0, tzinfo=UTC), (2028, 2), (2028, 3)),
        (datetime.fromisoformat("2026-03-01T00:30:00+02:00"), (2026, 2), (2026, 3)),
    ],
)
def test_a_month_is_a_utc_month(moment: datetime, start: tuple[int, int], end: tuple[int, int]) -> None:
    assert clock.month_start(moment) == datetime(*start, 1, tzinfo=UTC)
    assert clock.next_month_start(moment) == datetime(*end, 1, tzinfo=UTC)
    assert timedelta() <= moment - clock.month_start(moment) < timedelta(days=31)
