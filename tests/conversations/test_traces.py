"""What answers were made from: who may read it, for how long it stays, and that no answer is found in it."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, func, select

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.conversations import receipts, replay, service, traces
from shopchat.conversations.models import AnswerContext, Message, MessageTrace
from shopchat.core import clock
from shopchat.core.config import get_settings
from shopchat.core.db import unit_of_work
from shopchat.core.errors import NotFound
from shopchat.core.jobs import runner
from shopchat.core.record import metadata
from shopchat.exports import contents
from shopchat.knowledge import service as knowledge
from shopchat.knowledge import tasks  # noqa: F401 - declares the jobs
from shopchat.knowledge.changes import EntryChanges
from shopchat.knowledge.importing import service as imports
from shopchat.knowledge.models import Entry, EntryRevision
from tests.assistant.claude_shop import Behind, Shop, model, open_shop

MUGS = "which mugs do you have?"


@pytest.fixture
async def shop(clean_database: None) -> Shop:
    return await open_shop()


async def replayed(shop: Shop, message: Message) -> replay.Replay:
    async with unit_of_work() as session:
        return await replay.replay(session, shop.owner, message_id=message.id)


async def entry(shop: Shop, title: str) -> Entry:
    async with unit_of_work() as session:
        found = await session.exec(select(Entry).where(Entry.chatbot_id == shop.bot.id, Entry.title == title))
        return found.one()


async def change(shop: Shop, what: str, **fields: Any) -> None:
    row = await entry(shop, what)
    async with unit_of_work() as session:
        await knowledge.update_entry(session, shop.owner, entry_id=row.id, changes=EntryChanges(**fields))


async def delete(shop: Shop, title: str) -> None:
    row = await entry(shop, title)
    async with unit_of_work() as session:
        await knowledge.delete_entry(session, shop.owner, entry_id=row.id)


async def count(table: type[Any]) -> int:
    async with unit_of_work() as session:
        return (await session.exec(select(func.count()).select_from(table))).one()


async def tidied(after: timedelta) -> None:
    with clock.moved(after):
        async with unit_of_work() as session:
            await traces.forget(session)


async def test_another_accounts_answers_and_states_do_not_exist(shop: Shop) -> None:
    other = await open_shop("other@shop.example")
    theirs = await other.ask(MUGS)
    mine = await shop.ask(MUGS)
    async with unit_of_work() as session:
        with pytest.raises(NotFound):
            await replay.replay(session, shop.owner, message_id=theirs.id)
        with pytest.raises(NotFound):
            await replay.replay(session, shop.owner, message_id=uuid.uuid4())
        with pytest.raises(NotFound):  # a shopper's message is no answer
            await replay.replay(session, shop.owner, message_id=mine.reply_to_id or mine.id)
    # Even a trace that named their states, present or past, would lead nowhere.
    await change(other, "Pine Mug", title="Secret Mug")
    await delete(other, "Oak Mug")
    async with unit_of_work() as session:
        of_theirs = (
            await session.exec(select(MessageTrace.revisions).where(MessageTrace.message_id == theirs.id))
        ).one()
        assert len(of_theirs) >= 3
        await session.exec(
            update(MessageTrace).where(col(MessageTrace.message_id) == mine.id).values(revisions=of_theirs)
        )
    with pytest.raises(replay.NotReplayable):
        await replayed(shop, mine)


async def test_no_answer_is_found_in_what_an_entry_said_before(shop: Shop) -> None:
    answer = await shop.ask("how much is the pine mug?")
    await change(shop, "Pine Mug", title="Beech Cup", content="Of beech.", metadata={"price": "99.00"})
    await delete(shop, "Oak Mug")
    assert await count(EntryRevision) == 2
    for question in ("how much is the pine mug?", "the oak mug", MUGS, "the cheapest mug"):
        today = await shop.ask(question, visitor=question)
        told = f"{today.content} {today.meta}"
        assert "Oak Mug" not in told
        assert "$12.00" not in told
        async with unit_of_work() as session:
            found = await knowledge.search(session, shop.owner, chatbot_id=shop.bot.id, query=question)
        assert not {hit.entry.title for hit in found} & {"Pine Mug", "Oak Mug"}
    again = await replayed(shop, answer)
    assert again.is_same
    assert "$12.00" in again.again.text
    assert "$12.00" not in again.today.text


async def test_the_model_s_turn_is_made_again_as_the_composer_had_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    Behind(monkeypatch)(model(["The Pine Mug is $12.00."]))
    answer = await shop.ask(MUGS)
    monkeypatch.undo()
    before = await replayed(shop, answer)
    assert answer.content == before.stored.text == "The Pine Mug is $12.00."
    assert before.engine == "model"
    await change(shop, "Pine Mug", metadata={"price": "50.00", "currency": "USD"})
    again = await replayed(shop, answer)
    assert again.is_same
    assert again.again == before.again
    assert "**Pine Mug**: $12.00" in again.again.text
    assert "**Pine Mug**: $50.00" in again.today.text


async def test_an_import_keeps_what_it_replaces(shop: Shop) -> None:
    async def run(csv: str) -> None:
        async with unit_of_work() as session:
            row = await imports.start_import(
                session, shop.owner, chatbot_id=shop.bot.id, filename="shop.csv", data=csv.encode()
            )
        assert row.job_id is not None
        await runner.run(row.job_id)

    await run(
        "sku,title,description,price,currency\nC1,Copper Kettle,Boils.,80.00,USD\nC2,Iron Kettle,Boils.,20.00,USD\n"
    )
    answer = await shop.ask("the copper kettle")
    assert "$80.00" in answer.content
    await run("sku,title,description,price,currency\nC1,Copper Pot,Cooks.,81.00,USD\nC3,New Kettle,Boils.,20.00,USD\n")
    assert await count(EntryRevision) == 1
    again = await replayed(shop, answer)
    assert again.is_same
    assert again.again.text == answer.content


async def test_a_change_that_changes_nothing_keeps_nothing(shop: Shop) -> None:
    before = await entry(shop, "Pine Mug")
    await change(shop, "Pine Mug", title="Pine Mug")
    await change(shop, "Pine Mug", is_active=False)
    await change(shop, "Pine Mug", is_active=True)
    assert (await entry(shop, "Pine Mug")).revision == before.revision
    assert await count(EntryRevision) == 0


async def test_what_no_answer_rests_on_goes_and_in_the_end_everything_does(shop: Shop) -> None:
    answer = await shop.ask("how much is the pine mug?")
    await change(shop, "Returns", title="Refunds")  # in the trace of no answer
    await change(shop, "Pine Mug", content="Of pine, still.")
    await delete(shop, "Pine Mug")
    assert await count(EntryRevision) == 3
    await tidied(timedelta(minutes=30))  # a turn under way might still need them
    assert await count(EntryRevision) == 3
    await tidied(timedelta(hours=2))
    async with unit_of_work() as session:
        kept = (await session.exec(select(EntryRevision.title, EntryRevision.content))).all()
    assert [title for title, _ in kept] == ["Pine Mug"]
    assert "still" not in kept[0][1]
    assert (await replayed(shop, answer)).is_same
    days = timedelta(days=get_settings().replay_days)
    await tidied(days - timedelta(hours=1))
    assert (await replayed(shop, answer)).is_same
    await tidied(days + timedelta(days=1))
    assert [await count(table) for table in (MessageTrace, AnswerContext, EntryRevision)] == [0, 0, 0]
    with pytest.raises(replay.NotReplayable, match="REPLAY_DAYS"):
        await replayed(shop, answer)


async def test_with_a_conversation_its_traces_go_and_with_a_chatbot_all(shop: Shop) -> None:
    answer = await shop.ask(MUGS)
    await shop.ask(MUGS, visitor="another")
    await change(shop, "Pine Mug", title="Other Mug")
    async with unit_of_work() as session:
        await service.delete_conversation(session, shop.owner, conversation_id=answer.conversation_id)
    assert await count(MessageTrace) == 1
    async with unit_of_work() as session:
        await chatbots.delete_chatbot(session, shop.owner, chatbot_id=shop.bot.id)
    assert [await count(table) for table in (MessageTrace, AnswerContext, EntryRevision)] == [0, 0, 0]


async def test_answers_in_the_same_state_share_one_context(shop: Shop) -> None:
    for visitor in ("a", "b", "c"):
        await shop.ask(MUGS, visitor=visitor)
    assert await count(AnswerContext) == 1
    await change(shop, "Pine Mug", metadata={"price": "13.00", "currency": "USD", "availability": "in_stock"})
    await shop.ask(MUGS, visitor="d")
    assert await count(AnswerContext) == 1  # a price is no word of the catalogue
    async with unit_of_work() as session:
        await chatbots.update_chatbot(
            session, shop.owner, chatbot_id=shop.bot.id, changes=ChatbotChanges(personality="playful")
        )
    await shop.ask(MUGS, visitor="e")
    assert await count(AnswerContext) == 2


async def test_nothing_is_kept_where_the_setting_says_so(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPLAY_DAYS", "0")
    get_settings.cache_clear()
    try:
        answer = await shop.ask(MUGS)
        await change(shop, "Pine Mug", title="Other Mug")
        await delete(shop, "Oak Mug")
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()
    assert [await count(table) for table in (MessageTrace, AnswerContext, EntryRevision)] == [0, 0, 0]
    with pytest.raises(replay.NotReplayable):
        await replayed(shop, answer)


async def test_receipts_say_what_has_become_of_each_field(shop: Shop) -> None:
    answer = await shop.ask(MUGS)

    async def read() -> dict[tuple[str, str], receipts.Receipt]:
        async with unit_of_work() as session:
            row = await service.get_conversation(session, shop.owner, conversation_id=answer.conversation_id)
            found = await receipts.of_messages(session, shop.owner, conversation=row, messages=[answer])
        return {(line.title, line.field): line for line in found[answer.id]}

    before = await read()
    assert {line.state for line in before.values()} == {"same"}
    assert {("Pine Mug", field) for field in ("title", "price", "availability")} <= before.keys()
    await change(shop, "Pine Mug", metadata={"price": "50.00", "currency": "USD", "availability": "in_stock"})
    await change(shop, "Elm Mug", is_active=False)
    await delete(shop, "Oak Mug")
    after = await read()
    price = after["Pine Mug", "price"]
    assert (price.state, price.then, price.now) == ("changed", "$12.00", "$50.00")
    assert after["Pine Mug", "availability"].state == "same"
    assert after["Elm Mug", "price"].state == "off"
    gone = after["Oak Mug", "price"]
    assert (gone.state, gone.then) == ("deleted", "$18.00")


async def test_an_account_s_export_holds_what_its_entries_said_before(shop: Shop) -> None:
    await change(shop, "Pine Mug", title="Other Mug")
    async with unit_of_work() as session:
        table = metadata.tables["knowledge_revisions"]
        owner = await session.get_one(User, shop.owner.id)
        connection = await session.connection()
        rows = (await connection.execute(contents.rows_of(table, owner))).mappings().all()
    assert contents.is_exported(table)
    assert [row["title"] for row in rows] == ["Pine Mug"]
