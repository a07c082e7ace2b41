"""Keeps one embedded server running while somebody uses it: `python -m shopchat.core.embedded_keeper NAME HOME`.

Who uses a server holds a shared lock on its `users` file, and the keeper waits for the moment when it gets the
exclusive one. The kernel drops a lock with its process however that ends, so no list of users can go stale, and a
killed test run leaves no server behind. The keeper is a process of its own, since the first user may leave before the
last. It imports little: it is there as long as the servers are.
"""

import fcntl
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from shopchat.core.embedded_postgres import postgres
from shopchat.core.embedded_redis import redis
from shopchat.core.embedded_server import EmbeddedServerError, Server

SERVERS: dict[str, Callable[[Path], Server]] = {"postgres": postgres, "redis": redis}
POLL = 0.2
"""Seconds between two looks at the users and at the server."""
ATTEMPTS = 5
"""Starts in a row that end before the server is ready. After a kill its memory may be in use for a moment."""


def lock_file(home: Path, server: str, purpose: str) -> int:
    """A descriptor of the file that `fcntl.flock` is applied to; `purpose` is starting, users or keeper."""
    directory = home / "run"
    directory.mkdir(parents=True, exist_ok=True)
    return os.open(directory / f"{server}.{purpose}.lock", os.O_RDWR | os.O_CREAT, 0o600)


def locked(descriptor: int, how: int) -> bool:
    """Takes the lock if that is possible at once."""
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def keep(server: Server, home: Path) -> None:
    """Runs `server`, starts it again should it die, and stops it after its last user has left."""
    alone = lock_file(home, server.name, "keeper")
    if not locked(alone, fcntl.LOCK_EX):
        return
    users = lock_file(home, server.name, "users")
    child = server.start()
    attempts, ready = 1, False
    while not locked(users, fcntl.LOCK_EX):
        time.sleep(POLL)
        running = child.poll() is None if child else server.process() is not None
        if running:
            if not ready and (ready := server.ready()):
                attempts = 0
            continue
        if attempts == ATTEMPTS:
            raise EmbeddedServerError(f"{server.name} did not start {ATTEMPTS} times in a row; {server.log} says why.")
        time.sleep(attempts * POLL)
        child, ready = server.start(), False
        attempts += 1
    server.stop()
    # In this order: who waits to become a user must not find a keeper that is about to go.
    os.close(alone)
    os.close(users)


if __name__ == "__main__":
    home = Path(sys.argv[2])
    keep(SERVERS[sys.argv[1]](home), home)
