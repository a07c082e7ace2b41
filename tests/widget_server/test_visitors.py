"""Who may read and judge a conversation: who holds its token, and nobody who only knows the visitor's id."""

from typing import Any

import httpx
import pytest
from sqlalchemy import event
from sqlmodel import select

from shopchat.conversations.models import Lead, ProductClick
from shopchat.core.db import engine, unit_of_work
from tests.doors import Json, Owner
from tests.widget_server.shopper import WIDGET, Shopper

KNOWN = ("name", "welcome_message", "personality", "theme_config", "suggested_questions", "language")


async def test_the_token_is_told_to_the_first_turn_and_to_who_carries_it(
    shopper: Shopper, client: httpx.AsyncClient
) -> None:
    first = await shopper.say("Hello")
    carried = await shopper.say("Do you have a red lamp?")
    assert carried["visitor_token"] == first["visitor_token"]
    for token in (None, "vt_guessed", first["visitor_token"][:-1]):
        thief = Shopper(client, shopper.widget_key, visitor_id="visitor", token=token)
        stolen = await thief.say("Go on")
        assert stolen["conversation_id"] == first["conversation_id"]  # grouped, as the visitor's id says
        assert stolen["visitor_token"] is None


async def test_the_token_continues_the_conversation_from_another_browser(
    shopper: Shopper, client: httpx.AsyncClient
) -> None:
    first = await shopper.say("Hello")
    elsewhere = Shopper(client, shopper.widget_key, visitor_id="phone", token=shopper.token)
    assert (await elsewhere.say("Do you have a red lamp?"))["conversation_id"] == first["conversation_id"]


@pytest.mark.parametrize("token", ["visitor", "vt_guessed", "\x00", "", None, 7])
async def test_nothing_is_read_without_the_token(shopper: Shopper, token: Any) -> None:
    await shopper.say("My order number is 4711")
    answer = await shopper.send("history", visitor_token=token, visitor_id="visitor")
    assert answer.status_code == 422 or answer.json() == {"conversation": None, "messages": []}
    assert "4711" not in answer.text


async def test_history_is_what_was_said(shopper: Shopper) -> None:
    turn = await shopper.say("Do you have a red lamp?")
    await shopper.send("feedback", visitor_token=shopper.token, message_id=turn["message"]["id"], helpful=False)
    past = await shopper.history()
    question, answer = past["messages"]
    assert past["conversation"]["id"] == turn["conversation_id"]
    assert (question["role"], question["content"]) == ("user", "Do you have a red lamp?")
    assert {name: answer[name] for name in turn["message"]} == turn["message"]
    assert (answer["products"], answer["sources"]) == (turn["products"], turn["sources"])
    assert (question["helpful"], answer["helpful"]) == (None, False)


async def test_after_the_end_history_is_empty_and_the_next_message_starts_anew(shopper: Shopper) -> None:
    first = await shopper.say("Hello")
    for _ in range(2):
        ended = await shopper.send("end", visitor_token=shopper.token)
        assert (ended.status_code, ended.content) == (204, b"")
    assert await shopper.history() == {"conversation": None, "messages": []}
    fresh = await shopper.say("Hello again")
    assert fresh["conversation_id"] != first["conversation_id"]
    assert fresh["visitor_token"] not in {None, first["visitor_token"]}


@pytest.mark.parametrize(
    ("score", "status"), [(1, 204), (5.0, 204), (3.5, 204), (0.9, 422), (5.1, 422), (None, 422), ("good", 422)]
)
async def test_rating(shopper: Shopper, owner: Owner, score: Any, status: int) -> None:
    turn = await shopper.say("Hello")
    await shopper.send("end", visitor_token=shopper.token)
    assert (await shopper.send("rate", visitor_token=shopper.token, score=score)).status_code == status
    stored = (await owner.http.get(f"/api/v1/conversations/{turn['conversation_id']}")).json()
    assert stored["satisfaction_score"] == (score if status == 204 else None)


async def test_the_last_thumb_counts(shopper: Shopper, owner: Owner) -> None:
    turn = await shopper.say("Do you have a red lamp?")
    for helpful in (False, False, True):
        body = {"visitor_token": shopper.token, "message_id": turn["message"]["id"], "helpful": helpful}
        assert (await shopper.send("feedback", **body)).status_code == 204
    overview = (await owner.http.get("/api/v1/analytics/overview")).json()
    assert (overview["helpful"], overview["unhelpful"]) == (1, 0)


async def test_a_thumb_is_for_an_answer_in_ones_own_conversation(shopper: Shopper, client: httpx.AsyncClient) -> None:
    await shopper.say("Do you have a red lamp?")
    question = (await shopper.history())["messages"][0]["id"]
    stranger = Shopper(client, shopper.widget_key, visitor_id="another")
    foreign = (await stranger.say("Hello"))["message"]["id"]
    for message_id in (question, foreign, "00000000-0000-4000-8000-000000000000"):
        answer = await shopper.send("feedback", visitor_token=shopper.token, message_id=message_id, helpful=True)
        assert (answer.status_code, answer.json()) == (404, {"detail": "Message not found."})


async def test_a_wish_for_a_person_is_kept(shopper: Shopper) -> None:
    await shopper.say("I want a person")
    fields = {"email": "Ada@Mail.example", "name": "Ada", "message": "Please call."}
    assert (await shopper.send("handoff", visitor_token=shopper.token, **fields)).status_code == 204
    async with unit_of_work() as session:
        lead = (await session.exec(select(Lead))).one()
    assert (lead.email, lead.name, lead.message, lead.status) == ("ada@mail.example", "Ada", "Please call.", "open")


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "a b@c.example", "ada@mail.example\nBcc: x@y.example", "x" * 330, None]
)
async def test_a_wish_that_could_reach_nobody_is_refused(shopper: Shopper, email: Any) -> None:
    await shopper.say("I want a person")
    answer = await shopper.send("handoff", visitor_token=shopper.token, email=email)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["body", "email"]


@pytest.mark.parametrize("helpful", [True, False])
async def test_what_shoppers_thought_of_an_answer_does_not_hinder_the_next(shopper: Shopper, helpful: bool) -> None:
    answer = await shopper.say("Do you have a red lamp?")
    vote = {"visitor_token": shopper.token, "message_id": answer["message"]["id"], "helpful": helpful}
    assert (await shopper.send("feedback", **vote)).status_code == 204
    assert (await shopper.say("A red lamp, please"))["products"] == answer["products"]


async def test_a_click_on_a_card_is_counted(shopper: Shopper, owner: Owner) -> None:
    (card,) = (await shopper.say("Do you have a red lamp?"))["products"]
    click = {"visitor_token": shopper.token, "type": "product_click", "entry_id": card["entry_id"]}
    assert (await shopper.send("events", **click)).status_code == 204
    assert (await shopper.send("events", **{**click, "type": "product_clicks"})).status_code == 422
    assert (await owner.http.get("/api/v1/analytics/overview")).json()["product_clicks"] == 1


async def test_a_click_on_what_the_bot_does_not_have_is_none(shopper: Shopper, other: Owner) -> None:
    foreign = await other.product(await other.bot(), "Blue lamp", "20.00")
    await shopper.say("Hello")
    answer = await shopper.send("events", visitor_token=shopper.token, type="product_click", entry_id=foreign["id"])
    assert answer.status_code == 404
    async with unit_of_work() as session:
        assert (await session.exec(select(ProductClick))).all() == []


async def test_the_configuration_is_what_a_shopper_may_know(client: httpx.AsyncClient, bot: Json) -> None:
    answer = await client.get(f"{WIDGET}/config", params={"widget_key": bot["widget_key"]})
    assert answer.json() == {name: bot[name] for name in KNOWN}


async def test_a_bot_that_is_switched_off_is_not_there(shopper: Shopper, owner: Owner, bot: Json) -> None:
    await shopper.say("Hello")
    await owner.http.patch(f"/api/v1/chatbots/{bot['id']}", json={"is_active": False})
    unknown = await shopper.http.get(f"{WIDGET}/config", params={"widget_key": "wk_unknown"})
    answers = [
        await shopper.http.get(f"{WIDGET}/config", params={"widget_key": bot["widget_key"]}),
        await shopper.try_to_say("Hello"),
        await shopper.send("history", visitor_token=shopper.token),
        await shopper.send("end", visitor_token=shopper.token),
        await shopper.send("handoff", visitor_token=shopper.token, email="ada@mail.example"),
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, unknown.content)}
    await owner.http.patch(f"/api/v1/chatbots/{bot['id']}", json={"is_active": True})
    assert (await shopper.history())["conversation"]


async def test_a_rotated_key_is_dead_at_once_and_the_talk_goes_on_with_the_new_one(
    shopper: Shopper, owner: Owner, bot: Json
) -> None:
    first = await shopper.say("Hello")
    rotated = await owner.http.post(f"/api/v1/chatbots/{bot['id']}/rotate-key")
    assert (await shopper.try_to_say("Hello")).status_code == 404
    assert (await shopper.send("history", visitor_token=shopper.token)).status_code == 404
    shopper.widget_key = rotated.json()["widget_key"]
    assert shopper.widget_key != bot["widget_key"]
    assert (await shopper.say("Hello"))["conversation_id"] == first["conversation_id"]


async def test_a_program_does_not_rotate_the_key(client: httpx.AsyncClient, owner: Owner, bot: Json) -> None:
    answer = await client.post(f"/api/v1/chatbots/{bot['id']}/rotate-key", headers=await owner.key())
    assert answer.status_code == 401


async def test_each_request_looks_its_bot_up_once(shopper: Shopper, bot: Json) -> None:
    turn = await shopper.say("How much is the red lamp?")
    lookups: list[str] = []

    def count(_: object, __: object, statement: str, *rest: object) -> None:
        if "chatbots.widget_key = " in statement:
            lookups.append(statement)

    product = turn["products"][0]["entry_id"]
    requests: list[tuple[str, Json]] = [
        ("history", {}),
        ("feedback", {"message_id": turn["message"]["id"], "helpful": True}),
        ("events", {"type": "product_click", "entry_id": product}),
        ("rate", {"score": 5}),
        ("handoff", {"email": "a@b.example"}),
        ("chat", {"visitor_id": shopper.visitor_id, "message": "Hello"}),
        ("end", {}),
    ]
    event.listen(engine().sync_engine, "before_cursor_execute", count)
    try:
        for path, fields in requests:
            lookups.clear()
            answer = await shopper.send(path, visitor_token=shopper.token, **fields)
            assert answer.is_success, answer.text
            assert len(lookups) == 1, path
    finally:
        event.remove(engine().sync_engine, "before_cursor_execute", count)
