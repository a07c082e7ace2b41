"""All conversations of an account, one after the other, however many there are."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from shopchat.accounts.models import User
from shopchat.conversations import queries
from shopchat.conversations.filters import ConversationFilters
from shopchat.conversations.models import Conversation, Message
from shopchat.core.db import unit_of_work

COLUMNS = (
    "conversation_id", "chatbot_id", "visitor_id", "visitor_name", "status", "started_at", "ended_at",
    "satisfaction_score", "tags", "position", "role", "content", "said_at",
)  # fmt: skip
BATCH = 50  # conversations in memory at a time


async def exported(account: User, *, filters: ConversationFilters) -> AsyncIterator[dict[str, Any]]:
    """Each conversation with its messages, oldest first. Reads in short units of work of its own."""
    last: Conversation | None = None
    while True:
        async with unit_of_work(acting=account.id) as session:
            batch = await queries.conversations_beyond(session, account, last, filters, limit=BATCH)
            said = await queries.messages_of(session, batch)
        for row in batch:
            yield _shown(row, said.get(row.id, []))
        if len(batch) < BATCH:
            return
        last = batch[-1]


def cells(shown: dict[str, Any]) -> Iterator[list[Any]]:
    """The conversation as rows of a table, one a message."""
    names = ("id", *COLUMNS[1:8])
    for message in shown["messages"]:
        of_talk = [*(shown[name] for name in names), ", ".join(shown["tags"])]
        yield [*of_talk, *(message[name] for name in (*COLUMNS[9:12], "created_at"))]


def _shown(row: Conversation, messages: list[Message]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "chatbot_id": str(row.chatbot_id),
        "visitor_id": row.visitor_id,
        "visitor_name": row.visitor_name,
        "status": row.status,
        "started_at": row.started_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "satisfaction_score": row.satisfaction_score,
        "tags": row.tags,
        "messages": [
            {
                "id": str(message.id),
                "position": message.position,
                "role": message.role,
                "content": message.content,
                "metadata": message.meta,
                "created_at": message.created_at.isoformat(),
            }
            for message in messages
        ],
    }
