"""A whole copy of the product, started as people start it, in a home and on a port of its own."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
INHERITED = ("PATH", "HOME", "LANG", "SHOPCHAT_BUILD_DIR")
START_SECONDS = 120


class Copy:
    """`shopchat up` as a child process; `output` grows while it runs."""

    def __init__(self, home: Path, port: int, **settings: str) -> None:
        self.home, self.port, self.output = home, port, ""
        environment = {name: value for name, value in os.environ.items() if name in INHERITED}
        own = {"SHOPCHAT_HOME": str(home), "SHOPCHAT_PORT": str(port), "WEB_WORKERS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "shopchat.cli", "up"],
            cwd=ROOT,
            env=environment | own | settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.output += line

    def wait_until_it_runs(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while "Ctrl-C stops it." not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.1)

    def wait_until_the_demo_is_embedded(self) -> None:
        """Until then questions are answered by words alone, which is right less often."""
        deadline = time.monotonic() + START_SECONDS
        while not re.search(r"Done .*job=knowledge\.embed ", self.output):
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.1)

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def sign_in(self, who: str) -> tuple[str, str]:
        """Email and password that the start printed for `its owner` or `an admin`."""
        found = re.search(rf"{who} +(\S+) +(\S+)", self.output)
        assert found, self.output
        return found[1], found[2]

    def stop(self) -> int:
        self.process.terminate()
        code = self.process.wait(60)
        self._reader.join(10)
        return code


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_copy(home: Path, **settings: str) -> Iterator[Copy]:
    """A copy that answers, stopped at the end of the block."""
    copy = Copy(home, free_port(), **settings)
    try:
        copy.wait_until_it_runs()
        yield copy
    finally:
        if copy.process.poll() is None:
            copy.stop()
