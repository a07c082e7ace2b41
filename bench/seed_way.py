"""The way of the document that the product was born from: read every active entry, rank by overlap of words."""

import re
import uuid

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.knowledge.models import Entry

_WORD = re.compile(r"\w+")


async def keyword_search(
    session: AsyncSession, chatbot_id: uuid.UUID, question: str, limit: int = 10
) -> list[uuid.UUID]:
    """The entries that share most words with the question."""
    statement = select(Entry.id, Entry.title, Entry.content).where(
        Entry.chatbot_id == chatbot_id, col(Entry.is_active).is_(True)
    )
    asked = set(_WORD.findall(question.lower()))
    scored = [
        (len(asked & set(_WORD.findall(f"{title} {content}".lower()))), entry_id)
        for entry_id, title, content in (await session.exec(statement)).all()
    ]
    scored.sort(key=lambda pair: -pair[0])
    return [entry_id for score, entry_id in scored[:limit] if score]
