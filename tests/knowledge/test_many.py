"""One change to many entries, and its undoing: the stranger first, then exactly what was there comes back."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlmodel import col, select

from shopchat.accounts.models import User
from shopchat.billing import service as billing
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.core import clock
from shopchat.core.db import unit_of_work
from shopchat.core.errors import Conflict, LimitReached, NotFound
from shopchat.core.jobs import Job, runner
from shopchat.knowledge import counting, many, service, standing, tasks  # noqa: F401 - tasks declares the jobs
from shopchat.knowledge.changes import EntryChanges
from shopchat.knowledge.many import Change, Chosen
from shopchat.knowledge.models import Entry, EntryRevision
from tests.doors import PASSWORD_HASH

TITLES = ("Red lamp", "Blue lamp", "Green lamp")
# All that belongs to an entry and must come back with it; passages get new numbers.
KEPT = (
    "SELECT to_jsonb(e) - 'embedding_status' FROM knowledge_base e ORDER BY id",
    "SELECT to_jsonb(s) FROM knowledge_standings s ORDER BY entry_id",
    "SELECT to_jsonb(p) FROM knowledge_products p ORDER BY entry_id",
    "SELECT to_jsonb(v) FROM knowledge_variants v ORDER BY entry_id, position",
    "SELECT to_jsonb(c) - 'id' FROM knowledge_chunks c ORDER BY entry_id, position",
    "SELECT term, tf, length FROM knowledge_postings ORDER BY term, tf, length",
    "SELECT entries FROM usage_entries ORDER BY entries",
)


@dataclass
class Shop:
    """An owner, a chatbot, and three lamps in the order of their titles above."""

    owner: User
    bot: Chatbot
    entries: list[Entry]

    @property
    def ids(self) -> tuple[uuid.UUID, ...]:
        return tuple(entry.id for entry in self.entries)

    async def finds(self) -> set[str]:
        async with unit_of_work() as session:
            found = await service.search(session, self.owner, chatbot_id=self.bot.id, query="lamp")
        return {hit.entry.title for hit in found}

    async def version(self) -> int:
        async with unit_of_work() as session:
            return (await session.get_one(Chatbot, self.bot.id)).knowledge_version

    async def used(self) -> int:
        async with unit_of_work() as session:
            assert not await counting.recount(session, self.owner), "the counter is wrong"
        async with unit_of_work() as session:
            statement = text("SELECT coalesce(sum(entries), 0) FROM usage_entries WHERE user_id = :owner")
            return int((await (await session.connection()).execute(statement, {"owner": self.owner.id})).scalar_one())

    async def switch(self, chosen: Chosen, *, on: bool) -> Change:
        async with unit_of_work() as session:
            return await many.switch(session, self.owner, chosen=chosen, on=on)

    async def delete(self, *ids: uuid.UUID) -> Change:
        async with unit_of_work() as session:
            return await many.delete(session, self.owner, chosen=Chosen(ids or self.ids))

    async def undo(self, change: Change) -> Change:
        assert change.id is not None
        async with unit_of_work() as session:
            return await many.undo(session, self.owner, change_id=change.id)


async def a_shop(plan: str = "pro") -> Shop:
    async with unit_of_work() as session:
        owner = User(email=f"{uuid.uuid4()}@shop.example", password_hash=PASSWORD_HASH, plan=plan)
        session.add(owner)
        await session.flush()
        bot = await chatbots.create_chatbot(session, owner, fields=ChatbotChanges(name="Alba"))
        entries = []
        for title in TITLES:
            fields = EntryChanges(
                title=title, content="It shines.", source_type="product_catalog", metadata={"price": "9.00"}
            )
            entries.append(await service.add_entry(session, owner, chatbot_id=bot.id, fields=fields))
            entries[-1].external_key = title
    return Shop(owner, bot, entries)


@pytest_asyncio.fixture
async def shop(clean_database: None) -> Shop:
    return await a_shop()


async def everything() -> list[Any]:
    async with unit_of_work() as session:
        connection = await session.connection()
        return [[tuple(row) for row in await connection.execute(text(statement))] for statement in KEPT]


async def run_jobs(name: str) -> None:
    async with unit_of_work() as session:
        ids = (await session.exec(select(Job.id).where(Job.name == name, col(Job.status) == "queued"))).all()
    for job_id in ids:
        await runner.run(job_id)


async def test_a_neighbour_changes_nothing_and_undoes_nothing(shop: Shop) -> None:
    neighbour = await a_shop()
    before = await everything()
    for chosen in (Chosen(shop.ids), Chosen(chatbot_id=shop.bot.id)):
        assert (await neighbour.switch(chosen, on=False)).count == 0
        async with unit_of_work() as session:
            assert (await many.pin(session, neighbour.owner, chosen=chosen, pinned=True)).count == 0
            assert (await many.delete(session, neighbour.owner, chosen=chosen)).count == 0
    assert await everything() == before
    change = await shop.delete()
    with pytest.raises(Conflict):
        await neighbour.undo(change)
    assert await shop.finds() == set()


async def test_what_is_off_is_found_no_more_and_an_undo_switches_it_on(shop: Shop) -> None:
    version = await shop.version()
    change = await shop.switch(Chosen(shop.ids[:2]), on=False)
    assert change.count == 2
    assert await shop.finds() == {"Green lamp"}
    assert await shop.version() > version
    assert await shop.used() == 3
    assert (await shop.undo(change)).count == 2
    assert await shop.finds() == set(TITLES)


async def test_only_what_was_on_is_switched_on_again(shop: Shop) -> None:
    await shop.switch(Chosen(shop.ids[:1]), on=False)
    change = await shop.switch(Chosen(shop.ids), on=False)
    assert change.count == 2
    await shop.undo(change)
    assert await shop.finds() == set(TITLES[1:])
    assert (await shop.switch(Chosen(shop.ids), on=True)).count == 1
    assert await shop.finds() == set(TITLES)


async def test_what_is_so_already_is_no_change(shop: Shop) -> None:
    version = await shop.version()
    assert await shop.switch(Chosen(shop.ids), on=True) == Change(0)
    async with unit_of_work() as session:
        assert await many.pin(session, shop.owner, chosen=Chosen(shop.ids), pinned=False) == Change(0)
    assert await shop.version() == version


async def test_pins_come_and_go(shop: Shop) -> None:
    for pinned in (True, False):
        async with unit_of_work() as session:
            assert (await many.pin(session, shop.owner, chosen=Chosen(shop.ids[:2]), pinned=pinned)).count == 2
        async with unit_of_work() as session:
            known = await standing.pinned_among(session, shop.owner, shop.ids)
        assert known == (set(shop.ids[:2]) if pinned else set())


async def test_filters_choose_what_they_leave(shop: Shop) -> None:
    assert (await shop.switch(Chosen(q="blue", chatbot_id=shop.bot.id), on=False)).count == 1
    assert (await shop.switch(Chosen(is_active=True, source_type="product_catalog"), on=False)).count == 2
    assert await shop.finds() == set()


async def test_what_is_deleted_is_gone_for_everybody_at_once(shop: Shop) -> None:
    version = await shop.version()
    assert (await shop.delete(*shop.ids[:2])).count == 2
    assert await shop.finds() == {"Green lamp"}
    assert await shop.used() == 1
    assert await shop.version() > version
    async with unit_of_work() as session:
        with pytest.raises(NotFound):
            await service.get_entry(session, shop.owner, entry_id=shop.ids[0])
        named = await service.by_id(session, shop.owner, chatbot_id=shop.bot.id, entry_ids=list(shop.ids))
        assert set(named) == {shop.ids[2]}
        assert await service.embedding_progress(session, shop.owner, chatbot_id=shop.bot.id) == (1, 1)
        vocabulary = await service.vocabulary(session, await session.get_one(Chatbot, shop.bot.id))
        assert "blue" not in str(vocabulary).lower()
    assert (await shop.delete(*shop.ids[:2])).count == 0


async def test_an_undo_brings_back_exactly_what_was_there(shop: Shop) -> None:
    async with unit_of_work() as session:
        await many.pin(session, shop.owner, chosen=Chosen(shop.ids[:1]), pinned=True)
        await standing.vote(session, shop.owner, entry_ids=[shop.ids[0]], helpful=True)
    await shop.switch(Chosen(shop.ids[1:2]), on=False)
    async with unit_of_work() as session:  # the number of that change is no part of what an owner has
        await (await session.connection()).execute(text("UPDATE knowledge_base SET change_id = NULL"))
    before = await everything()
    change = await shop.delete()
    with clock.moved(many.UNDONE_WITHIN - timedelta(minutes=1)):
        await remove_deleted()
    assert (await shop.undo(change)).count == 3
    assert await everything() == before
    assert await shop.finds() == {"Red lamp", "Green lamp"}
    assert await shop.used() == 3
    with pytest.raises(Conflict):
        await shop.undo(change)


async def remove_deleted() -> None:
    async with unit_of_work() as session:
        before = clock.now() - many.UNDONE_WITHIN
        for chatbot_id in await many.bots_with_deleted(session, deleted_before=before):
            await many.remove(session, chatbot_id=chatbot_id, deleted_before=before, limit=10)


async def test_after_a_while_it_is_gone_for_good_and_replay_still_knows_it(shop: Shop) -> None:
    change = await shop.delete(*shop.ids[:2])
    with clock.moved(many.UNDONE_WITHIN + timedelta(minutes=1)):
        await remove_deleted()
    async with unit_of_work() as session:
        assert {entry.id for entry in (await session.exec(select(Entry))).all()} == {shop.ids[2]}
        kept = (await session.exec(select(EntryRevision.entry_id))).all()
    assert set(kept) == set(shop.ids[:2])
    with pytest.raises(Conflict, match="no longer be undone"):
        await shop.undo(change)
    assert await shop.used() == 1


async def test_what_an_import_has_made_anew_stays_as_it_made_it(shop: Shop) -> None:
    change = await shop.delete(*shop.ids[:2])
    async with unit_of_work() as session:
        fields = EntryChanges(title="Red lamp, new", content="It shines more.")
        made = await service.add_entry(session, shop.owner, chatbot_id=shop.bot.id, fields=fields)
        made.external_key = "Red lamp"
    assert (await shop.undo(change)).count == 1
    assert await shop.finds() == {"Red lamp, new", "Blue lamp", "Green lamp"}
    assert await shop.used() == 3


async def test_without_room_in_the_plan_nothing_comes_back(shop: Shop) -> None:
    change = await shop.delete()
    async with unit_of_work() as session:
        await billing.set_plan(session, await session.get_one(User, shop.owner.id), plan="free")
        for number in range(8):
            fields = EntryChanges(title=f"Text {number}", content="Words.")
            await service.add_entry(session, shop.owner, chatbot_id=shop.bot.id, fields=fields)
    shop.owner.plan = "free"
    with pytest.raises(LimitReached):
        await shop.undo(change)
    assert await shop.used() == 8
    assert await shop.finds() == set()


async def test_many_are_indexed_by_a_job(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "AT_ONCE", 1)
    before = (await everything())[2:]
    change = await shop.delete()
    await shop.undo(change)
    assert await shop.finds() == set()
    await run_jobs("knowledge.learn_again")
    assert await shop.finds() == set(TITLES)
    assert (await everything())[2:] == before


async def test_more_than_ten_thousand_are_refused_in_a_sentence(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "MOST", 2)
    with pytest.raises(Conflict, match="At most 2 entries"):
        await shop.switch(Chosen(), on=False)
    assert await shop.finds() == set(TITLES)
