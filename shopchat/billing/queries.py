"""SQL of usage counters."""

import uuid
from datetime import datetime

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.billing.models import EntryCount, MonthlyUsage
from shopchat.billing.plans import UNLIMITED


async def take_conversation(session: AsyncSession, account: User, period_start: datetime, limit: int) -> bool:
    """One more conversation in the period, if the limit leaves room: one statement, so that of two racers one wins."""
    statement = insert(MonthlyUsage).values(
        user_id=account.id, period_start=period_start, conversations=1, input_tokens=0, output_tokens=0
    )
    room = None if limit == UNLIMITED else col(MonthlyUsage.conversations) < limit
    statement = statement.on_conflict_do_update(
        index_elements=["user_id", "period_start"],
        set_={"conversations": col(MonthlyUsage.conversations) + 1},
        where=room,
    )
    taken = await session.exec(statement.returning(col(MonthlyUsage.conversations)))
    return taken.first() is not None


async def month(session: AsyncSession, account: User, period_start: datetime) -> MonthlyUsage | None:
    statement = select(MonthlyUsage).where(
        MonthlyUsage.user_id == account.id, MonthlyUsage.period_start == period_start
    )
    return (await session.exec(statement)).first()


async def lock_account(session: AsyncSession, account: User) -> str | None:
    """Holds the account's row till the transaction ends and gives its plan; rows that only refer to it do not wait."""
    statement = select(User.plan).where(User.id == account.id).with_for_update(key_share=True)
    return (await session.exec(statement)).first()


async def entries(session: AsyncSession, account: User) -> int:
    statement = select(func.coalesce(func.sum(EntryCount.entries), 0)).where(EntryCount.user_id == account.id)
    return int((await session.exec(statement)).one())


async def add_entries(session: AsyncSession, account: User, chatbot_id: uuid.UUID, count: int) -> None:
    statement = insert(EntryCount).values(chatbot_id=chatbot_id, user_id=account.id, entries=count)
    await session.exec(
        statement.on_conflict_do_update(
            index_elements=["chatbot_id"], set_={"entries": col(EntryCount.entries) + count}
        )
    )


async def remove_entries(session: AsyncSession, account: User, chatbot_id: uuid.UUID, count: int) -> None:
    await session.exec(
        update(EntryCount)
        .where(col(EntryCount.chatbot_id) == chatbot_id, col(EntryCount.user_id) == account.id)
        .values(entries=func.greatest(col(EntryCount.entries) - count, 0))
    )
