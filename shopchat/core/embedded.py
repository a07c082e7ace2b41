"""PostgreSQL and Redis started for you, and secrets made for you, when a development copy has no addresses of its own.

Data, logs and secrets lie in `SHOPCHAT_HOME`. The servers listen on Unix sockets that only this user can open, and on
no network. Several processes share them: the first starts them, the others attach, and they stop when the last one has
left.
"""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from shopchat.core.config import get_settings
from shopchat.core.embedded_keeper import SERVERS, lock_file, locked
from shopchat.core.embedded_postgres import database_url
from shopchat.core.embedded_redis import redis_url
from shopchat.core.embedded_server import EmbeddedServerError, Server
from shopchat.core.local_secrets import local_secrets

START_SECONDS = 120
"""A first start makes a database cluster; a start after a crash replays its log."""

_used: dict[tuple[Path, str], int] = {}
"""By home and server, the descriptors whose shared locks say that this process uses it."""


def prepare() -> None:
    """Sets whichever of DATABASE_URL, REDIS_URL and the local secrets is not set, starting servers.

    Child processes inherit the addresses and need no call of their own. In production it does nothing: there a missing
    address stops the start. Raises `EmbeddedServerError` when a server does not come up.
    """
    settings = get_settings()
    if settings.env == "production":
        return
    home = settings.home.expanduser().absolute()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / "log").mkdir(mode=0o700, exist_ok=True)
    with _starting(home, "secrets"):
        made = local_secrets(home)
    # What the environment or the .env file says stays.
    found = {name: value for name, value in made.items() if getattr(settings, name.lower()) is None}
    if settings.database_url is None:
        found["DATABASE_URL"] = _use_postgres(home)
    if settings.redis_url is None:
        found["REDIS_URL"] = redis_url(_use(home, "redis"))
    os.environ |= found
    get_settings.cache_clear()


def leave() -> None:
    """This process stops using the embedded servers; returns once they have stopped, if it was the last user."""
    for descriptor in _used.values():
        os.close(descriptor)
    for home, name in _used:
        _wait_for_keeper(home, name)
    _used.clear()


@contextmanager
def prepared() -> Iterator[None]:
    """`prepare` for the time of the block."""
    try:
        prepare()
        yield
    finally:
        leave()


def _use_postgres(home: Path) -> str:
    server = _use(home, "postgres")
    with _starting(home, "postgres"), psycopg.connect(database_url(server, "postgres"), autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = 'shopchat'").fetchone() is None:
            connection.execute("CREATE DATABASE shopchat")
    return database_url(server)


def _use(home: Path, name: str) -> Server:
    """Becomes a user of the server, which a keeper runs from now on, and waits until it answers."""
    server = SERVERS[name](home)
    with _starting(home, name):
        if (home, name) not in _used:
            users = lock_file(home, name, "users")
            fcntl.flock(users, fcntl.LOCK_SH)  # waits while a keeper is stopping the server
            _used[home, name] = users
        keeper = None if _has_keeper(home, name) else _start_keeper(home, server)
        deadline = time.monotonic() + START_SECONDS
        while not server.ready():
            if (keeper and keeper.poll() is not None) or time.monotonic() > deadline:
                raise EmbeddedServerError(f"The embedded {name} does not start; {server.log} says why.")
            time.sleep(0.05)
    return server


def _start_keeper(home: Path, server: Server) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "shopchat.core.embedded_keeper", server.name, str(home)]
    source = str(Path(__file__).parents[2])
    with server.log.open("ab") as log:
        # A session of its own: Ctrl-C in the terminal is for the users, who then leave in their own order.
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=source
        )


def _has_keeper(home: Path, name: str) -> bool:
    descriptor = lock_file(home, name, "keeper")
    try:
        return not locked(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _wait_for_keeper(home: Path, name: str, patience: float = 1.0) -> None:
    """Waits for the server to stop if the keeper begins with that within `patience` seconds; else others use it."""
    users = lock_file(home, name, "users")
    deadline = time.monotonic() + patience
    while _has_keeper(home, name) and time.monotonic() < deadline:
        if not locked(users, fcntl.LOCK_SH):
            fcntl.flock(users, fcntl.LOCK_SH)
            break
        fcntl.flock(users, fcntl.LOCK_UN)
        time.sleep(0.05)
    os.close(users)


@contextmanager
def _starting(home: Path, name: str) -> Iterator[None]:
    """Keeps other processes out while one starts something."""
    descriptor = lock_file(home, name, "starting")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
