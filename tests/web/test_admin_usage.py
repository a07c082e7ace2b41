"""The admins' page of usage and cost."""

from datetime import datetime
from decimal import Decimal

import pytest_asyncio
from reflex.istate.data import RouterData

from shopchat.accounts import service
from shopchat.accounts.models import NO_PASSWORD, User
from shopchat.billing.models import MonthlyUsage
from shopchat.core import clock
from shopchat.core.db import unit_of_work
from shopchat.web.admin.usage import UsageState
from tests.web.tabs import call, tab


def before(month: datetime) -> datetime:
    return month.replace(year=month.year - 1, month=12) if month.month == 1 else month.replace(month=month.month - 1)


@pytest_asyncio.fixture
async def shown(clean_database: None) -> UsageState:
    """The page of an admin; two owners used something this month, one of them the month before."""
    this = clock.month_start(clock.now())
    async with unit_of_work() as session:
        admin, ann, bob = (
            User(email=f"{name}@example.com", password_hash=NO_PASSWORD, role=role, plan=plan)
            for name, role, plan in (
                ("admin", "admin", "free"),
                ("ann", "owner", "free"),
                ("bob", "owner", "enterprise"),
            )
        )
        session.add_all([admin, ann, bob])
        await session.flush()
        for account, month, talks, tokens, cost in (
            (ann, this, 20, 0, "0"),
            (bob, this, 10, 4000, "1.25"),
            (bob, before(this), 7, 50, "0.000010"),
        ):
            session.add(
                MonthlyUsage(
                    user_id=account.id, period_start=month, conversations=talks, input_tokens=tokens,
                    output_tokens=tokens // 10, cost_usd=Decimal(cost),
                )
            )  # fmt: skip
        return tab(UsageState, await service.open_session(session, admin))


def at(state: UsageState, query: str) -> None:
    state._get_root_state().router = RouterData.from_router_data({"asPath": f"/admin/usage{query}", "pathname": "/x"})


async def test_a_month_is_summed_and_told_by_account(shown: UsageState) -> None:
    await call(shown, "arrive")
    assert (shown.accounts, shown.conversations, shown.tokens, shown.cost) == ("2", "30", "4,400", "$1.25")
    assert [(row.email, row.share) for row in shown.rows] == [
        ("ann@example.com", "40 % of the plan"),
        ("bob@example.com", ""),
    ]
    for by in ("cost", "tokens"):
        await call(shown, "sort", by)
        assert [row.email for row in shown.rows] == ["bob@example.com", "ann@example.com"]
    await call(shown, "sort", "nonsense")
    assert shown.by == "tokens"


async def test_the_address_names_the_month(shown: UsageState) -> None:
    last = f"{before(clock.month_start(clock.now())):%Y-%m}"
    at(shown, f"?month={last}")
    await call(shown, "arrive")
    assert (shown.month, shown.conversations, shown.cost) == (last, "7", "$0.00")
    assert [row.cost for row in shown.rows] == ["$0.0000"]
    assert f"month={last}" in str(await call(shown, "choose", last))
    for odd in ("?month=1999-01", "?month=x", "?month="):
        at(shown, odd)
        await call(shown, "arrive")
        assert shown.conversations == "30"
    assert len(shown.months) == 12
