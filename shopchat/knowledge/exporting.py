"""All entries of an account, one after the other, however many there are."""

import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

from shopchat.accounts.models import User
from shopchat.core.db import unit_of_work
from shopchat.knowledge import queries
from shopchat.knowledge.models import Entry

COLUMNS = (
    "title", "content", "source_type", "is_active", "metadata", "external_key", "id", "chatbot_id", "created_at",
    "updated_at",
)  # fmt: skip
BATCH = 100  # entries in memory at a time: 20 MB when each is as long as it may be


async def exported(
    account: User,
    *,
    chatbot_id: uuid.UUID | None = None,
    source_type: str | None = None,
    is_active: bool | None = None,
) -> AsyncIterator[dict[str, Any]]:
    """Each entry as `COLUMNS` name it, oldest first. Reads in short units of work of its own."""
    last: Entry | None = None
    while True:
        async with unit_of_work(acting=account.id) as session:
            batch = await queries.entries_beyond(
                session,
                account,
                last,
                chatbot_id=chatbot_id,
                source_type=source_type,
                is_active=is_active,
                limit=BATCH,
            )
        for entry in batch:
            yield _shown(entry)
        if len(batch) < BATCH:
            return
        last = batch[-1]


def cells(shown: dict[str, Any]) -> list[Any]:
    """The entry as the cells of a table; `metadata` is JSON."""
    metadata = shown["metadata"]
    written = None if metadata is None else json.dumps(metadata, ensure_ascii=False)
    return [written if name == "metadata" else shown[name] for name in COLUMNS]


def _shown(entry: Entry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "content": entry.content,
        "source_type": entry.source_type,
        "is_active": entry.is_active,
        "metadata": entry.meta,
        "external_key": entry.external_key,
        "id": str(entry.id),
        "chatbot_id": str(entry.chatbot_id),
        "created_at": entry.created_at.isoformat(),
        "updated_at": entry.updated_at.isoformat(),
    }
