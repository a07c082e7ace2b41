"""API keys: shown once, held to their scopes, dead at once."""

import asyncio
import uuid
from typing import Any

import httpx
import pytest

from shopchat.accounts.models import ApiKey
from shopchat.core import db
from shopchat.core.config import get_settings
from tests.doors import Json, Owner

BOTS = "/api/v1/chatbots"
KEYS = "/api/v1/api-keys"


async def test_a_key_is_shown_once_and_stored_hashed(owner: Owner, client: httpx.AsyncClient) -> None:
    made = (await owner.http.post(KEYS, json={"name": "program", "scopes": ["write", "read"]})).json()
    assert made["key"].startswith("sc_")
    assert made["key"].startswith(made["key_prefix"])
    assert made["scopes"] == ["read", "write"]
    (listed,) = (await owner.http.get(KEYS)).json()["items"]
    assert listed == {name: value for name, value in made.items() if name != "key"}
    async with db.unit_of_work() as session:
        row = await session.get_one(ApiKey, uuid.UUID(made["id"]))
        assert made["key"] not in str(row)
    header = {"X-API-Key": made["key"]}
    assert (await client.get(BOTS, headers=header)).status_code == 200
    assert (await owner.http.get(KEYS)).json()["items"][0]["last_used"] is not None
    assert (await owner.http.delete(f"{KEYS}/{made['id']}")).status_code == 204
    assert (await client.get(BOTS, headers=header)).status_code == 401
    assert (await owner.http.get(KEYS)).json()["items"] == []
    assert (await owner.http.delete(f"{KEYS}/{made['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("scopes", "reads", "writes"), [(["read"], 200, 403), (["write"], 403, 201), (["read", "write"], 200, 201)]
)
async def test_a_keys_scopes(
    owner: Owner, client: httpx.AsyncClient, scopes: list[str], reads: int, writes: int
) -> None:
    key = await owner.key(*scopes)
    assert (await client.get(BOTS, headers=key)).status_code == reads
    assert (await client.post(BOTS, json={"name": "Alba"}, headers=key)).status_code == writes
    searched = {"chatbot_id": (await owner.bot())["id"], "query": "lamp"}
    assert (await client.post("/api/v1/knowledge/search", json=searched, headers=key)).status_code == reads


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": None}, {"scopes": []}, {"scopes": ["admin"]}, {"scopes": None}]
)
async def test_what_a_key_cannot_be(owner: Owner, wrong: Json) -> None:
    body = {"name": "program", **wrong}
    assert (await owner.http.post(KEYS, json=body)).status_code == 422


async def test_a_key_opens_no_door_of_its_owner(owner: Owner, client: httpx.AsyncClient) -> None:
    key = await owner.key()
    tries: list[tuple[str, str, Any]] = [
        ("GET", "/api/v1/auth/me", None),
        ("PATCH", "/api/v1/auth/me", {"email": "x@y.example", "current_password": "x"}),
        ("DELETE", "/api/v1/auth/me", {"password": "x"}),
        ("GET", KEYS, None),
        ("POST", KEYS, {"name": "second"}),
    ]
    for method, where, body in tries:
        assert (await client.request(method, where, json=body, headers=key)).status_code == 401


async def test_a_program_that_asks_too_often_waits(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = get_settings().model_copy(update={"rate_limit_api": 5})
    monkeypatch.setattr("shopchat.api.deps.get_settings", lambda: settings)
    answers = await asyncio.gather(*(owner.http.get(BOTS) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [429] * 3
    assert max(answers, key=lambda answer: answer.status_code).headers["Retry-After"]
