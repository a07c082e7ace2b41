"""The one place that calls addresses which somebody else chose: pages and feeds of shops, endpoints of owners.

Nothing else opens such a connection. h11 over asyncio streams, because the connection is then ours: made to the very
address that was checked, while the name stays in `Host` and in TLS, with no pool, proxy or redirect behind our back.
"""

from functools import lru_cache

from shopchat.integrations.fetch.address import Address, parse, typed
from shopchat.integrations.fetch.client import PAGES, Fetched, Reply, Web
from shopchat.integrations.fetch.errors import (
    AddressRefused,
    BadStatus,
    FetchError,
    RobotsDisallow,
    TooLarge,
    TooManyRedirects,
    Unreachable,
    WrongType,
)
from shopchat.integrations.fetch.robots import Robots

__all__ = [
    "PAGES",
    "Address",
    "AddressRefused",
    "BadStatus",
    "FetchError",
    "Fetched",
    "Reply",
    "Robots",
    "RobotsDisallow",
    "TooLarge",
    "TooManyRedirects",
    "Unreachable",
    "Web",
    "WrongType",
    "parse",
    "robots",
    "typed",
    "web",
]


@lru_cache
def web() -> Web:
    """The process's way out."""
    return Web()


@lru_cache
def robots() -> Robots:
    """What the sites that the process reads ask of programs."""
    return Robots(web())
