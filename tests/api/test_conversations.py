"""Conversations as their owner sees, ends, rates, removes and counts them."""

import uuid
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from shopchat.core import clock
from tests.doors import Json, Owner
from tests.widget_server.shopper import Shopper

BOTS = "/api/v1/chatbots"
CONVERSATIONS = "/api/v1/conversations"


@pytest.fixture
async def talks(owner: Owner, client: httpx.AsyncClient) -> list[Json]:
    """Three conversations, the oldest first; the second has ended and is rated."""
    bot = await owner.bot()
    turns = []
    for number, message in enumerate(["Do you ship to Mars?", "I lost 100%", "Hello"]):
        shopper = Shopper(client, bot["widget_key"], visitor_id=f"v{number}")
        with clock.moved(timedelta(days=number - 2)):
            turns.append(await shopper.say(message))
        if number == 1:
            await shopper.send("rate", visitor_token=shopper.token, score=4)
            await shopper.send("end", visitor_token=shopper.token)
    return turns


async def test_conversations_are_filtered(owner: Owner, talks: list[Json]) -> None:
    yesterday = (datetime.now(UTC) - timedelta(hours=36)).isoformat()
    everything: list[tuple[Json, list[int]]] = [
        ({}, [2, 1, 0]),
        ({"status": "ended"}, [1]),
        ({"status": "active"}, [2, 0]),
        ({"visitor_id": "v2"}, [2]),
        ({"q": "MARS"}, [0]),
        ({"q": "%"}, [1]),
        ({"min_score": 4}, [1]),
        ({"min_score": 4.1}, []),
        ({"from": yesterday}, [2, 1]),
        ({"to": yesterday}, [0]),
        ({"chatbot_id": str(uuid.uuid4())}, []),
    ]
    for filters, expected in everything:
        answer = (await owner.http.get(CONVERSATIONS, params=filters)).json()
        found = [item["id"] for item in answer["items"]]
        assert found == [talks[number]["conversation_id"] for number in expected], filters
        assert answer["total"] == len(expected)
    for wrong in (
        {"status": "open"},
        {"min_score": 0.5},
        {"min_score": "NaN"},
        {"from": "yesterday"},
        {"to": "2026-01-01T00:00:00"},
    ):
        assert (await owner.http.get(CONVERSATIONS, params=wrong)).status_code == 422


async def test_an_owner_ends_rates_and_removes_a_conversation(owner: Owner, talks: list[Json]) -> None:
    where = f"{CONVERSATIONS}/{talks[0]['conversation_id']}"
    first = (await owner.http.post(f"{where}/end")).json()
    again = (await owner.http.post(f"{where}/end")).json()
    assert first["status"] == "ended"
    assert again == first
    assert (await owner.http.post(f"{where}/rate", json={"score": 2.5})).json()["satisfaction_score"] == 2.5
    for wrong in (0.99, 5.01, None, "good", True, [5]):
        if wrong is not True:  # JSON's true reads as the number 1
            assert (await owner.http.post(f"{where}/rate", json={"score": wrong})).status_code == 422
    page = (await owner.http.get(f"{where}/messages", params={"page": 2, "page_size": 1})).json()
    assert (page["total"], [message["role"] for message in page["items"]]) == (2, ["assistant"])
    answer = await owner.http.delete(where)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await owner.http.get(where)).status_code == 404


async def test_analytics_count_what_happened(owner: Owner, talks: list[Json]) -> None:
    bot_id = (await owner.http.get(BOTS)).json()["items"][0]["id"]
    for where in ("/api/v1/analytics/overview", f"/api/v1/analytics/chatbots/{bot_id}"):
        month = (await owner.http.get(where)).json()
        today = (await owner.http.get(where, params={"days": 1})).json()
        assert (month["conversations"], month["messages"], month["ended"], month["satisfaction"]) == (3, 6, 1, 4.0)
        assert (len(month["series"]), sum(day["conversations"] for day in month["series"])) == (30, 3)
        assert {"question": "Hello", "count": 1} in month["top_questions"]
        assert (today["conversations"], len(today["series"])) == (1, 1)
        for wrong in (0, -1, 367, "x"):
            assert (await owner.http.get(where, params={"days": wrong})).status_code == 422
