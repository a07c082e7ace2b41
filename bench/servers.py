"""Servers for a bench: those that DATABASE_URL and REDIS_URL name, else embedded ones in a home that is thrown away."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Coroutine
from typing import Any

from shopchat.core import db, embedded, log, migrations, redis
from shopchat.core.config import get_settings


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Runs `work` with the servers up and the schema at its newest."""
    with tempfile.TemporaryDirectory(prefix="shopchat-bench-") as home:
        os.environ |= {"SHOPCHAT_HOME": home, "LOG_LEVEL": "ERROR"}
        get_settings.cache_clear()
        log.configure()
        with embedded.prepared():
            migrations.upgrade()
            asyncio.run(_closing(work))


async def _closing(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    try:
        await work()
    finally:
        await redis.close()
        await db.dispose()
