"""The callers of `tests.doors`, for every test in here."""

from tests.doors import api, client, new_owner, other, owner

__all__ = ["api", "client", "new_owner", "other", "owner"]
