"""A bare chatbot and entries in its search index, for tests of the index alone."""

import uuid

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.knowledge.indexing import index_entries
from shopchat.knowledge.models import Entry


async def new_bot(session: AsyncSession) -> uuid.UUID:
    """A chatbot of an owner of its own."""
    owner = User(email=f"{uuid.uuid4().hex}@shop.example", password_hash="!", plan="enterprise")
    session.add(owner)
    await session.flush()
    chatbot = Chatbot(user_id=owner.id, name="Bot", theme_config={}, widget_key=uuid.uuid4().hex)
    session.add(chatbot)
    await session.flush()
    return chatbot.id


async def shelve(
    session: AsyncSession,
    bot: uuid.UUID,
    *titles: str,
    content: str = "",
    source_type: str = "product_catalog",
    language: str = "en",
) -> list[Entry]:
    """Entries with these titles, found by their words, not embedded yet."""
    entries = [Entry(chatbot_id=bot, title=title, content=content, source_type=source_type) for title in titles]
    session.add_all(entries)
    await index_entries(session, entries, language=language)
    return entries
