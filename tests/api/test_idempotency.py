"""`Idempotency-Key`: a request that is sent again takes effect once, whoever dies in between."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import select

from shopchat.accounts import service as accounts
from shopchat.accounts.models import KeptAnswer
from shopchat.chatbots import service as chatbots
from shopchat.core import clock, db
from tests.doors import Json, Owner

KEY = {"Idempotency-Key": "8e03978e-40d5-43e8-bc93-6894a57f9324"}
CSV = b"title,price\nRed lamp,10.00\n"


async def send(owner: Owner, path: str, bot: Json, headers: dict[str, str] = KEY, more: str = "") -> httpx.Response:
    """A POST to each of the four that take a key; `more` makes it another request."""
    url = f"/api/v1/{path}"
    if path == "knowledge/imports":
        files = {"file": ("a.csv", CSV + more.encode())}
        return await owner.http.post(url, data={"chatbot_id": bot["id"]}, files=files, headers=headers)
    bodies = {
        "chatbots": {"name": f"Beta{more}"},
        "knowledge": {"chatbot_id": bot["id"], "title": f"Hours{more}", "content": "Nine to five."},
        "api-keys": {"name": f"program{more}"},
    }
    return await owner.http.post(url, json=bodies[path], headers=headers)


async def total(owner: Owner, path: str) -> int:
    count: int = (await owner.http.get(f"/api/v1/{path}")).json()["total"]
    return count


@pytest.fixture(params=["chatbots", "knowledge", "knowledge/imports", "api-keys"])
def path(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def bot(owner: Owner) -> Json:
    return await owner.bot()


async def test_the_same_again_gets_the_first_answer(owner: Owner, bot: Json, path: str) -> None:
    before = await total(owner, path)
    first = await send(owner, path, bot)
    again = await send(owner, path, bot)
    assert first.status_code in {201, 202}
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers.get("etag") == first.headers.get("etag")
    assert again.headers["content-type"] == first.headers["content-type"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert await total(owner, path) == before + 1


async def test_another_body_under_the_key_is_refused(owner: Owner, bot: Json, path: str) -> None:
    await send(owner, path, bot)
    before = await total(owner, path)
    answer = await send(owner, path, bot, more=" more")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["header", "Idempotency-Key"]
    assert await total(owner, path) == before


async def test_of_many_at_once_one_takes_effect(owner: Owner, bot: Json, path: str) -> None:
    before = await total(owner, path)
    answers = await asyncio.gather(*(send(owner, path, bot) for _ in range(8)))
    assert {answer.status_code for answer in answers} <= {201, 202, 409}
    assert len({answer.content for answer in answers if answer.is_success}) == 1
    assert await total(owner, path) == before + 1


async def test_one_key_for_two_routes_is_two_requests(owner: Owner, bot: Json) -> None:
    assert (await send(owner, "chatbots", bot)).status_code == 201
    assert (await send(owner, "api-keys", bot)).status_code == 422


async def test_a_key_is_the_accounts_own(owner: Owner, other: Owner, bot: Json) -> None:
    mine = await send(owner, "chatbots", bot)
    theirs = await send(other, "chatbots", bot)
    assert theirs.status_code == 201
    assert theirs.json()["id"] != mine.json()["id"]


async def test_without_a_key_nothing_is_kept(owner: Owner, bot: Json) -> None:
    first, second = [await send(owner, "chatbots", bot, headers={}) for _ in range(2)]
    assert first.json()["id"] != second.json()["id"]
    assert await kept() == []


async def test_a_refused_request_leaves_the_key_free(owner: Owner, bot: Json) -> None:
    refused = await owner.http.post("/api/v1/chatbots", json={"name": ""}, headers=KEY)
    assert refused.status_code == 422
    assert (await send(owner, "chatbots", bot)).status_code == 201


async def test_one_that_runs_refuses_its_twin_and_one_that_died_does_not(
    owner: Owner, bot: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = asyncio.Event()
    create = chatbots.create_chatbot

    async def hang(*args: Any, **kwargs: Any) -> Any:
        await create(*args, **kwargs)
        began.set()
        await asyncio.Event().wait()

    before = await total(owner, "chatbots")
    monkeypatch.setattr(chatbots, "create_chatbot", hang)
    first = asyncio.create_task(send(owner, "chatbots", bot))
    await began.wait()
    monkeypatch.undo()
    assert (await send(owner, "chatbots", bot)).status_code == 409
    await kill_waiting_backends()
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert (await send(owner, "chatbots", bot)).status_code == 201
    assert await total(owner, "chatbots") == before + 1


async def test_a_key_is_kept_for_a_day(owner: Owner, bot: Json) -> None:
    first = await send(owner, "api-keys", bot)
    with clock.moved(timedelta(hours=23)):
        async with db.unit_of_work() as session:
            await accounts.forget_expired(session)
    assert (await send(owner, "api-keys", bot)).content == first.content
    (row,) = await kept()
    async with db.unit_of_work() as session:
        aged = await session.merge(row)
        aged.created_at -= timedelta(hours=24)
    assert (await send(owner, "api-keys", bot)).json()["id"] != first.json()["id"]
    with clock.moved(timedelta(hours=24, seconds=1)):
        async with db.unit_of_work() as session:
            await accounts.forget_expired(session)
    assert await kept() == []


async def test_a_kept_answer_shows_its_secret_to_nobody_who_lacks_the_key(owner: Owner, bot: Json) -> None:
    secret = (await send(owner, "api-keys", bot)).json()["key"]
    (row,) = await kept()
    stored = row.model_dump_json(exclude={"sealed"}).encode() + row.sealed
    assert secret.encode() not in stored
    assert KEY["Idempotency-Key"].encode() not in stored


@pytest.mark.parametrize("key", ["", "x" * 256, "with space", "tab\there", "é"])
async def test_a_key_that_is_no_key_is_refused(owner: Owner, key: str) -> None:
    headers = [(b"Idempotency-Key", key.encode())]
    answer = await owner.http.post("/api/v1/chatbots", json={"name": "Beta"}, headers=headers)
    assert answer.status_code == 422


async def test_an_api_key_makes_no_api_keys_with_or_without(owner: Owner, client: httpx.AsyncClient) -> None:
    key = await owner.key()
    for headers in (key, {**key, **KEY}):
        assert (await client.post("/api/v1/api-keys", json={"name": "x"}, headers=headers)).status_code == 401


async def kept() -> list[KeptAnswer]:
    async with db.unit_of_work() as session:
        return list((await session.exec(select(KeptAnswer))).all())


async def kill_waiting_backends() -> None:
    """What a killed process leaves of its transactions: nothing."""
    async with db.unit_of_work() as session:
        await (await session.connection()).execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND state = 'idle in transaction'"
            )
        )
