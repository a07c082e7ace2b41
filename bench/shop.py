"""A shop of an invented catalogue, filled through the product's own import, and removed at the end."""

import secrets
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.catalogue import as_csv, rows
from bench.shelves import settle
from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.core.db import unit_of_work
from shopchat.ingest import Progress, ingest


@dataclass(frozen=True)
class Shop:
    """The chatbot, and how many seconds its rows and its embeddings took."""

    owner: User
    chatbot: Chatbot
    entries: int
    row_seconds: float
    embedding_seconds: float


@asynccontextmanager
async def shop(entries: int) -> AsyncIterator[Shop]:
    """A shop of `entries` products."""
    password = secrets.token_urlsafe(16)
    async with unit_of_work() as session:
        owner = await accounts.ensure_account(
            session,
            email=f"bench-{secrets.token_hex(6)}@shopchat.example",
            password=password,
            role="owner",
            plan="enterprise",
        )
        chatbot = await chatbots.create_chatbot(session, owner, fields=ChatbotChanges(name="Bench"))
    started = time.perf_counter()
    moments: dict[str, float] = {}

    def watch(progress: Progress) -> None:
        moments[progress.what] = time.perf_counter()

    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "catalogue.csv")
            file.write_bytes(as_csv(rows(entries)))  # noqa: ASYNC240 - nothing else runs
            await ingest(owner, chatbot.id, file, watch)
        await settle()
        row_seconds = moments["rows"] - started
        yield Shop(owner, chatbot, entries, row_seconds, moments["embeddings"] - started - row_seconds)
    finally:
        async with unit_of_work() as session:
            await accounts.delete_account(session, owner, password=password)
