"""What all accounts used in a month, for whoever runs the site."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.billing import queries
from shopchat.billing.models import MonthlyUsage
from shopchat.core.paging import PageParams

By = Literal["conversations", "tokens", "cost"]


@dataclass(frozen=True)
class Total:
    """One month over all accounts; `accounts` are those that used anything. Dollars by price list."""

    accounts: int
    conversations: int
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal


async def total(session: AsyncSession, *, month: datetime) -> Total:
    """The sums of the month that begins at `month`."""
    return Total(*await queries.month_total_unscoped(session, month))


async def by_account(
    session: AsyncSession, *, month: datetime, by: By, paging: PageParams
) -> tuple[Sequence[tuple[MonthlyUsage, User]], int]:
    """Who used what in the month, the most of it first, and how many used anything."""
    return await queries.months_unscoped(session, month, by, paging)
