"""Order of lists, and the forgetting of one visitor."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from shopchat.core import db
from tests.doors import Json, Owner


async def values(owner: Owner, path: str, field: str, **query: Any) -> list[Any]:
    answer = await owner.http.get(f"/api/v1/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return [item[field] for item in answer.json()["items"]]


async def test_chatbots_and_entries_in_every_order(owner: Owner) -> None:
    bots = [await owner.bot(name=name) for name in ("beta", "Alpha", "gamma")]
    for title in ("beta", "Alpha", "gamma"):
        await owner.entry(bots[0], title=title)
    for path, field in (("chatbots", "name"), ("knowledge", "title")):
        assert await values(owner, path, field) == ["gamma", "Alpha", "beta"]
        assert await values(owner, path, field, sort="created_at") == ["beta", "Alpha", "gamma"]
        assert await values(owner, path, field, sort=field) == ["Alpha", "beta", "gamma"]
        assert await values(owner, path, field, sort=f"-{field}", page_size=1, page=2) == ["beta"]
    await owner.http.patch(f"/api/v1/chatbots/{bots[0]['id']}", json={"personality": "concise"})
    assert await values(owner, "chatbots", "name", sort="-updated_at") == ["beta", "gamma", "Alpha"]


async def chat(client: httpx.AsyncClient, bot: Json, visitor: str) -> Json:
    body = {"widget_key": bot["widget_key"], "visitor_id": visitor, "message": "Hello"}
    answer: Json = (await client.post("/api/v1/widget/chat", json=body)).json()
    return answer


async def test_conversations_without_a_score_come_last(owner: Owner, client: httpx.AsyncClient) -> None:
    bot = await owner.bot()
    said = {visitor: await chat(client, bot, visitor) for visitor in ("one", "two", "three")}
    for visitor, score in (("one", 2), ("three", 5)):
        await owner.http.post(f"/api/v1/conversations/{said[visitor]['conversation_id']}/rate", json={"score": score})
    for sort, expected in (
        ("satisfaction_score", ["one", "three", "two"]),
        ("-satisfaction_score", ["three", "one", "two"]),
        ("started_at", ["one", "two", "three"]),
        ("-last_message_at", ["three", "two", "one"]),
    ):
        assert await values(owner, "conversations", "visitor_id", sort=sort) == expected


@pytest.mark.parametrize("path", ["chatbots", "knowledge", "conversations"])
@pytest.mark.parametrize("sort", ["", "-", "password_hash", "created_at;drop table users", "+created_at", "NAME"])
async def test_another_order_is_refused(owner: Owner, path: str, sort: str) -> None:
    answer = await owner.http.get(f"/api/v1/{path}", params={"sort": sort})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["query", "sort"]


async def test_a_visitor_is_forgotten_with_all_that_was_said(
    owner: Owner, other: Owner, client: httpx.AsyncClient
) -> None:
    here, there, foreign = await owner.bot(), await owner.bot(), await other.bot()
    for bot in (here, there, foreign):
        said = await chat(client, bot, "visitor")
        lead = {"widget_key": bot["widget_key"], "visitor_token": said["visitor_token"], "email": "me@mail.example"}
        assert (await client.post("/api/v1/widget/handoff", json=lead)).status_code == 204
    await chat(client, here, "another")
    query = {"visitor_id": "visitor", "chatbot_id": there["id"]}
    assert (await owner.http.delete("/api/v1/conversations", params=query)).status_code == 204
    assert await values(owner, "conversations", "visitor_id", sort="started_at") == ["visitor", "another"]
    gone = await owner.http.delete("/api/v1/conversations", params={"visitor_id": "visitor"})
    assert (gone.status_code, gone.content) == (204, b"")
    assert await values(owner, "conversations", "visitor_id") == ["another"]
    assert await values(other, "conversations", "visitor_id") == ["visitor"]
    async with db.unit_of_work() as session:
        connection = await session.connection()
        assert (await connection.execute(text("SELECT count(*) FROM leads"))).scalar() == 1
    assert (await owner.http.delete("/api/v1/conversations", params={"visitor_id": "visitor"})).status_code == 404


@pytest.mark.parametrize("query", [{}, {"visitor_id": ""}, {"visitor_id": "x" * 256}, {"visitor": "one"}])
async def test_without_a_visitor_nothing_is_removed(
    owner: Owner, client: httpx.AsyncClient, query: dict[str, str]
) -> None:
    await chat(client, await owner.bot(), "one")
    assert (await owner.http.delete("/api/v1/conversations", params=query)).status_code == 422
    assert await values(owner, "conversations", "visitor_id") == ["one"]
