"""The process's Redis client."""

from redis.asyncio import Redis

from shopchat.core.config import get_settings

_client: Redis | None = None


def redis() -> Redis:
    """The client, made on first use; keys go through `key`."""
    global _client
    if _client is None:
        url = get_settings().redis_url
        if url is None:
            raise RuntimeError("REDIS_URL is not set and no embedded Redis was prepared.")
        _client = Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5)
    return _client


def key(*parts: str) -> str:
    """A key of ours: the configured prefix and the parts, joined by colons."""
    return ":".join((get_settings().redis_prefix, *parts))


async def close() -> None:
    """Closes the client; the next use opens a new one."""
    global _client
    if _client is not None:
        await _client.aclose()
    _client = None
