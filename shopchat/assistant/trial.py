"""Asking a chatbot because of one entry: what it answers now, and whether it does so out of that entry."""

import uuid
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.assistant import service as assistant
from shopchat.chatbots import service as chatbots
from shopchat.core.errors import Invalid
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.models import Entry

LONGEST = 2_000  # characters, as of a shopper's message


@dataclass(frozen=True)
class Trial:
    """The answer and the entries that it was made from. `is_learning`: the entry is found by its words only as yet."""

    entry: Entry
    text: str
    used: tuple[Entry, ...]
    is_answered: bool
    is_learning: bool

    @property
    def uses_entry(self) -> bool:
        return any(entry.id == self.entry.id for entry in self.used)


async def ask(session: AsyncSession, account: User, *, entry_id: uuid.UUID, question: str) -> Trial:
    """What the built-in composer of the entry's chatbot answers; nothing of it is stored.

    Raises `NotFound` for the entry, `Invalid` for a question that is empty or too long.
    """
    question = question.strip()
    if not question:
        raise Invalid("Write a question first.", ("body", "question"))
    if len(question) > LONGEST:
        raise Invalid(f"A question has at most {LONGEST:,} characters.", ("body", "question"))
    entry = await knowledge.get_entry(session, account, entry_id=entry_id)
    chatbot = await chatbots.get_chatbot(session, account, chatbot_id=entry.chatbot_id)
    told = await assistant.answer(session, account, chatbot, message=question, past=())
    used = {each.id: each for each in (*(source.entry for source in told.sources), *told.products)}
    return Trial(
        entry=entry,
        text=told.text,
        used=tuple(used.values()),
        is_answered=bool(used) and not told.is_gap,
        is_learning=entry.is_active and entry.embedding_status == "pending",
    )
