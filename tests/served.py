"""The REST API and the widget's endpoints in a server of their own, over the databases of the test run."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.running_copy import free_port

START_SECONDS = 60
WITHOUT_LIMITS = dict.fromkeys(
    [f"RATE_LIMIT_{name}" for name in ("API", "LOGIN", "REGISTER", "RESET", "RESET_FROM", "WIDGET_KEY", "VISITOR")],
    "1000000000",
)


@pytest.fixture
def server(clean_database: None) -> Iterator[str]:
    """The application in a server of its own, at the address that is given."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "shopchat.doors:make_api"]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port), "--no-ws", "--log-level", "error"],
        env={**os.environ, **WITHOUT_LIMITS, "LOG_LEVEL": "ERROR"},
        stdout=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    yield url
    assert process.poll() is None, "the server died"
    process.terminate()
    process.wait(30)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/v1/health").status_code == 200
    except httpx.TransportError:
        return False
