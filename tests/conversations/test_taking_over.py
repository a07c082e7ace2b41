"""A person answers in place of the chatbot: strangers cannot, the chatbot is silent, and it answers again."""

import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shopchat.assistant import service as assistant
from shopchat.chatbots import service as chatbots
from shopchat.conversations import queries, service, taking_over
from shopchat.core import clock, db
from shopchat.core.config import get_settings
from tests.doors import Json, Owner, api, client, new_owner, other, owner
from tests.widget_server.conftest import bot, shopper
from tests.widget_server.shopper import Shopper, events

__all__ = ["api", "bot", "client", "new_owner", "other", "owner", "shopper"]

HOME = "/api/v1/conversations"


@pytest.fixture
async def where(shopper: Shopper) -> str:
    """A conversation with one answer of the chatbot."""
    return f"{HOME}/{(await shopper.say('Do you have a red lamp?'))['conversation_id']}"


async def post(caller: Owner, path: str, **body: Any) -> httpx.Response:
    return await caller.http.post(path, json=body or None)


async def roles(owner: Owner, where: str) -> list[str]:
    return [message["role"] for message in (await owner.http.get(where)).json()["messages"]]


async def test_strangers_and_neighbours_meet_nothing(
    client: httpx.AsyncClient, owner: Owner, other: Owner, where: str
) -> None:
    for verb, body in (("take-over", {}), ("give-back", {}), ("reply", {"content": "Hi"})):
        assert (await client.post(f"{where}/{verb}", json=body or None)).status_code == 401
        theirs = await post(other, f"{where}/{verb}", **body)
        absent = await post(other, f"{HOME}/{uuid.uuid4()}/{verb}", **body)
        assert theirs.status_code == 404
        assert theirs.content == absent.content
    assert await roles(owner, where) == ["user", "assistant"]
    assert (await owner.http.get(where)).json()["taken_over_at"] is None


async def test_the_chatbot_is_silent_until_it_is_given_back(shopper: Shopper, owner: Owner, where: str) -> None:
    first = (await post(owner, f"{where}/take-over")).json()
    again = (await post(owner, f"{where}/take-over")).json()
    assert first["taken_over_at"]
    assert again == first
    silent = await shopper.say("And a blue one?", client_message_id="m2")
    assert (silent["message"], silent["taken_over"], silent["products"]) == (None, True, [])
    said = await post(owner, f"{where}/reply", content="  Next week.  ")
    assert (said.status_code, said.json()["role"], said.json()["content"]) == (201, "person", "Next week.")
    past = await shopper.history()
    assert past["conversation"]["taken_over"]
    assert [(it["role"], it["content"]) for it in past["messages"][2:]] == [
        ("user", "And a blue one?"),
        ("person", "Next week."),
    ]
    assert (await post(owner, f"{where}/give-back")).json()["taken_over_at"] is None
    assert (await post(owner, f"{where}/give-back")).status_code == 200
    late = await shopper.say("And a blue one?", client_message_id="m2")
    assert late["message"] is None  # what was said to a person is never answered by the chatbot
    spoken = await shopper.say("Do you have a red lamp?")
    assert (spoken["message"]["role"], spoken["taken_over"]) == ("assistant", False)
    assert await roles(owner, where) == ["user", "assistant", "user", "person", "user", "assistant"]


async def test_a_stream_ends_with_one_done(shopper: Shopper, owner: Owner, where: str) -> None:
    await post(owner, f"{where}/take-over")
    shopper.headers = {"Accept": "text/event-stream"}
    stream = events((await shopper.try_to_say("Hello?")).text)
    assert [name for name, _ in stream] == ["start", "products", "sources", "done"]
    assert stream[-1][1]["taken_over"]


async def test_an_answer_that_was_begun_is_not_given(
    shopper: Shopper, owner: Owner, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner takes over while the chatbot thinks."""
    think = assistant.answer_from

    async def slowly(*args: Any, **fields: Any) -> Any:
        await post(owner, f"{where}/take-over")
        return await think(*args, **fields)

    monkeypatch.setattr(assistant, "answer_from", slowly)
    told = await shopper.say("Can you repair a submarine?", client_message_id="m2", page_url="https://shop.example/")
    assert (told["message"], told["taken_over"]) == (None, True)
    question = (await owner.http.get(where)).json()["messages"][-1]
    assert question["metadata"] == {"page_url": "https://shop.example/", "for_person": True}
    assert (await owner.http.get("/api/v1/analytics/overview")).json()["open_gaps"] == 0


async def test_what_cannot_be_said(owner: Owner, where: str) -> None:
    refused = await post(owner, f"{where}/reply", content="Hi")
    assert (refused.status_code, "Take it over" in refused.json()["detail"]) == (409, True)
    await post(owner, f"{where}/take-over")
    for wrong in ("", " \n", "x" * 2001, None, 7):
        assert (await owner.http.post(f"{where}/reply", json={"content": wrong})).status_code == 422
    assert (await post(owner, f"{where}/reply", content="€" * 2000)).status_code == 201
    ended = (await post(owner, f"{where}/end")).json()
    assert (ended["status"], ended["taken_over_at"]) == ("ended", None)
    for verb, body in (("take-over", {}), ("reply", {"content": "Hi"})):
        assert (await post(owner, f"{where}/{verb}", **body)).status_code == 409
    assert (await post(owner, f"{where}/give-back")).status_code == 200


async def test_one_draft_is_said_once(owner: Owner, where: str) -> None:
    await post(owner, f"{where}/take-over")
    conversation_id = uuid.UUID(where.rpartition("/")[2])
    ids = set()
    for _ in range(2):
        async with db.unit_of_work() as session:
            row = await queries.conversation_for_turn(session, conversation_id)
            assert row is not None
            found = await chatbots.with_owner(session, chatbot_id=row.chatbot_id)
            assert found is not None
            made = await taking_over.reply(
                session, found[1], conversation_id=conversation_id, content="Hi", draft_id="reply-1"
            )
            ids.add(made.id)
    assert len(ids) == 1
    assert await roles(owner, where) == ["user", "assistant", "person"]


async def test_silence_ends_it_only_after_a_day(shopper: Shopper, owner: Owner, where: str) -> None:
    await post(owner, f"{where}/take-over")
    idle = timedelta(minutes=get_settings().conversation_timeout_minutes)
    with clock.moved(2 * idle):
        async with db.unit_of_work() as session:
            assert await service.end_idle(session, limit=9) == 0
        assert where.endswith((await shopper.say("Still there?"))["conversation_id"])
    with clock.moved(timedelta(days=1, hours=2)):
        async with db.unit_of_work() as session:
            assert await service.end_idle(session, limit=9) == 1
    shown: Json = (await owner.http.get(where)).json()
    assert (shown["status"], shown["taken_over_at"]) == ("ended", None)
