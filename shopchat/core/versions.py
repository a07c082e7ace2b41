"""Which state of a row somebody saw, so that a change made on top of an older one can be refused."""

import hashlib
import uuid
from datetime import UTC, datetime
from typing import Protocol

from shopchat.core.errors import PreconditionFailed


class Versioned(Protocol):
    """A row whose `updated_at` moves with every change that its owner makes."""

    id: uuid.UUID
    updated_at: datetime


def version_of(row: Versioned) -> str:
    """A short name for the row's present state."""
    state = f"{row.id}:{row.updated_at.astimezone(UTC).isoformat()}"
    return hashlib.sha256(state.encode()).hexdigest()[:20]


def require_version(row: Versioned, versions: frozenset[str] | None) -> None:
    """Raises `PreconditionFailed` unless the row, held locked by the caller, is in one of the states; `None` is any."""
    if versions is not None and version_of(row) not in versions:
        raise PreconditionFailed
