"""SQL of chatbots."""

import uuid

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.core.paging import PageParams, ordering, paginate


async def chatbots(session: AsyncSession, account: User, paging: PageParams, sort: str) -> tuple[list[Chatbot], int]:
    columns = {
        "created_at": col(Chatbot.created_at),
        "updated_at": col(Chatbot.updated_at),
        "name": func.lower(Chatbot.name),
    }
    statement = select(Chatbot).where(Chatbot.user_id == account.id)
    return await paginate(session, statement.order_by(*ordering(sort, columns, col(Chatbot.id))), paging)


async def chatbot(session: AsyncSession, account: User, chatbot_id: uuid.UUID, *, lock: bool = False) -> Chatbot | None:
    statement = select(Chatbot).where(Chatbot.id == chatbot_id, Chatbot.user_id == account.id)
    if lock:
        statement = statement.with_for_update(key_share=True)
    return (await session.exec(statement)).first()


async def live_by_widget_key_unscoped(session: AsyncSession, widget_key: str) -> tuple[Chatbot, User] | None:
    """The active chatbot of an active owner behind a public key, with that owner."""
    statement = (
        select(Chatbot, User)
        .join(User, col(User.id) == Chatbot.user_id)
        .where(Chatbot.widget_key == widget_key, col(Chatbot.is_active).is_(True), col(User.is_active).is_(True))
    )
    return (await session.exec(statement)).first()


async def with_owner_unscoped(session: AsyncSession, chatbot_id: uuid.UUID) -> tuple[Chatbot, User] | None:
    statement = select(Chatbot, User).join(User, col(User.id) == Chatbot.user_id).where(Chatbot.id == chatbot_id)
    return (await session.exec(statement)).first()


async def raise_knowledge_version(session: AsyncSession, account: User, chatbot_id: uuid.UUID) -> None:
    await session.exec(
        update(Chatbot)
        .where(col(Chatbot.id) == chatbot_id, col(Chatbot.user_id) == account.id)
        .values(knowledge_version=col(Chatbot.knowledge_version) + 1, updated_at=col(Chatbot.updated_at))
    )
