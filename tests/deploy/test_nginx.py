"""The proxy's configuration that we ship, run by a real nginx in front of a server that writes down what reaches it."""

import asyncio
import re
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


@dataclass
class Upstream:
    """Answers each request at once; `/stream` sends one event and then nothing more."""

    port: int = 0
    seen: list[str] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                length = int((re.search(r"content-length: (\d+)", head, re.IGNORECASE) or [0, 0])[1])
                body = await reader.readexactly(length)
                self.seen.append(head + body.decode())
                if "/stream" in head:
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: first\n\n")
                    await writer.drain()
                    await reader.read()
                    return
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@pytest_asyncio.fixture
async def upstream() -> AsyncIterator[Upstream]:
    upstream = Upstream()
    server = await asyncio.start_server(upstream.answer, "127.0.0.1", 0)
    upstream.port = server.sockets[0].getsockname()[1]
    yield upstream
    server.close()


@pytest_asyncio.fixture
async def proxy(upstream: Upstream, tmp_path: Path) -> AsyncIterator[int]:
    """nginx with the shipped file, in which only addresses and paths differ."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    shipped = (ROOT / "deploy" / "nginx.conf").read_text()
    config = shipped
    for ours, here in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("server web:3000;", f"server 127.0.0.1:{upstream.port};"),
        ("include mime.types;", "access_log off;"),
        ("worker_processes auto;", f"worker_processes 1; daemon off; pid {tmp_path}/pid; error_log {tmp_path}/log;"),
    ):
        assert config.count(ours) == 1, ours
        config = config.replace(ours, here)
    for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        config = config.replace("http {", f"http {{ {name}_temp_path {tmp_path}/{name};", 1)
    (tmp_path / "nginx.conf").write_text(config)
    assert NGINX
    process = subprocess.Popen([NGINX, "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)])
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and process.poll() is None:
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", port)) == 0:
                    break
            await asyncio.sleep(0.05)
        assert process.poll() is None, "nginx refused the configuration"
        yield port
    finally:
        process.terminate()
        process.wait(20)


async def send(port: int, request: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.encode())
    await writer.drain()
    return reader, writer


async def test_half_open_requests_reach_nobody_and_shut_nobody_out(proxy: int, upstream: Upstream) -> None:
    slow_heads = [await send(proxy, "GET / HTTP/1.1\r\nHost: shop\r\nX-Slow: ") for _ in range(300)]
    slow_bodies = [
        await send(proxy, "POST /api HTTP/1.1\r\nHost: shop\r\nContent-Length: 100\r\n\r\n{") for _ in range(50)
    ]
    reader, writer = await send(proxy, "GET /well HTTP/1.1\r\nHost: shop:8080\r\nConnection: close\r\n\r\n")
    assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
    assert [line.split(" ")[1] for line in upstream.seen] == ["/well"]
    for _, open_writer in [*slow_heads, *slow_bodies, (reader, writer)]:
        open_writer.close()


async def test_a_stream_passes_while_it_is_written(proxy: int) -> None:
    reader, writer = await send(proxy, "POST /stream HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\n{}")
    async with asyncio.timeout(20):
        assert b"event: first" in await reader.readuntil(b"event: first\n")
    writer.close()


async def test_the_application_learns_who_asks_and_not_what_they_claim(proxy: int, upstream: Upstream) -> None:
    reader, writer = await send(
        proxy, "GET / HTTP/1.1\r\nHost: chat.example:8080\r\nX-Forwarded-For: 6.6.6.6\r\nConnection: close\r\n\r\n"
    )
    await reader.read()
    writer.close()
    assert "Host: chat.example:8080" in upstream.seen[0]
    assert "X-Forwarded-For: 127.0.0.1" in upstream.seen[0]
    assert "6.6.6.6" not in upstream.seen[0]


async def test_a_pages_socket_is_upgraded(proxy: int, upstream: Upstream) -> None:
    reader, writer = await send(
        proxy, "GET /_event/?EIO=4 HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    )
    await reader.readline()
    writer.close()
    assert "Upgrade: websocket" in upstream.seen[0]
    assert "Connection: upgrade" in upstream.seen[0]


async def test_a_body_that_is_too_large_goes_no_further(proxy: int, upstream: Upstream) -> None:
    reader, writer = await send(proxy, "POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 60000000\r\n\r\n")
    assert b" 413 " in await reader.readline()
    writer.close()
    assert upstream.seen == []
