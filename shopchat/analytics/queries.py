"""Read-only aggregates over an account's conversations."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.analytics.models import DailyFigures
from shopchat.chatbots.models import Chatbot
from shopchat.conversations.models import ProductClick
from shopchat.knowledge.models import Entry

TOP = 10


def _of_account(statement: Any, account: User, chatbot_id: uuid.UUID | None, bot_column: Any) -> Any:
    statement = statement.join(Chatbot, col(Chatbot.id) == bot_column).where(col(Chatbot.user_id) == account.id)
    return statement if chatbot_id is None else statement.where(col(Chatbot.id) == chatbot_id)


async def chatbots(session: AsyncSession, account: User, chatbot_id: uuid.UUID | None) -> Sequence[uuid.UUID]:
    """The ids of the account's chatbots, or of the one, if it is the account's."""
    statement = select(Chatbot.id).where(Chatbot.user_id == account.id)
    return (await session.exec(statement if chatbot_id is None else statement.where(Chatbot.id == chatbot_id))).all()


async def days(
    session: AsyncSession, account: User, since: datetime, until: datetime, chatbot_id: uuid.UUID | None
) -> Sequence[DailyFigures]:
    """The days between two UTC midnights that have a row, open ones too."""
    statement = _of_account(select(DailyFigures), account, chatbot_id, DailyFigures.chatbot_id)
    within = statement.where(DailyFigures.day >= since.date(), DailyFigures.day < until.date())
    rows: Sequence[DailyFigures] = (await session.exec(within)).all()
    return rows


async def newest_days(session: AsyncSession, account: User, chatbot_id: uuid.UUID | None) -> dict[uuid.UUID, date]:
    """The newest day that has a row, by chatbot."""
    statement: Any = select(DailyFigures.chatbot_id, func.max(DailyFigures.day))
    statement = _of_account(statement, account, chatbot_id, DailyFigures.chatbot_id)
    return dict((await session.exec(statement.group_by(col(DailyFigures.chatbot_id)))).all())


async def top_products(
    session: AsyncSession, account: User, since: datetime, chatbot_id: uuid.UUID | None
) -> Sequence[tuple[str, int]]:
    """The products that were clicked most, by their present titles, with how often. Two of one title stay two."""
    statement: Any = select(Entry.title, func.count()).select_from(ProductClick)
    statement = statement.join(Entry, col(Entry.id) == ProductClick.entry_id)
    statement = _of_account(statement, account, chatbot_id, ProductClick.chatbot_id)
    rows = await session.exec(
        statement.where(col(ProductClick.created_at) >= since, col(Entry.deleted_at).is_(None))
        .group_by(col(Entry.id), col(Entry.title))
        .order_by(func.count().desc(), col(Entry.title), col(Entry.id))
        .limit(TOP)
    )
    return [(row[0], row[1]) for row in rows]
