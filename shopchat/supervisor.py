"""The parent of one running copy: embedded servers first, then web and worker, all of it stopped in order."""

import asyncio
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shopchat.core import db, embedded, migrations, redis
from shopchat.core.config import Settings, get_settings
from shopchat.core.reachable import database_version, redis_version
from shopchat.demo.seed import seed_demo

ROOT = Path(__file__).parents[1]
START_SECONDS = 90
STOP_SECONDS = 15
STEADY_SECONDS = 60
"""Who ran this long and then ended is started again at once; who did not waits longer each time."""
LONGEST_PAUSE = 30
_SET_PARENT_DEATH_SIGNAL = 1  # prctl(2), Linux


class CannotStart(Exception):
    """Why this copy does not start, in one sentence."""


@dataclass
class Child:
    """A process that is started again when it ends by itself."""

    name: str
    module: str
    stop_signal: signal.Signals
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    restart_at: float = 0.0

    def start(self) -> None:
        """Starts it in a session of its own, so that Ctrl-C reaches the parent alone, which stops it in its turn."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.module],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent(self.stop_signal),  # noqa: PLW1509 - the parent has one thread
        )

    def has_ended(self) -> bool:
        """It was started and runs no more."""
        return self.process is not None and self.process.poll() is not None

    def look_after(self) -> None:
        """Starts it again if it has ended and its pause is over."""
        now = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self._end_what_is_left()
            self.failures = 0 if now - self.started > STEADY_SECONDS else self.failures + 1
            pause = min(2.0**self.failures, LONGEST_PAUSE) if self.failures else 0.0
            print(f"The {self.name} process ended ({code}); starting it again in {pause:.0f} s.", flush=True)
            self.process, self.restart_at = None, now + pause
        if now >= self.restart_at:
            self.start()

    def _end_what_is_left(self) -> None:
        """Ends what it had started itself, which nobody would stop any more and which holds the port with the next."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Asks it to end, and kills it when it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def require_free_port(settings: Settings) -> None:
    """Raises `CannotStart` when somebody listens on the web port already."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise CannotStart(
                f"Port {settings.port} on {settings.host} cannot be used ({os.strerror(error.errno or 0)}); "
                "stop what uses it, or set SHOPCHAT_PORT to another."
            ) from None


def run_everything() -> None:
    """Starts a whole copy and runs it until SIGINT or SIGTERM.

    Raises `CannotStart`, `Unreachable` or `EmbeddedServerError` with what is in the way.
    """
    settings = get_settings()
    require_free_port(settings)
    with embedded.prepared():
        settings = get_settings()
        _say(f"PostgreSQL {database_version(settings)} and Redis {redis_version(settings)} are ready.")
        migrations.upgrade()
        _say("The schema is up to date.")
        signs_in = asyncio.run(_seed()) if settings.demo_password else ""
        web = Child("web", "shopchat.web.server", signal.SIGTERM)
        worker = Child("worker", "shopchat.worker", signal.SIGINT)
        run([web, worker], settings, f"\nShopChat is running at {settings.site_url}\n{signs_in}Ctrl-C stops it.")
    _say("Stopped.")


async def _seed() -> str:
    """Puts the demo shop in, and gives the lines that say how to get at it."""
    try:
        seeded = await seed_demo()
    finally:
        await redis.close()
        await db.dispose()
    if seeded.made:
        _say("The demo shop is in.")
    return (
        f"  the demo shop  {get_settings().site_url}/demo\n"
        f"  its owner      {seeded.owner}   {seeded.password}\n"
        f"  an admin       {seeded.admin}  {seeded.password}\n"
    )


def run(children: list[Child], settings: Settings, welcome: str) -> None:
    """Keeps the children running until SIGINT or SIGTERM, then stops them in their order. The first is the web process.

    Raises `CannotStart` when the site does not answer in time.
    """
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)
    try:
        _say("Starting web and worker ...")
        for child in children:
            child.start()
        deadline = time.monotonic() + START_SECONDS
        while not stopping and not _answers(settings):
            if time.monotonic() > deadline:
                raise CannotStart(f"The site did not answer within {START_SECONDS} s; the lines above say why.")
            if children[0].has_ended():
                raise CannotStart("The web process ended at its start; the lines above say why.")
            time.sleep(0.2)
        if not stopping:
            _say(welcome)
        while not stopping:
            for child in children:
                child.look_after()
            time.sleep(0.2)
    finally:
        _say("\nStopping ...")
        for child in children:
            child.stop()


def _say(line: str) -> None:
    print(line, flush=True)


def _answers(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    try:
        with urllib.request.urlopen(f"http://{host}:{settings.port}/api/v1/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _end_with_parent(with_signal: signal.Signals) -> Callable[[], None] | None:
    """On Linux: the child gets the signal also when its parent is killed, and cannot be left alone."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl  # looked up here: the child must do next to nothing between fork and exec
    return lambda: prctl(_SET_PARENT_DEATH_SIGNAL, int(with_signal))
