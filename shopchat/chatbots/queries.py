"""SQL of chatbots."""

import uuid
from typing import Any

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.core.db import raising_wall_for
from shopchat.core.paging import PageParams, ordering, paginate


async def chatbots(session: AsyncSession, account: User, paging: PageParams, sort: str) -> tuple[list[Chatbot], int]:
    columns = {
        "created_at": col(Chatbot.created_at),
        "updated_at": col(Chatbot.updated_at),
        "name": func.lower(Chatbot.name),
    }
    statement = select(Chatbot).where(Chatbot.user_id == account.id)
    return await paginate(session, statement.order_by(*ordering(sort, columns, col(Chatbot.id))), paging)


async def chatbot(
    session: AsyncSession, account: User, chatbot_id: uuid.UUID, *, lock: bool = False, to_delete: bool = False
) -> Chatbot | None:
    """With `lock` held against other changes; `to_delete` also waits for whoever writes below the chatbot."""
    statement = select(Chatbot).where(Chatbot.id == chatbot_id, Chatbot.user_id == account.id)
    if lock or to_delete:
        statement = statement.with_for_update(key_share=not to_delete)
    return (await session.exec(statement)).first()


def _held(statement: Any) -> Any:
    """The rows cannot be deleted until the transaction ends; the owner's is locked first, as its deletion does."""
    return statement.with_for_update(read=True, key_share=True, of=[User, Chatbot])


async def live_by_widget_key_unscoped(
    session: AsyncSession, widget_key: str, *, hold: bool
) -> tuple[Chatbot, User] | None:
    """The active chatbot of an active owner behind a public key, with that owner, whose wall it raises."""
    statement = (
        select(Chatbot, User, raising_wall_for(col(User.id)))
        .join(User, col(User.id) == Chatbot.user_id)
        .where(Chatbot.widget_key == widget_key, col(Chatbot.is_active).is_(True), col(User.is_active).is_(True))
    )
    row = (await session.exec(_held(statement) if hold else statement)).first()
    return None if row is None else (row[0], row[1])


async def with_owner_unscoped(
    session: AsyncSession, chatbot_id: uuid.UUID, *, hold: bool = False
) -> tuple[Chatbot, User] | None:
    statement = select(Chatbot, User).join(User, col(User.id) == Chatbot.user_id).where(Chatbot.id == chatbot_id)
    return (await session.exec(_held(statement) if hold else statement)).first()


async def with_owner_by_key_unscoped(session: AsyncSession, widget_key: str) -> tuple[Chatbot, User] | None:
    statement = select(Chatbot, User).join(User, col(User.id) == Chatbot.user_id)
    return (await session.exec(statement.where(Chatbot.widget_key == widget_key))).first()


async def raise_knowledge_version(session: AsyncSession, account: User, chatbot_id: uuid.UUID) -> None:
    await session.exec(
        update(Chatbot)
        .where(col(Chatbot.id) == chatbot_id, col(Chatbot.user_id) == account.id)
        .values(knowledge_version=col(Chatbot.knowledge_version) + 1, updated_at=col(Chatbot.updated_at))
    )
