"""A turn: JSON or events, once whatever is repeated, and never lost half way."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import col, func, select

from shopchat.assistant import service as assistant
from shopchat.conversations import turn
from shopchat.conversations.models import Conversation, Gap, Message
from shopchat.core import clock, db
from shopchat.core.config import get_settings
from tests.doors import Json, Owner
from tests.widget_server.shopper import WIDGET, Shopper, events
from widget_server import chat


async def count(model: Any) -> int:
    async with db.unit_of_work() as session:
        return (await session.exec(select(func.count()).select_from(model))).one()


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "text/plain;charset=UTF-8", "TEXT/PLAIN", None]
)
async def test_a_turn_under_any_content_type(shopper: Shopper, content_type: str | None) -> None:
    shopper.headers = {"Content-Type": content_type} if content_type else {}
    turn = await shopper.say("Do you have a red lamp?")
    assert turn.keys() >= {"conversation_id", "visitor_token", "message", "products", "sources", "suggestions"}
    assert turn["message"].keys() == {"id", "role", "content", "created_at"}
    assert turn["message"]["role"] == "assistant"
    (product,) = turn["products"]
    assert product.keys() == {
        "entry_id", "title", "price", "compare_at_price", "currency", "url", "image_url", "availability", "sku",
    }  # fmt: skip
    assert (product["title"], product["price"], product["currency"]) == ("Red lamp", "10.00", "EUR")
    assert turn["sources"]


async def test_the_same_turn_as_events(shopper: Shopper) -> None:
    shopper.headers = {"Accept": "text/event-stream"}
    answer = await shopper.try_to_say("Do you have a red lamp?")
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.headers["Cache-Control"] == "no-store"
    stream = events(answer.text)
    names = [name for name, _ in stream]
    assert names == ["start", *["token"] * (len(names) - 4), "products", "sources", "done"]
    by_name = dict(stream)
    whole = by_name["done"]
    assert by_name["start"] == {name: whole[name] for name in ("conversation_id", "visitor_token")}
    assert whole["visitor_token"]
    assert "".join(data["text"] for name, data in stream if name == "token") == whole["message"]["content"]
    assert (by_name["products"], by_name["sources"]) == (whole["products"], whole["sources"])


async def test_a_composed_answer_is_read_out_a_few_words_at_a_time_without_a_connection(
    shopper: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shopper.say("hello")
    begun = await turn.begin(turn.Said(shopper.widget_key, "another visitor", "Do you have a red lamp?"))
    waited: list[float] = []
    held: list[int] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        held.append(db.engine().pool.checkedout())  # type: ignore[attr-defined]

    monkeypatch.setattr(chat, "PAUSE", 0.05)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    stream = events("".join([event async for event in chat.events(begun)]))
    told = [data["text"] for name, data in stream if name == "token"]
    assert len(told) > 2
    assert all(len(piece.split()) <= chat.WORDS_AT_ONCE for piece in told)
    assert waited == [0.05] * len(told)
    assert held == [0] * len(told)


async def test_both_forms_give_one_body(shopper: Shopper) -> None:
    first = await shopper.say("Do you have a red lamp?", client_message_id="m1")
    shopper.headers = {"Accept": "text/event-stream"}
    again = await shopper.try_to_say("Do you have a red lamp?", client_message_id="m1")
    assert dict(events(again.text))["done"] == first


@pytest.mark.parametrize("message", ["", "   ", "\n\t", "x" * 2001, None, 7])
async def test_a_message_has_1_to_2000_characters(shopper: Shopper, message: Any) -> None:
    assert (await shopper.try_to_say(message)).status_code == 422
    assert await count(Conversation) == 0


async def test_the_longest_message(shopper: Shopper) -> None:
    await shopper.say("€" * 2000)


@pytest.mark.parametrize("field", ["widget_key", "visitor_id", "message"])
async def test_what_a_turn_needs(client: httpx.AsyncClient, bot: Json, field: str) -> None:
    body = {"widget_key": bot["widget_key"], "visitor_id": "v", "message": "Hello"}
    del body[field]
    answer = await client.post(f"{WIDGET}/chat", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["body", field]


async def test_a_repeat_gives_the_first_answer_and_stores_nothing(shopper: Shopper) -> None:
    first = await shopper.say("Do you have a red lamp?", client_message_id="m1")
    again = await shopper.say("Do you have a red lamp?", client_message_id="m1")
    assert again == first
    assert (await count(Conversation), await count(Message)) == (1, 2)


async def test_a_lost_first_answer_comes_again_whole(shopper: Shopper) -> None:
    """A phone that never heard the first answer repeats it without a token, and must not stay without one."""
    lost = (await shopper.try_to_say("Do you have a red lamp?", client_message_id="m1")).json()
    again = await shopper.say("Do you have a red lamp?", client_message_id="m1")
    assert again == lost
    assert (await shopper.history())["conversation"]["id"] == lost["conversation_id"]


async def test_ten_at_once_are_one(shopper: Shopper) -> None:
    answers = await asyncio.gather(*(shopper.try_to_say("Hello", client_message_id="m1") for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["message"]["id"] for answer in answers}) == 1
    assert (await count(Conversation), await count(Message)) == (1, 2)


async def test_a_repeat_after_the_end_is_still_a_repeat(shopper: Shopper) -> None:
    first = await shopper.say("Do you have a red lamp?", client_message_id="m1")
    await shopper.send("end", visitor_token=shopper.token)
    assert (await shopper.say("Do you have a red lamp?", client_message_id="m1"))["message"] == first["message"]
    assert await count(Message) == 2


async def test_anothers_message_id_is_not_ours(shopper: Shopper, client: httpx.AsyncClient) -> None:
    ours = await shopper.say("Do you have a red lamp?", client_message_id="m1")
    stranger = Shopper(client, shopper.widget_key, visitor_id="another")
    theirs = await stranger.say("Thank you!", client_message_id="m1")
    assert theirs["conversation_id"] != ours["conversation_id"]
    assert theirs["message"]["content"] != ours["message"]["content"]
    assert await count(Message) == 4


async def test_many_shoppers_at_once(bot: Json, client: httpx.AsyncClient) -> None:
    """More than a connection's first few turns: what is prepared after five of them must still mean the same."""
    for number_of_turn in range(8):
        shoppers = [Shopper(client, bot["widget_key"], visitor_id=f"v{number_of_turn}.{number}") for number in range(4)]
        answers = await asyncio.gather(*(shopper.try_to_say("Do you have a red lamp?") for shopper in shoppers))
        assert {answer.status_code for answer in answers} == {200}
    assert (await count(Conversation), await count(Message)) == (32, 64)


async def test_first_messages_of_one_visitor_at_once_are_one_conversation(shopper: Shopper) -> None:
    answers = await asyncio.gather(*(shopper.try_to_say(f"Hello {number}") for number in range(8)))
    turns = [answer.json() for answer in answers]
    assert len({turn["conversation_id"] for turn in turns}) == 1
    assert sum(turn["visitor_token"] is not None for turn in turns) == 1
    assert (await count(Conversation), await count(Message)) == (1, 16)


async def test_a_turn_that_dies_leaves_the_question_and_a_retry_finishes_it(
    shopper: Shopper, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*args: Any, **fields: Any) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as broken:
        broken.setattr(assistant, "answer_from", dies)
        with pytest.raises(asyncio.CancelledError):
            await shopper.try_to_say("Do you have a red lamp?", client_message_id="m1")
    (conversation,) = (await owner.http.get("/api/v1/conversations")).json()["items"]
    where = f"/api/v1/conversations/{conversation['id']}/messages"
    assert [message["role"] for message in (await owner.http.get(where)).json()["items"]] == ["user"]

    turn = await shopper.say("Do you have a red lamp?", client_message_id="m1")
    assert turn["products"]
    assert [message["role"] for message in (await owner.http.get(where)).json()["items"]] == ["user", "assistant"]


async def test_a_stream_that_fails_ends_with_an_error_event(shopper: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*args: Any, **fields: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(assistant, "answer_from", fails)
    shopper.headers = {"Accept": "text/event-stream"}
    stream = events((await shopper.try_to_say("Hello")).text)
    assert [name for name, _ in stream] == ["start", "error"]
    assert stream[1][1].keys() == {"detail"}
    assert "secret" not in stream[1][1]["detail"]


async def test_after_a_long_silence_a_new_conversation_begins(shopper: Shopper) -> None:
    first = await shopper.say("Hello")
    idle = timedelta(minutes=get_settings().conversation_timeout_minutes)
    with clock.moved(idle - timedelta(minutes=1)):
        same = await shopper.say("Hello again")
    with clock.moved(2 * idle):
        fresh = await shopper.say("Hello once more")
    assert same["conversation_id"] == first["conversation_id"]
    assert fresh["conversation_id"] != first["conversation_id"]
    assert fresh["visitor_token"] not in {None, first["visitor_token"]}
    async with db.unit_of_work() as session:
        old = await session.get_one(Conversation, uuid.UUID(first["conversation_id"]))
    assert old.status == "ended"
    assert old.ended_at


async def test_what_no_source_answers_is_a_gap_once(shopper: Shopper, owner: Owner) -> None:
    for _ in range(2):
        await shopper.say("Can you repair a broken submarine engine?", client_message_id="m1")
    assert await count(Gap) == 1
    overview = (await owner.http.get("/api/v1/analytics/overview")).json()
    assert overview["open_gaps"] == 1
    assert overview["gaps"][0]["question"] == "Can you repair a broken submarine engine?"


async def test_the_owner_reads_what_was_said_with_its_sources(shopper: Shopper, owner: Owner) -> None:
    turn = await shopper.say("Do you have a red lamp?", visitor_name="Ada", page_url="https://shop.example/lamps")
    found = (await owner.http.get(f"/api/v1/conversations/{turn['conversation_id']}")).json()
    question, answer = found["messages"]
    assert (found["visitor_id"], found["visitor_name"], found["message_count"]) == ("visitor", "Ada", 2)
    assert question["metadata"]["page_url"] == "https://shop.example/lamps"
    assert answer["id"] == turn["message"]["id"]
    assert answer["metadata"]["products"] == turn["products"]
    assert [source["entry_id"] for source in answer["metadata"]["sources"]] == [
        source["entry_id"] for source in turn["sources"]
    ]
    async with db.unit_of_work() as session:
        positions = await session.exec(select(Message.position).order_by(col(Message.position)))
        assert list(positions) == [1, 2]
