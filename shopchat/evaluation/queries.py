"""SQL of saved questions."""

import uuid
from collections.abc import Sequence

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.chatbots.models import Chatbot
from shopchat.evaluation.models import SavedQuestion


async def questions(session: AsyncSession, chatbot: Chatbot) -> Sequence[SavedQuestion]:
    """In the order in which they were written down."""
    statement = (
        select(SavedQuestion)
        .where(SavedQuestion.chatbot_id == chatbot.id)
        .order_by(col(SavedQuestion.position), col(SavedQuestion.id))
    )
    return (await session.exec(statement)).all()


async def delete_questions(session: AsyncSession, chatbot: Chatbot, ids: Sequence[uuid.UUID]) -> None:
    statement = delete(SavedQuestion).where(col(SavedQuestion.chatbot_id) == chatbot.id, col(SavedQuestion.id).in_(ids))
    await session.exec(statement)
