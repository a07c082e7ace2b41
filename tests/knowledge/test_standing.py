"""Pins and opinions: they decide between hits that fit about as well, within bounds, and only of one's own entries."""

import uuid

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.core.errors import NotFound
from shopchat.knowledge import standing
from shopchat.knowledge.index_models import EntryStanding
from shopchat.knowledge.models import Entry
from shopchat.knowledge.search import SearchQuery, search
from tests.knowledge.shelf import new_bot, shelve


@pytest.fixture
async def bot(session: AsyncSession) -> uuid.UUID:
    return await new_bot(session)


async def owner_of(session: AsyncSession, bot: uuid.UUID) -> User:
    statement = select(User).join(Chatbot, Chatbot.user_id == User.id).where(Chatbot.id == bot)  # type: ignore[arg-type]
    return (await session.exec(statement)).one()


async def order(session: AsyncSession, bot: uuid.UUID, question: str) -> list[uuid.UUID]:
    return [hit.entry_id for hit in await search(session, bot, SearchQuery(question))]


async def two_alike(session: AsyncSession, bot: uuid.UUID) -> tuple[User, Entry, Entry]:
    """Two entries that fit "red lamp" equally well, the one that comes first by chance first."""
    entries = {entry.id: entry for entry in await shelve(session, bot, "Red lamp", "Red lamp")}
    first, second = await order(session, bot, "red lamp")
    return await owner_of(session, bot), entries[first], entries[second]


async def test_a_neighbour_can_neither_pin_nor_vote(session: AsyncSession, bot: uuid.UUID) -> None:
    _, _, second = await two_alike(session, bot)
    stranger = await owner_of(session, await new_bot(session))
    with pytest.raises(NotFound):
        await standing.pin(session, stranger, entry_id=second.id, pinned=True)
    await standing.vote(session, stranger, entry_ids=[second.id], helpful=True)
    assert (await session.exec(select(EntryStanding))).all() == []
    assert await standing.pinned_among(session, stranger, [second.id]) == set()


async def test_a_pin_comes_first_until_it_is_taken_out(session: AsyncSession, bot: uuid.UUID) -> None:
    owner, first, second = await two_alike(session, bot)
    await standing.pin(session, owner, entry_id=second.id, pinned=True)
    assert await order(session, bot, "red lamp") == [second.id, first.id]
    assert await standing.pinned_among(session, owner, [first.id, second.id]) == {second.id}
    await standing.pin(session, owner, entry_id=second.id, pinned=False)
    assert await order(session, bot, "red lamp") == [first.id, second.id]


async def test_what_helped_comes_first(session: AsyncSession, bot: uuid.UUID) -> None:
    owner, first, second = await two_alike(session, bot)
    await standing.vote(session, owner, entry_ids=[second.id, uuid.uuid4()], helpful=True)
    assert await order(session, bot, "red lamp") == [second.id, first.id]
    hits = await search(session, bot, SearchQuery("red lamp"))
    assert hits[0].signals["standing"] > 0


async def test_a_changed_mind_counts_once(session: AsyncSession, bot: uuid.UUID) -> None:
    owner, _, second = await two_alike(session, bot)
    for helpful, before in ((True, None), (True, True), (False, True), (True, False), (False, True)):
        await standing.vote(session, owner, entry_ids=[second.id], helpful=helpful, before=before)
    row = (await session.exec(select(EntryStanding).execution_options(populate_existing=True))).one()
    assert (row.helpful, row.unhelpful) == (0, 1)


async def test_a_thousand_voices_do_not_beat_the_better_fit(session: AsyncSession, bot: uuid.UUID) -> None:
    lamp, table = await shelve(session, bot, "Red lamp", "Red table")
    session.add(EntryStanding(entry_id=table.id, chatbot_id=bot, is_pinned=True, helpful=1_000))
    session.add(EntryStanding(entry_id=lamp.id, chatbot_id=bot, unhelpful=1_000))
    await session.flush()
    assert await order(session, bot, "red lamp") == [lamp.id, table.id]
