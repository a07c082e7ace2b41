"""A small internet inside the process, for tests: names of its own, one listener on loopback, everything counted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address

from shopchat.integrations.fetch.network import Stream
from shopchat.integrations.fetch.public import IP

PUBLIC = "93.184.215.14"  # any public address: names lead here unless a test says otherwise


@dataclass
class Answer:
    """What a path of a site answers."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None

    def on_the_wire(self) -> bytes:
        """The answer's bytes; `raw` goes out as it is."""
        if self.raw is not None:
            return self.raw
        headers = {"Content-Type": self.content_type, "Content-Length": str(len(self.body)), **self.headers}
        lines = [f"HTTP/1.1 {self.status} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(frozen=True)
class Asked:
    """A request that arrived."""

    method: str
    host: str
    target: str
    headers: dict[str, str]
    body: bytes


class LocalNetwork:
    """Dials the listener whatever address it is told, so that what a check lets through is seen and counted.

    `names` gives a name its addresses, `pages` a host and target its answer; TLS is noted and left out.
    """

    def __init__(self) -> None:
        self.names: dict[str, list[str]] = {}
        self.pages: dict[tuple[str, str], Answer] = {}
        self.resolved: list[str] = []
        self.dialled: list[tuple[str, int, str | None]] = []
        self.asked: list[Asked] = []
        self._port = 0

    async def resolve(self, host: str, port: int) -> list[IP]:
        self.resolved.append(host)
        return [ip_address(address) for address in self.names.get(host, [PUBLIC])]

    async def dial(self, address: IP, port: int, server_name: str | None) -> Stream:
        self.dialled.append((str(address), port, server_name))
        return Stream(*await asyncio.open_connection("127.0.0.1", self._port))

    def put(self, url: str, body: str | bytes = b"", **answer: object) -> None:
        """Puts a page at an `http` or `https` address."""
        host, _, path = url.partition("://")[2].partition("/")
        body = body.encode() if isinstance(body, str) else body
        self.pages[host, f"/{path}"] = Answer(body, **answer)  # type: ignore[arg-type]

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["LocalNetwork"]:
        """The network, while its listener runs."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, target, _ = head[0].split(" ")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.asked.append(Asked(method, headers["host"], target, headers, body))
            answer = self.pages.get((headers["host"], target), Answer(b"nothing here", status=404))
            writer.write(answer.on_the_wire())
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()
