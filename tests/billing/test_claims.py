"""Who says which plan an account has: the newest word counts, in whatever order words arrive."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.billing import claims
from shopchat.core.errors import Invalid

START = datetime(2026, 11, 1, tzinfo=UTC)
WORDS = (
    ("platform", "pro", 1),
    ("stripe", "enterprise", 2),
    ("admin", "free", 2),
    ("platform", "free", 3),
    ("platform", "pro", 3),
)


@pytest.mark.parametrize("order", range(0, 120, 7))
async def test_every_order_ends_at_the_same_plan(session: AsyncSession, order: int) -> None:
    account = User(email="a@shop.example", password_hash="!")
    session.add(account)
    await session.flush()
    for source, plan, minute in list(itertools.permutations(WORDS))[order]:
        await claims.claim(session, account, source=source, plan=plan, at=START + timedelta(minutes=minute))
    assert account.plan == "pro"


async def test_of_one_moment_money_counts_more(session: AsyncSession) -> None:
    account = User(email="a@shop.example", password_hash="!")
    session.add(account)
    await session.flush()
    for source, plan in (("stripe", "pro"), ("admin", "free"), ("platform", "enterprise")):
        await claims.claim(session, account, source=source, plan=plan, at=START)
    assert account.plan == "pro"


async def test_a_plan_that_is_not_sold_is_nobodys_word(session: AsyncSession) -> None:
    account = User(email="a@shop.example", password_hash="!")
    session.add(account)
    await session.flush()
    with pytest.raises(Invalid):
        await claims.claim(session, account, source="admin", plan="gold", at=START)
    assert account.plan == "free"
