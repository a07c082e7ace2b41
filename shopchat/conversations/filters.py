"""By what an owner narrows the list of conversations."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ConversationSort = Literal[
    "started_at", "-started_at", "last_message_at", "-last_message_at", "message_count", "-message_count",
    "satisfaction_score", "-satisfaction_score",
]  # fmt: skip


@dataclass(frozen=True)
class ConversationFilters:
    """All that is given must hold; `since` is inclusive, `until` exclusive, `q` is a part of any message's text.

    `waiting` is true for those in which a shopper waits for a person, false for all others. `tag` is one of their tags.
    """

    chatbot_id: uuid.UUID | None = None
    status: str | None = None
    visitor_id: str | None = None
    q: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    min_score: float | None = None
    waiting: bool | None = None
    tag: str | None = None
