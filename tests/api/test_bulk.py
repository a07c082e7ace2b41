"""Many entries in one request: every row gets its answer, and `atomic` means all or nothing."""

import json
from typing import Any

import httpx
import pytest

from shopchat.billing.plans import PLANS
from tests.doors import Json, Owner

URL = "/api/v1/knowledge/bulk"
GOOD = {"title": "Hours", "content": "Nine to five."}


async def send(owner: Owner, bot: Json, rows: list[Any], **more: Any) -> httpx.Response:
    # Escaped, so that what is no UTF-8 gets through.
    body = json.dumps({"chatbot_id": bot["id"], "entries": rows, **more})
    return await owner.http.post(URL, content=body, headers={"Content-Type": "application/json"})


async def titles(owner: Owner) -> list[str]:
    items = (await owner.http.get("/api/v1/knowledge", params={"sort": "title", "page_size": 100})).json()["items"]
    return [item["title"] for item in items]


async def test_each_row_stands_for_itself(owner: Owner) -> None:
    bot = await owner.bot()
    rows: list[Any] = [
        GOOD,
        {"title": "Lamp", "content": "Red.", "source_type": "product_catalog", "metadata": {"price": "12.5"}},
        {"title": "No content"},
        {"title": "Lamp", "content": "x", "source_type": "product_catalog", "metadata": {"price": "-1"}},
        {**GOOD, "surprise": 1},
        {**GOOD, "title": "\ud800"},
        {**GOOD, "chatbot_id": bot["id"]},
        {**GOOD, "title": "Last", "is_active": False},
    ]
    answer = await send(owner, bot, rows)
    result = answer.json()
    assert answer.status_code == 200
    assert [item["status"] for item in result["items"]] == [201, 201, 422, 422, 422, 422, 422, 201]
    assert (result["created"], result["refused"]) == (3, 5)
    assert all(item["detail"].endswith(".") for item in result["items"] if item["id"] is None)
    assert await titles(owner) == ["Hours", "Lamp", "Last"]
    lamp = (await owner.http.get(f"/api/v1/knowledge/{result['items'][1]['id']}")).json()
    assert lamp["metadata"] == {"price": "12.50"}


async def test_atomic_is_all_or_nothing(owner: Owner) -> None:
    bot = await owner.bot()
    refused = await send(owner, bot, [GOOD, GOOD, {"title": "", "content": "x"}], atomic=True)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"] == ["body", "entries", 2, "title"]
    assert await titles(owner) == []
    assert (await owner.http.get("/api/v1/usage")).json()["secondary"]["used"] == 0
    assert (await send(owner, bot, [GOOD, GOOD], atomic=True)).json()["created"] == 2


@pytest.mark.parametrize(("atomic", "status", "stored"), [(False, 200, 10), (True, 403, 0)])
async def test_at_the_plans_limit_what_fits_is_kept_unless_atomic(
    new_owner: Any, atomic: bool, status: int, stored: int
) -> None:
    owner = await new_owner("free")
    limit = PLANS["free"].max_secondary
    answer = await send(owner, await owner.bot(), [GOOD] * (limit + 3), atomic=atomic)
    assert answer.status_code == status
    assert len(await titles(owner)) == stored
    assert (await owner.http.get("/api/v1/usage")).json()["secondary"]["used"] == stored
    if not atomic:
        assert [item["status"] for item in answer.json()["items"]] == [201] * limit + [403] * 3


async def test_five_hundred_at_once_are_found_at_once(owner: Owner) -> None:
    bot = await owner.bot()
    rows = [{"title": f"Lamp {number}", "content": f"Shines with number {number}."} for number in range(500)]
    answer = await send(owner, bot, rows)
    assert answer.json()["created"] == 500
    found = await owner.http.post("/api/v1/knowledge/search", json={"chatbot_id": bot["id"], "query": "Lamp 499"})
    assert found.json()["items"][0]["entry"]["title"] == "Lamp 499"


@pytest.mark.parametrize("rows", [[], [GOOD] * 501, ["text"], {"title": "x"}, None])
async def test_what_is_no_list_of_entries_is_refused(owner: Owner, rows: Any) -> None:
    assert (await send(owner, await owner.bot(), rows)).status_code == 422


async def test_to_anothers_chatbot_nothing_is_added(owner: Owner, other: Owner) -> None:
    bot = await owner.bot()
    assert (await send(other, bot, [GOOD])).status_code == 404
    assert await titles(owner) == []


async def test_sent_again_under_its_key_it_adds_nothing(owner: Owner) -> None:
    body = {"chatbot_id": (await owner.bot())["id"], "entries": [GOOD]}
    first, again = [await owner.http.post(URL, json=body, headers={"Idempotency-Key": "one"}) for _ in range(2)]
    assert again.content == first.content
    assert await titles(owner) == ["Hours"]
