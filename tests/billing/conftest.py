"""The fixtures of the HTTP doors."""

from tests.doors import api, client, new_owner, other, owner

__all__ = ["api", "client", "new_owner", "other", "owner"]
