"""A file into a chatbot from the command line: the product's own import and embedding, watched to their end.

A running worker may take the jobs; where there is none they run in this process.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import NotFound
from shopchat.core.jobs import runner
from shopchat.knowledge import service as knowledge
from shopchat.knowledge import tasks
from shopchat.knowledge.importing import service as importing
from shopchat.knowledge.models import Import

T = TypeVar("T")
POLL = 0.5  # seconds between two looks at the progress

__all__ = ["Progress", "Watch", "ingest", "owner_of", "tasks"]


@dataclass(frozen=True)
class Progress:
    """How far it is: `what` is `rows` of the file, then `embeddings` of its entries."""

    what: str
    done: int
    total: int


Watch = Callable[[Progress], None]


async def owner_of(chatbot_id: uuid.UUID) -> User:
    """The account that the chatbot belongs to. Raises `NotFound`."""
    async with unit_of_work(unscoped=Unscoped.COMMAND_LINE) as session:
        found = await chatbots.with_owner(session, chatbot_id=chatbot_id)
    if found is None:
        raise NotFound("Chatbot")
    return found[1]


async def ingest(account: User, chatbot_id: uuid.UUID, file: Path, watch: Watch) -> Import:
    """Imports the file and waits until its entries are embedded. Raises what `start_import` raises."""
    data = await asyncio.to_thread(file.read_bytes)
    async with unit_of_work(acting=account.id) as session:
        row = await importing.start_import(session, account, chatbot_id=chatbot_id, filename=file.name, data=data)
    assert row.job_id is not None
    imported = await _watched(account, row.job_id, lambda session: _import(session, account, row.id, watch))
    async with unit_of_work(acting=account.id) as session:
        embedding_job = await knowledge.embedding_job(session, account, chatbot_id=chatbot_id)
    await _watched(account, embedding_job, lambda session: _embedded(session, account, chatbot_id, watch))
    return imported


async def _import(session: AsyncSession, account: User, import_id: uuid.UUID, watch: Watch) -> Import | None:
    row = await importing.get_import(session, account, import_id=import_id)
    watch(Progress("rows", row.done, row.total or row.done))
    return row if row.finished_at is not None else None


async def _embedded(session: AsyncSession, account: User, chatbot_id: uuid.UUID, watch: Watch) -> bool | None:
    pending, total = await knowledge.embedding_progress(session, account, chatbot_id=chatbot_id)
    watch(Progress("embeddings", total - pending, total))
    return True if pending == 0 else None


async def _watched(account: User, job_id: uuid.UUID, look: Callable[[AsyncSession], Awaitable[T | None]]) -> T:
    """Runs the job here unless a worker has it, and looks until there is a result."""
    running = asyncio.create_task(runner.run(job_id))
    try:
        while True:
            async with unit_of_work(acting=account.id) as session:
                result = await look(session)
            if result is not None:
                await running
                return result
            if running.done():  # A worker has it, or a first attempt failed and the next is due soon.
                running = asyncio.create_task(runner.run(job_id))
            await asyncio.sleep(POLL)
    finally:
        running.cancel()
