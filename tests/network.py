"""Keeps a test run on this machine: a call to anywhere else fails the test, even if the product made the best of it."""

import os
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

LOCAL = {"127.0.0.1", "::1", "localhost", "0.0.0.0", ""}


def _servers() -> set[str]:
    """The hosts of the database and of Redis that the run was given."""
    given = (urlsplit(os.environ.get(name, "")).hostname for name in ("DATABASE_URL", "REDIS_URL"))
    return {host for host in given if host}


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuses connections and look-ups beyond loopback, and fails the test that tried."""
    tried: list[str] = []
    allowed = LOCAL | _servers()
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse(host: object) -> None:
        if isinstance(host, bytes):
            host = host.decode()
        if isinstance(host, str) and host not in allowed and not host.startswith("127."):
            tried.append(host)
            raise ConnectionRefusedError(f"A test tried to reach {host}.")

    def guarded_connect(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple):
            refuse(address[0])
        connect(self, address)  # type: ignore[arg-type]

    def guarded_connect_ex(self: socket.socket, address: object) -> int:
        if isinstance(address, tuple):
            refuse(address[0])
        return connect_ex(self, address)  # type: ignore[arg-type]

    def guarded_look_up(host: object, *rest: object, **named: object) -> object:
        if host is not None:
            refuse(host)
        return look_up(host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    assert not tried, f"The test reached for the network: {tried}"
