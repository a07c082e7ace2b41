"""The REST API and the widget's endpoints in a server of their own, over the databases of the test run."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from shopchat import doors
from shopchat.core import security
from tests.doors import PASSWORD_HASH
from tests.running_copy import free_port

START_SECONDS = 180  # of a machine that is busy with something else
WITHOUT_LIMITS = dict.fromkeys(
    [f"RATE_LIMIT_{name}" for name in ("API", "LOGIN", "REGISTER", "RESET", "RESET_FROM", "WIDGET_KEY", "VISITOR")],
    "1000000000",
)


def make_api() -> FastAPI:
    """What the server serves: the product, with passwords at the lowest cost, of which tests send thousands."""
    security.BCRYPT_ROUNDS = 4
    security.NOBODYS_HASH = PASSWORD_HASH
    return doors.make_api()


@pytest.fixture
def server(clean_database: None) -> Iterator[str]:
    """The application in a server of its own, at the address that is given."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "tests.served:make_api"]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port), "--no-ws", "--log-level", "error"],
        env={**os.environ, **WITHOUT_LIMITS, "LOG_LEVEL": "ERROR"},
        cwd=Path(__file__).parents[1],
        stdout=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + START_SECONDS
    try:
        with httpx.Client(base_url=url) as client:
            while not _answers(client):
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.2)
        yield url
        assert process.poll() is None, "the server died"
        process.terminate()
        process.wait(30)
    finally:
        process.kill()


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/api/v1/health").status_code == 200
    except httpx.TransportError:
        return False
