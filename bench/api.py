"""List and detail routes over HTTP, beside the very same SQL through PostgreSQL's own pgbench, in one run."""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
from sqlalchemy import event

from bench.catalogue import questions
from bench.figures import table
from bench.shop import Shop, shop
from shopchat.conversations import turn
from shopchat.core import db, security
from shopchat.core.config import get_settings
from shopchat.core.embedded_postgres import binary
from shopchat.doors import make_api

ENTRIES = 1_000
CONVERSATIONS = 100
CLIENTS = 8
SECONDS = 5
WARM_UP = 100  # requests
API = "/api/v1"


async def run() -> str:
    """One table: a line a route."""
    # One owner asks thousands of times a second here.
    os.environ["RATE_LIMIT_API"] = "1000000000"
    get_settings.cache_clear()
    async with shop(ENTRIES) as filled:
        await talked(filled)
        token = security.new_access_token(filled.owner.id, timedelta(hours=1))
        with _server() as url:
            lines = [await _compared(url, path, token) for path in await paths(filled, token)]
    header = ("route", "requests a second", "p99, ms", "SQL alone, a second", "SQL alone, p99, ms", "statements")
    return f"### List and detail routes, {CLIENTS} clients, one web process\n\n" + table(header, lines)


async def talked(filled: Shop) -> None:
    """Has shoppers ask the shop's chatbot."""
    for number, message in enumerate(questions(CONVERSATIONS)):
        begun = await turn.begin(turn.Said(filled.chatbot.widget_key, f"visitor-{number}", message))
        await turn.finish(begun)


async def paths(filled: Shop, token: str) -> list[str]:
    """A list and a detail of each kind of thing that the shop has."""
    async with inside(token) as client:
        entry = (await client.get(f"{API}/knowledge?page_size=1")).json()["items"][0]["id"]
        conversation = (await client.get(f"{API}/conversations?page_size=1")).json()["items"][0]["id"]
    bot = filled.chatbot.id
    return [
        f"{API}/chatbots",
        f"{API}/chatbots/{bot}",
        f"{API}/knowledge?chatbot_id={bot}",
        f"{API}/knowledge/{entry}",
        f"{API}/conversations",
        f"{API}/conversations/{conversation}",
    ]


def inside(token: str) -> httpx.AsyncClient:
    """The application in this process, so that its SQL can be listened to."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=make_api()),
        base_url="http://bench.example",
        headers={"Authorization": f"Bearer {token}"},
    )


@contextmanager
def _server() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "shopchat.doors:make_api"]
    process = subprocess.Popen([*command, "--port", str(port), "--no-ws", "--log-level", "error"])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


async def _compared(url: str, path: str, token: str) -> tuple[object, ...]:
    statements = await _statements(path, token)
    await _load(url, path, token, requests=WARM_UP)
    taken = await _load(url, path, token, seconds=SECONDS)
    alone = await asyncio.to_thread(_pgbench, statements)
    return without_ids(path), len(taken) / SECONDS, _p99(taken), len(alone) / SECONDS, _p99(alone), len(statements)


def without_ids(path: str) -> str:
    """The path as the document writes it."""
    shown = path.partition("?")[0].removeprefix(API)
    return "/".join("{id}" if "-" in part and len(part) == 36 else part for part in shown.split("/"))


def _p99(milliseconds: list[float]) -> float:
    return sorted(milliseconds)[max(round(0.99 * len(milliseconds)) - 1, 0)]


async def _statements(path: str, token: str) -> list[str]:
    """The SQL of one request, with its values written in."""
    seen: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    engine = db.engine().sync_engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        async with inside(token) as client:
            (await client.get(path)).raise_for_status()
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    with psycopg.connect(_libpq(), cursor_factory=psycopg.ClientCursor) as connection:
        cursor = psycopg.ClientCursor(connection)
        return [" ".join(cursor.mogrify(statement, parameters).split()) for statement, parameters in seen]


def _libpq() -> str:
    return db.driver_url(get_settings().database_url or "").replace("postgresql+psycopg", "postgresql", 1)


async def _load(url: str, path: str, token: str, *, requests: int = 0, seconds: float = 0) -> list[float]:
    """Milliseconds of each request, of clients that ask again as soon as they have their answer."""
    parts = urlsplit(url)
    question = (
        f"GET {path} HTTP/1.1\r\nHost: bench.example\r\nAuthorization: Bearer {token}\r\nAccept: */*\r\n\r\n"
    ).encode()
    taken: list[float] = []
    end = time.perf_counter() + seconds

    async def client() -> None:
        reader, writer = await _connected(str(parts.hostname), int(parts.port or 80))
        while len(taken) < requests or time.perf_counter() < end:
            started = time.perf_counter()
            writer.write(question)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.partition(b":")[2]))
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head.decode())
            taken.append((time.perf_counter() - started) * 1000)
        writer.close()

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return taken


async def _connected(host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    for _ in range(600):
        try:
            return await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(0.1)
    raise TimeoutError("The server does not start.")


def _pgbench(statements: list[str]) -> list[float]:
    """Milliseconds of each transaction of these statements, from as many clients on prepared connections."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "request.sql")
        script.write_text("BEGIN;\n" + "".join(f"{statement};\n" for statement in statements) + "COMMIT;\n")
        command = [
            *(str(binary("pgbench")), "--no-vacuum", "--client", str(CLIENTS), "--jobs", "1", "--time", str(SECONDS)),
            *("--protocol", "prepared", "--file", str(script), "--log", "--log-prefix", str(Path(folder, "log"))),
        ]
        subprocess.run([*command, _libpq()], check=True, capture_output=True)
        logged = [line for file in Path(folder).glob("log.*") for line in file.read_text().splitlines()]
    return [int(line.split()[2]) / 1000 for line in logged]
