"""An internet of our own, and imports that run at once in the test's process."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlmodel import col, select

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.core import clock
from shopchat.core.db import unit_of_work
from shopchat.core.jobs import Job, runner
from shopchat.integrations import fetch
from shopchat.integrations.fetch.local import LocalNetwork
from shopchat.knowledge import tasks
from shopchat.knowledge.importing import running_site, service
from shopchat.knowledge.models import Entry, Import

__all__ = ["tasks"]


@dataclass
class Shop:
    """A chatbot, and the imports into it."""

    account: User
    chatbot: Chatbot
    network: LocalNetwork = field(default_factory=LocalNetwork)

    async def file(self, filename: str, data: bytes | str, mapping: dict[str, str] | None = None) -> Import:
        content = data.encode() if isinstance(data, str) else data
        async with unit_of_work() as session:
            row = await service.start_import(
                session, self.account, chatbot_id=self.chatbot.id, filename=filename, data=content, mapping=mapping
            )
        return await self.finished(row)

    async def address(self, url: str) -> Import:
        async with unit_of_work() as session:
            row = await service.start_web_import(session, self.account, chatbot_id=self.chatbot.id, url=url)
        return await self.finished(row)

    async def finished(self, row: Import) -> Import:
        """The import after its job has run."""
        assert row.job_id is not None
        await runner.run(row.job_id)
        async with unit_of_work() as session:
            job = await session.get_one(Job, row.job_id)
            assert job.status == "done", job.error
            return await service.get_import(session, self.account, import_id=row.id)

    async def make_due(self, row: Import) -> None:
        """Ends the pause before the job's next attempt."""
        async with unit_of_work() as session:
            job = await session.get_one(Job, row.job_id)
            job.run_at = clock.now() - timedelta(minutes=1)

    async def entries(self) -> dict[str, Entry]:
        """All entries by their title."""
        async with unit_of_work() as session:
            rows = await session.exec(select(Entry).where(col(Entry.chatbot_id) == self.chatbot.id))
            return {row.title: row for row in rows.all()}

    async def settle(self, entry_id: UUID, **values: Any) -> None:
        """Sets an entry's columns behind everybody's back."""
        async with unit_of_work() as session:
            entry = await session.get_one(Entry, entry_id)
            for name, value in values.items():
                setattr(entry, name, value)


NewShop = Callable[[str], Awaitable[Shop]]


@pytest_asyncio.fixture
async def new_shop(clean_database: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[NewShop]:
    """Makes shops on a plan: `await new_shop("free")`."""
    async with LocalNetwork().listening() as network:
        web = fetch.Web(network)
        robots = fetch.Robots(web)
        monkeypatch.setattr(fetch, "web", lambda: web)
        monkeypatch.setattr(fetch, "robots", lambda: robots)
        monkeypatch.setattr(running_site, "PAUSE", 0)

        async def make(plan: str) -> Shop:
            async with unit_of_work() as session:
                account = User(email=f"{plan}@shop.example", password_hash="!", plan=plan)
                session.add(account)
                await session.flush()
                bot = await chatbots.create_chatbot(session, account, fields=ChatbotChanges(name="Alba"))
            return Shop(account, bot, network)

        yield make


@pytest_asyncio.fixture
async def shop(new_shop: NewShop) -> Shop:
    """A shop without limits."""
    return await new_shop("enterprise")
