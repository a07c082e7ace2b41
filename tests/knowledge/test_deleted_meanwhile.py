"""A chatbot, or its owner, deleted while its knowledge is written and its shoppers are answered: nobody locks up."""

import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import pytest
from sqlmodel import select

from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.conversations import turn, visitor
from shopchat.core.db import unit_of_work
from shopchat.core.errors import Conflict, NotFound
from shopchat.core.jobs import Job, runner
from shopchat.knowledge import bulk, many, service, tasks, writing  # noqa: F401 - tasks declares the jobs
from shopchat.knowledge.changes import EntryChanges
from shopchat.knowledge.importing import service as imports
from shopchat.knowledge.many import Chosen
from shopchat.knowledge.models import Entry
from tests.doors import PASSWORD, PASSWORD_HASH
from tests.knowledge.interleaved import interleaved, statements_of

CSV = "sku,title,description,price\nL1,Lamp,Shines.,10.00\nL2,Bulb,Shines too.,2.00\n"


@dataclass
class Bot:
    """A chatbot with an entry of each origin, and a shopper who talks to it."""

    owner: User
    row: Chatbot
    entry: Entry
    begun: turn.Begun

    async def change(self) -> None:
        async with unit_of_work() as session:
            changes = EntryChanges(title="Other returns")
            await service.update_entry(session, self.owner, entry_id=self.entry.id, changes=changes)

    async def remove(self) -> None:
        async with unit_of_work() as session:
            await service.delete_entry(session, self.owner, entry_id=self.entry.id)

    async def remove_many(self) -> None:
        async with unit_of_work() as session:
            await many.delete(session, self.owner, chosen=Chosen(chatbot_id=self.row.id))

    async def remove_and_undo(self) -> None:
        async with unit_of_work() as session:
            change = await many.delete(session, self.owner, chosen=Chosen((self.entry.id,)))
        if change.id is not None:
            async with unit_of_work() as session:
                with suppress(Conflict):  # nothing is left of it
                    await many.undo(session, self.owner, change_id=change.id)

    async def add(self) -> None:
        async with unit_of_work() as session:
            await service.add_entry(
                session, self.owner, chatbot_id=self.row.id, fields=EntryChanges(title="New", content="Just in.")
            )

    async def add_many(self) -> None:
        rows = [{"title": f"New {number}", "content": "Just in."} for number in range(3)]
        async with unit_of_work() as session:
            await bulk.add_entries(session, self.owner, chatbot_id=self.row.id, rows=rows, atomic=True)

    async def run_import(self) -> None:
        async with unit_of_work() as session:
            row = await imports.start_import(
                session, self.owner, chatbot_id=self.row.id, filename="shop.csv", data=CSV.encode()
            )
        assert row.job_id is not None
        await _run(row.job_id)

    async def read_again(self) -> None:
        async with unit_of_work() as session:
            await writing.reindex_batch(session, self.row.id, after=None, limit=10)

    async def embed(self) -> None:
        async with unit_of_work() as session:
            job_id = await writing.ask_for_embeddings(session, self.row.id)
        await _run(job_id)

    async def answer(self) -> None:
        await turn.finish(self.begun)

    async def begin(self) -> None:
        await turn.begin(turn.Said(self.row.widget_key, "another", "Do you sell unicorns?"))

    async def hand_off(self) -> None:
        async with unit_of_work() as session:
            chatbot, owner = await chatbots.find_live(session, widget_key=self.row.widget_key, hold=True)
            await visitor.hand_off(
                session, owner, chatbot,
                visitor_token=self.begun.visitor_token or "", email="a@b.example", name=None, message=None,
            )  # fmt: skip

    async def click(self) -> None:
        async with unit_of_work() as session:
            chatbot, owner = await chatbots.find_live(session, widget_key=self.row.widget_key, hold=True)
            await visitor.product_click(
                session, owner, chatbot, visitor_token=self.begun.visitor_token or "", entry_id=self.entry.id
            )

    async def delete_bot(self) -> None:
        async with unit_of_work() as session:
            await chatbots.delete_chatbot(session, self.owner, chatbot_id=self.row.id)

    async def delete_owner(self) -> None:
        async with unit_of_work() as session:
            owner = await session.get_one(User, self.owner.id)
            await accounts.delete_account(session, owner, password=PASSWORD)


Verb = Callable[[Bot], Awaitable[None]]
WRITING: list[Verb] = [
    Bot.change, Bot.remove, Bot.add, Bot.add_many, Bot.run_import, Bot.read_again, Bot.embed, Bot.answer, Bot.begin,
    Bot.hand_off, Bot.click, Bot.remove_many, Bot.remove_and_undo,
]  # fmt: skip
OFTEN = (Bot.change, Bot.remove, Bot.embed, Bot.answer)


async def _run(job_id: uuid.UUID) -> None:
    """Runs the job; an error that would have it tried again counts."""
    await runner.run(job_id)
    async with unit_of_work() as session:
        job = await session.get_one(Job, job_id)
    assert job.error is None, job.error


async def new_bot() -> Bot:
    async with unit_of_work() as session:
        owner = User(email=f"{uuid.uuid4()}@shop.example", password_hash=PASSWORD_HASH, plan="pro")
        session.add(owner)
        await session.flush()
        row = await chatbots.create_chatbot(session, owner, fields=ChatbotChanges(name="Alba"))
        fields = EntryChanges(title="Returns", content="You can return anything within 30 days.")
        entry = await service.add_entry(session, owner, chatbot_id=row.id, fields=fields)
    begun = await turn.begin(turn.Said(row.widget_key, "visitor", "Do you sell unicorns?"))
    return Bot(owner, row, entry, begun)


CASES = [
    # Each waits for hundreds of locks in all: of the slow ones the run before a release is enough.
    pytest.param(
        write, delete, id=f"{write.__name__}-{delete.__name__}",
        marks=[] if write in OFTEN and delete is Bot.delete_bot else [pytest.mark.long],
    )
    for write in WRITING
    for delete in (Bot.delete_bot, Bot.delete_owner)
]  # fmt: skip


@pytest.mark.parametrize(("write", "delete"), CASES)
async def test_whoever_comes_second_waits_and_none_is_turned_away(
    clean_database: None, write: Verb, delete: Verb
) -> None:
    bot = await new_bot()
    count = len(await statements_of(partial(write, bot)))
    assert count > 2
    for after in range(1, count + 1):
        bot = await new_bot()
        written, deleted = await interleaved(partial(write, bot), partial(delete, bot), after)
        assert deleted is None, f"after {after} of {count} statements: {deleted!r}"
        assert written is None or isinstance(written, NotFound), f"after {after} of {count}: {written!r}"
        async with unit_of_work() as session:
            assert await session.get(Chatbot, bot.row.id) is None
            assert (await session.exec(select(Entry).where(Entry.chatbot_id == bot.row.id))).first() is None
