"""Mails at four fifths of a limit and at all of it, each once; 64 at once for the last place; counters counted anew."""

import asyncio

import pytest
from sqlalchemy import text

from shopchat.accounts.models import User
from shopchat.billing import service
from shopchat.billing.plans import PLANS
from shopchat.core import db
from shopchat.core.errors import TooManyRequests
from shopchat.knowledge import counting
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges
from tests.billing.test_usage import owner_with_bot
from tests.mails import mails

FREE = PLANS["free"]
AT_ONCE = 64


async def talk(account: User) -> bool:
    try:
        async with db.unit_of_work() as session:
            await service.start_conversation(session, account)
    except TooManyRequests:
        return False
    return True


@pytest.mark.usefixtures("clean_database")
async def test_64_at_once_for_the_last_conversation_and_one_mail_a_threshold() -> None:
    account, _ = await owner_with_bot()
    for _ in range(FREE.max_items - 1):
        assert await talk(account)
    told = await asyncio.gather(*(talk(account) for _ in range(AT_ONCE)))
    assert sum(told) == 1
    subjects = [mail.subject for mail in await mails()]
    assert subjects == ["You have used 40 of 50 conversations", "All 50 conversations of your plan are used"]


@pytest.mark.usefixtures("clean_database")
async def test_64_at_once_for_the_last_entry_and_an_import_takes_what_fits() -> None:
    account, bot = await owner_with_bot()

    async def reserve(wanted: int) -> int:
        async with db.unit_of_work() as session:
            return await service.reserve_entries(session, account, chatbot_id=bot.id, wanted=wanted)

    assert await reserve(FREE.max_secondary - 1) == FREE.max_secondary - 1
    assert sum(await asyncio.gather(*(reserve(1 + number % 3) for number in range(AT_ONCE)))) == 1
    assert [mail.subject for mail in await mails()][-1] == "All 10 knowledge entries of your plan are used"


@pytest.mark.usefixtures("clean_database")
async def test_a_smaller_plan_keeps_everything_marks_the_youngest_and_a_wrong_counter_is_mended() -> None:
    account, bot = await owner_with_bot()
    async with db.unit_of_work() as session:
        account = await session.merge(account)
        await service.set_plan(session, account, plan="pro")
        entries = [
            await knowledge.add_entry(
                session, account, chatbot_id=bot.id, fields=EntryChanges(title=f"Entry {number}", content="Text.")
            )
            for number in range(FREE.max_secondary + 2)
        ]
    async with db.unit_of_work() as session:
        account = await session.merge(account)
        await service.set_plan(session, account, plan="free")
        since = await counting.over_plan_from(session, account)
        assert [entry.title for entry in entries if counting.is_over_plan(entry, since)] == ["Entry 10", "Entry 11"]
        assert (await service.usage(session, account)).secondary.used == FREE.max_secondary + 2
        assert await service.reserve_entries(session, account, chatbot_id=bot.id, wanted=1) == 0
        await (await session.connection()).execute(text("UPDATE usage_entries SET entries = 3"))
        assert await counting.recount(session, account)
        assert (await service.usage(session, account)).secondary.used == FREE.max_secondary + 2
        assert not await counting.recount(session, account)
