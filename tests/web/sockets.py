"""A tab's connection without a tab, and the web process that it goes to."""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from reflex.state import UpdateVarsInternalState
from simple_websocket import Client  # type: ignore[import-untyped]

from shopchat.web.owner.imports import ImportsState
from shopchat.web.session import SessionState
from tests.running_copy import free_port

START_SECONDS = 120
PATIENCE = 60  # seconds for an answer
UPDATE_VARS = f"{UpdateVarsInternalState.get_full_name()}.update_vars_internal"
TOKEN = f"{SessionState.get_full_name()}.session_token_rx_state_"
CHOOSE = f"{ImportsState.get_full_name()}.choose"


@dataclass(frozen=True)
class Web:
    """A web process, and the host and port that it answers at."""

    process: subprocess.Popen[bytes]
    host: str


@contextmanager
def web_process() -> Iterator[Web]:
    """The product's web process over the servers of the environment, with no worker beside it."""
    host = f"127.0.0.1:{free_port()}"
    environment = {**os.environ, "SHOPCHAT_PORT": host.partition(":")[2], "WEB_WORKERS": "1", "LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(
        [sys.executable, "-m", "shopchat.web.server"],
        cwd=Path(__file__).parents[2],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + START_SECONDS
    try:
        while not _answers(f"http://{host}/api/v1/health"):
            assert process.poll() is None, "the server did not start"
            assert time.monotonic() < deadline
            time.sleep(0.2)
        yield Web(process, host)
        assert process.poll() is None, "the server died"
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code in {200, 503}  # no worker, so it may call its queue unwell
    except httpx.TransportError:
        return False


class Socket:
    """One tab's connection, spoken by hand: Engine.IO 4 with Socket.IO 5 in it. `heard` is all that came back."""

    def __init__(self, host: str) -> None:
        query = f"EIO=4&transport=websocket&token={uuid.uuid4()}"
        self._wire = Client.connect(f"ws://{host}/_event/?{query}")
        self._marks = 0
        self.heard: list[str] = []
        self._next()
        self._wire.send("40/_event,{}")
        while not self._next().startswith("40/_event"):
            pass

    def call(self, name: str, payload: dict[str, Any], path: str = "/dashboard", **query: str) -> None:
        """Sends one event, as if from the page at `path`."""
        router = {"pathname": path, "asPath": path, "query": query}
        event = {"name": name, "payload": payload, "router_data": router}
        self._wire.send(f"42/_event,{json.dumps(['event', event])}")

    def settle(self) -> None:
        """Waits until all that was sent has been worked through: what a tab sends is answered in order."""
        self._marks += 1
        mark = f"mark-{self._marks}-"
        self.call(CHOOSE, {"bot": mark})
        while mark not in self._next():
            pass

    def sign_in(self, token: str) -> None:
        """Presents a session as a browser's cookie does."""
        self.call(UPDATE_VARS, {"vars": {TOKEN: token}})

    def close(self) -> None:
        self._wire.close()

    def _next(self) -> str:
        while True:
            said = self._wire.receive(timeout=PATIENCE)
            assert isinstance(said, str), f"nothing came for {PATIENCE} s; the last was {self.heard[-1:]}"
            if said == "2":
                self._wire.send("3")
                continue
            self.heard.append(said)
            return said
