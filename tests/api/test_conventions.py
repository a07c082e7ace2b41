"""What holds for every route: pages, refusals, headers, and what `null` means."""

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from shopchat.chatbots import service as chatbots
from tests.api.asking import check_refusal, url
from tests.doors import Owner
from tests.operations import Operation, kinds, operations

EVERY = operations()
LISTS = [each for each in EVERY if "page" in each.query]


@pytest.mark.parametrize("operation", LISTS, ids=str)
async def test_a_list_is_paged(operation: Operation, owner: Owner) -> None:
    bot = await owner.bot()
    said = await owner.http.post(
        "/api/v1/widget/chat", json={"widget_key": bot["widget_key"], "visitor_id": "v", "message": "Hello"}
    )
    hook = {"url": "https://owner.example/hook", "event_types": ["gap.found"]}
    endpoint = (await owner.http.post("/api/v1/webhook-endpoints", json=hook)).json()
    where = url(operation, conversation_id=said.json()["conversation_id"], endpoint_id=endpoint["id"])
    answer = (await owner.http.get(where)).json()
    assert answer.keys() == {"items", "total", "page", "page_size"}
    assert (answer["page"], answer["page_size"]) == (1, 20)
    far = (await owner.http.get(where, params={"page": 1_000_000_000, "page_size": 100})).json()
    assert (far["items"], far["total"], far["page_size"]) == ([], answer["total"], 100)
    for name, wrong in [
        *(("page", bad) for bad in (0, -1, 10**30, "1e999", "", "½")),
        ("page_size", 0),
        ("page_size", 101),
    ]:
        refused = await owner.http.get(where, params={name: wrong})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["loc"] == ["query", name]
        check_refusal(refused)


async def test_pages_come_in_order_and_without_gaps(owner: Owner) -> None:
    made = [(await owner.bot(name=f"Bot {number}"))["id"] for number in range(5)]
    seen = []
    for page in (1, 2, 3):
        answer = (await owner.http.get("/api/v1/chatbots", params={"page": page, "page_size": 2})).json()
        assert (answer["total"], answer["page"], answer["page_size"]) == (5, page, 2)
        seen += [item["id"] for item in answer["items"]]
    assert seen == made[::-1]


@pytest.mark.parametrize("operation", [each for each in EVERY if "{" in each.path], ids=str)
@pytest.mark.parametrize("bad", ["nonsense", "0", "%00", "%ff", "00000000-0000-0000-0000-00000000000g", "1" * 300])
async def test_a_bad_id_is_refused(operation: Operation, owner: Owner, bad: str) -> None:
    where = operation.path.partition("{")[0] + bad + operation.path.partition("}")[2]
    answer = await owner.http.request(operation.method, where, json={} if operation.body else None)
    check_refusal(answer)
    assert answer.status_code in {404, 422}


async def test_what_is_nowhere_and_what_is_not_done_there(client: httpx.AsyncClient) -> None:
    nowhere = await client.get("/api/v1/nothing")
    not_there = await client.put("/api/v1/chatbots")
    assert (nowhere.status_code, not_there.status_code) == (404, 405)
    check_refusal(nowhere)
    check_refusal(not_there)
    assert not_there.headers["Allow"]


async def test_a_request_keeps_the_id_that_it_came_with(client: httpx.AsyncClient) -> None:
    given = await client.get("/api/v1/billing/plans", headers={"X-Request-ID": "order-7"})
    made = await client.get("/api/v1/billing/plans", headers={"X-Request-ID": "no\tgood id"})
    assert given.headers["X-Request-ID"] == "order-7"
    assert made.headers["X-Request-ID"] not in {"", "no\tgood id"}


async def test_what_nobody_expected_is_a_sentence_with_every_header(
    owner: Owner, api: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*args: Any, **fields: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(chatbots, "find_live", broken)
    transport = httpx.ASGITransport(app=api, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://shopchat.test") as client:
        answer = await client.get("/api/v1/widget/config", params={"widget_key": "wk_x"})
    assert answer.status_code == 500
    assert answer.json().keys() == {"detail"}
    assert "secret" not in answer.text
    assert answer.headers["X-Request-ID"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_what_vanishes_meanwhile_is_a_conflict_or_not_there(owner: Owner) -> None:
    """Deleting a chatbot against everything else that is done with it: refusals, and no deadlock shows."""
    for _ in range(2):
        bot = await owner.bot()
        entry = await owner.entry(bot)
        body = {"chatbot_id": bot["id"], "title": "t", "content": "c"}
        await asyncio.gather(
            *(owner.http.post("/api/v1/knowledge", json=body) for _ in range(3)),
            *(owner.http.patch(f"/api/v1/knowledge/{entry['id']}", json={"title": f"t{turn}"}) for turn in range(3)),
            owner.http.delete(f"/api/v1/chatbots/{bot['id']}"),
            owner.http.patch(f"/api/v1/chatbots/{bot['id']}", json={"name": "New"}),
            owner.http.delete(f"/api/v1/knowledge/{entry['id']}"),
        )


async def test_no_field_takes_null_but_those_that_say_so(owner: Owner) -> None:
    bot = await owner.bot()
    entry = await owner.entry(bot)
    paths = {"chatbot_id": f"/api/v1/chatbots/{bot['id']}", "entry_id": f"/api/v1/knowledge/{entry['id']}"}
    for operation in EVERY:
        where = next((there for name, there in paths.items() if operation.path.endswith(f"{{{name}}}")), None)
        if operation.method != "PATCH" or where is None:
            continue
        before = (await owner.http.get(where)).json()
        for name, schema in operation.body.items():
            answer = await owner.http.patch(where, json={name: None})
            if "null" in kinds(schema):
                assert answer.json()[name] is None
            else:
                assert answer.status_code == 422, name
                assert answer.json()["errors"][0]["loc"] == ["body", name]
        assert (await owner.http.patch(where, json={})).json().keys() == before.keys()
