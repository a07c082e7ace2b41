"""One server process of ours: where it lives, how it starts, how it is found again and stopped."""

import hashlib
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

LONGEST_SOCKET_PATH = 103
"""Bytes of a Unix socket's path that every system takes: 108 with the closing zero on Linux, 104 on macOS."""


class EmbeddedServerError(Exception):
    """An embedded server cannot be used; the message says why and where to look."""


@dataclass(frozen=True)
class Server:
    """What the keeper needs to know of a server. Its process is recognised by its working directory, `data`."""

    name: str
    data: Path
    socket: Path
    pid_file: Path
    command: list[str]
    stop_signal: int
    create: Callable[[], None]
    """Makes what the first start needs; harmless when it is there."""
    ready: Callable[[], bool]
    log: Path
    popen: Mapping[str, Any] = field(default_factory=dict)

    def process(self) -> psutil.Process | None:
        """The running process that serves `data`, whoever started it."""
        try:
            process = psutil.Process(int(self.pid_file.read_text().split()[0]))
            alive = process.status() != psutil.STATUS_ZOMBIE and process.cwd() == str(self.data.resolve())
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return process if alive else None

    def start(self) -> subprocess.Popen[bytes] | None:
        """Starts the process, unless one runs already. Returns at once; `ready` says when it answers."""
        if (process := self.process()) is not None:
            if self.socket.exists():
                return None
            stop(process, self.stop_signal)  # somebody removed its socket: nobody could reach it any more
        self.create()
        # The number in a pid file that outlived its process may belong to another process by now, and the server
        # would take that one for itself.
        self.pid_file.unlink(missing_ok=True)
        self.socket.unlink(missing_ok=True)
        self.socket.with_name(f"{self.socket.name}.lock").unlink(missing_ok=True)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **self.popen
            )

    def stop(self) -> None:
        """Ends the process in the orderly way and waits until it is gone."""
        if (process := self.process()) is not None:
            stop(process, self.stop_signal)


def stop(process: psutil.Process, signal: int, patience: float = 30) -> None:
    """Sends `signal`, and after `patience` seconds kills."""
    try:
        process.send_signal(signal)
        process.wait(patience)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(5)
    except psutil.NoSuchProcess:
        pass


def socket_directory(home: Path, name: str) -> Path:
    """A private directory for `name`'s socket, made if needed: in `home`, or in /tmp when that path is too long.

    The same for every process that asks, whatever its environment says about temporary directories.
    """
    directory = home / "run" / name
    if len(os.fsencode(directory / ".s.PGSQL.5432")) > LONGEST_SOCKET_PATH:
        short = f"shopchat-{os.getuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
        directory = Path("/tmp") / short / name  # noqa: S108 - who else could write there is checked below
        directory.parent.mkdir(mode=0o711, exist_ok=True)
        if directory.parent.is_symlink() or directory.parent.stat().st_uid != os.getuid():
            raise EmbeddedServerError(
                f"{directory.parent} belongs to somebody else; set SHOPCHAT_HOME to a shorter path."
            )
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory
