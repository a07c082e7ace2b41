"""SQL of files that wait for words on their columns."""

import uuid
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.knowledge.models import Upload


async def upload(session: AsyncSession, account: User, upload_id: uuid.UUID) -> Upload | None:
    statement = (
        select(Upload)
        .join(Chatbot, col(Chatbot.id) == Upload.chatbot_id)
        .where(Chatbot.user_id == account.id, Upload.id == upload_id)
    )
    return (await session.exec(statement)).first()


async def delete_upload(session: AsyncSession, account: User, upload_id: uuid.UUID) -> None:
    bots = select(Chatbot.id).where(Chatbot.user_id == account.id)
    await session.exec(delete(Upload).where(col(Upload.id) == upload_id, col(Upload.chatbot_id).in_(bots)))


async def delete_uploads_of_chatbot(session: AsyncSession, account: User, chatbot_id: uuid.UUID) -> None:
    bots = select(Chatbot.id).where(Chatbot.user_id == account.id, Chatbot.id == chatbot_id)
    await session.exec(delete(Upload).where(col(Upload.chatbot_id).in_(bots)))


async def delete_old_uploads_unscoped(session: AsyncSession, *, kept_since: datetime) -> None:
    await session.exec(delete(Upload).where(col(Upload.created_at) < kept_since))
