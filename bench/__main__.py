"""`python -m bench [api] [knowledge] [search] [turn] [widget]`: runs the benches over servers of their own."""

import asyncio
import os
import sys
import tempfile
from types import ModuleType

from bench import api, knowledge, search, turn, widget
from shopchat.core import db, embedded, log, migrations, redis
from shopchat.core.config import get_settings

BENCHES: dict[str, ModuleType] = {"api": api, "knowledge": knowledge, "search": search, "turn": turn, "widget": widget}


def main(names: list[str]) -> None:
    """Runs the named benches, or all of them, in a home that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="shopchat-bench-") as home:
        os.environ |= {"SHOPCHAT_HOME": home, "LOG_LEVEL": "ERROR"}
        get_settings.cache_clear()
        log.configure()
        with embedded.prepared():
            migrations.upgrade()
            asyncio.run(_run(names or list(BENCHES)))


async def _run(names: list[str]) -> None:
    try:
        for name in names:
            print(await BENCHES[name].run(), end="\n\n", flush=True)
    finally:
        await redis.close()
        await db.dispose()


if __name__ == "__main__":
    main(sys.argv[1:])
