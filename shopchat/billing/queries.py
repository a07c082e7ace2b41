"""SQL of usage counters, subscriptions and what is said of plans."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import AuditEvent, User
from shopchat.billing.models import (
    BillingNotice,
    ChatbotTokens,
    EntryCount,
    MonthlyUsage,
    PlanClaim,
    Subscription,
)
from shopchat.billing.plans import UNLIMITED
from shopchat.core import clock
from shopchat.core.paging import PageParams, paginate


async def take_conversation(session: AsyncSession, account: User, period_start: datetime, limit: int) -> int | None:
    """Counts one more in the period, and gives its number; `None` at the limit. Of two racers for the last one wins."""
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
    return taken.scalar_one_or_none()


async def month(session: AsyncSession, account: User, period_start: datetime) -> MonthlyUsage | None:
    statement = select(MonthlyUsage).where(
        MonthlyUsage.user_id == account.id, MonthlyUsage.period_start == period_start
    )
    return (await session.exec(statement)).first()


async def chatbot_month(
    session: AsyncSession, account: User, chatbot_id: uuid.UUID, period_start: datetime
) -> ChatbotTokens | None:
    statement = select(ChatbotTokens).where(
        ChatbotTokens.chatbot_id == chatbot_id,
        ChatbotTokens.period_start == period_start,
        ChatbotTokens.user_id == account.id,
    )
    return (await session.exec(statement)).first()


async def add_tokens(
    session: AsyncSession,
    account: User,
    chatbot_id: uuid.UUID,
    period_start: datetime,
    *,
    input_tokens: int,
    output_tokens: int,
    cost_usd: Decimal,
) -> None:
    """Adds to the account's month and to the chatbot's."""
    of_account = insert(MonthlyUsage).values(
        user_id=account.id,
        period_start=period_start,
        conversations=0,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cost_usd=cost_usd,
    )
    await session.exec(
        of_account.on_conflict_do_update(
            index_elements=["user_id", "period_start"],
            set_={
                "input_tokens": col(MonthlyUsage.input_tokens) + input_tokens,
                "output_tokens": col(MonthlyUsage.output_tokens) + output_tokens,
                "cost_usd": col(MonthlyUsage.cost_usd) + cost_usd,
            },
        )
    )
    of_chatbot = insert(ChatbotTokens).values(
        chatbot_id=chatbot_id,
        period_start=period_start,
        user_id=account.id,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cost_usd=cost_usd,
    )
    await session.exec(
        of_chatbot.on_conflict_do_update(
            index_elements=["chatbot_id", "period_start"],
            set_={
                "input_tokens": col(ChatbotTokens.input_tokens) + input_tokens,
                "output_tokens": col(ChatbotTokens.output_tokens) + output_tokens,
                "cost_usd": col(ChatbotTokens.cost_usd) + cost_usd,
            },
        )
    )


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


async def entries_by_chatbot(session: AsyncSession, account: User) -> dict[uuid.UUID, int]:
    statement = select(EntryCount.chatbot_id, EntryCount.entries).where(EntryCount.user_id == account.id)
    return dict((await session.exec(statement)).all())


async def set_entries(session: AsyncSession, account: User, chatbot_id: uuid.UUID, count: int) -> None:
    statement = insert(EntryCount).values(chatbot_id=chatbot_id, user_id=account.id, entries=count)
    await session.exec(statement.on_conflict_do_update(index_elements=["chatbot_id"], set_={"entries": count}))


async def raise_conversations(session: AsyncSession, account: User, period_start: datetime, count: int) -> bool:
    """Sets the month's counter to `count` where it is lower; says whether it was."""
    statement = insert(MonthlyUsage).values(
        user_id=account.id, period_start=period_start, conversations=count, input_tokens=0, output_tokens=0
    )
    statement = statement.on_conflict_do_update(
        index_elements=["user_id", "period_start"],
        set_={"conversations": count},
        where=col(MonthlyUsage.conversations) < count,
    )
    return (await session.exec(statement.returning(col(MonthlyUsage.conversations)))).first() is not None


async def claim(session: AsyncSession, account: User, source: str) -> PlanClaim | None:
    return await session.get(PlanClaim, (account.id, source), populate_existing=True)


async def claims(session: AsyncSession, account: User) -> list[PlanClaim]:
    return list((await session.exec(select(PlanClaim).where(PlanClaim.user_id == account.id))).all())


async def subscriptions(session: AsyncSession, account: User) -> list[Subscription]:
    """Newest first."""
    statement = (
        select(Subscription)
        .where(Subscription.user_id == account.id)
        .order_by(col(Subscription.created_at).desc(), col(Subscription.id))
    )
    return list((await session.exec(statement)).all())


async def month_total_unscoped(session: AsyncSession, month: datetime) -> Sequence[Any]:
    """Accounts, conversations, tokens in, tokens out, cost."""
    names = ("conversations", "input_tokens", "output_tokens", "cost_usd")
    sums = [func.coalesce(func.sum(getattr(MonthlyUsage, name)), 0) for name in names]
    statement: Any = select(func.count(), *sums).where(MonthlyUsage.period_start == month)
    return tuple((await session.exec(statement)).one())


async def months_unscoped(
    session: AsyncSession, month: datetime, by: str, paging: PageParams
) -> tuple[Sequence[tuple[MonthlyUsage, User]], int]:
    """The month of each account that has one, the largest by `conversations`, `tokens` or `cost` first."""
    order = {
        "conversations": col(MonthlyUsage.conversations),
        "tokens": col(MonthlyUsage.input_tokens) + col(MonthlyUsage.output_tokens),
        "cost": col(MonthlyUsage.cost_usd),
    }[by]
    statement: Any = (
        select(MonthlyUsage, User)
        .join(User, col(User.id) == col(MonthlyUsage.user_id))
        .where(MonthlyUsage.period_start == month)
        .order_by(order.desc(), col(User.id))
    )
    rows, count = await paginate(session, statement, paging)
    return [(row[0], row[1]) for row in rows], count


async def past_due_accounts_unscoped(session: AsyncSession) -> list[uuid.UUID]:
    statement = select(Subscription.user_id).where(Subscription.status == "past_due").distinct()
    return list((await session.exec(statement)).all())


async def note_once(session: AsyncSession, account: User, name: str) -> bool:
    """Whether the account has not been told this before; from now on it has."""
    statement = insert(BillingNotice).values(user_id=account.id, name=name, sent_at=clock.now())
    noted = await session.exec(statement.on_conflict_do_nothing().returning(col(BillingNotice.name)))
    return noted.first() is not None


async def delete_notices_unscoped(session: AsyncSession, before: datetime) -> None:
    await session.exec(delete(BillingNotice).where(col(BillingNotice.sent_at) < before))


async def database_time_unscoped(session: AsyncSession) -> datetime:
    now: datetime = (await session.exec(select(func.clock_timestamp()))).one()
    return now


async def lost_customers(session: AsyncSession, account: User) -> int:
    """How many customers of the account payments have deleted."""
    statement = (
        select(func.count())
        .select_from(AuditEvent)
        .where(col(AuditEvent.action) == "customer.deleted", col(AuditEvent.subject) == str(account.id))
    )
    return (await session.exec(statement)).one()
