"""What holds for every route: pages, refusals, bodies that are none, and that nothing strange is ever a 5xx."""

import asyncio
import json
import uuid
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from shopchat.chatbots import service as chatbots
from shopchat.http.middleware import MAX_BODY
from tests.doors import Json, Owner
from tests.operations import Operation, kinds, operations

EVERY = operations()
LISTS = [each for each in EVERY if "page" in each.query]
WITH_BODY = [each for each in EVERY if each.body]
JSON_TYPE = {"Content-Type": "application/json"}
ABSENT = uuid.UUID(int=0)


def url(operation: Operation, **ids: Any) -> str:
    return operation.path.replace("{", "{0[").replace("}", "]}").format(_Ids(ids))


class _Ids(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return str(ABSENT)


def check_refusal(answer: httpx.Response) -> None:
    """A 4xx with one readable sentence; a 422 says also where."""
    assert 400 <= answer.status_code < 500, answer.text
    body = answer.json()
    assert isinstance(body["detail"], str)
    assert body["detail"].endswith(".")
    if answer.status_code == 422:
        assert body["errors"]
        assert all(error.keys() == {"loc", "msg", "type"} for error in body["errors"])
    else:
        assert body.keys() == {"detail"}


@pytest.mark.parametrize("operation", LISTS, ids=str)
async def test_a_list_is_paged(operation: Operation, owner: Owner) -> None:
    bot = await owner.bot()
    said = await owner.http.post(
        "/api/v1/widget/chat", json={"widget_key": bot["widget_key"], "visitor_id": "v", "message": "Hello"}
    )
    where = url(operation, conversation_id=said.json()["conversation_id"])
    answer = (await owner.http.get(where)).json()
    assert answer.keys() == {"items", "total", "page", "page_size"}
    assert (answer["page"], answer["page_size"]) == (1, 20)
    far = (await owner.http.get(where, params={"page": 1_000_000_000, "page_size": 100})).json()
    assert (far["items"], far["total"], far["page_size"]) == ([], answer["total"], 100)
    for wrong in ({"page": 0}, {"page": -1}, {"page_size": 0}, {"page_size": 101}, {"page": 10**30}, {"page": "1e999"}, {"page": ""}, {"page": "½"}):  # fmt: skip
        refused = await owner.http.get(where, params=wrong)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["loc"] == ["query", *wrong]
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


MALFORMED: dict[str, bytes] = {
    "nothing": b"",
    "null": b"null",
    "a list": b"[]",
    "a text": b'"text"',
    "a number": b"1e999",
    "not a number": b"NaN",
    "cut off": b'{"email": "a',
    "not JSON": b"email=a&password=b",
    "NUL": b"\x00",
    "no UTF-8": b"\xff\xfe{}",
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a long number": b'{"name": ' + b"9" * 5000 + b"}",
    "twice the same": b'{"score": 1, "score": "x"}',
    "a lone surrogate as a name": b'{"\\ud800": 1}',
    "__proto__": b'{"__proto__": {"role": "admin"}}',
}


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
async def test_a_body_that_is_none_is_refused(operation: Operation, owner: Owner) -> None:
    for name, content in MALFORMED.items():
        for headers in (JSON_TYPE, {"Content-Type": "text/plain"}, {"Content-Type": "multipart/form-data"}, {}):
            answer = await owner.http.request(operation.method, url(operation), content=content, headers=headers)
            if operation.method == "PATCH" and answer.status_code == 404:
                continue  # an empty change of what is not there
            assert answer.status_code in {400, 404, 422}, f"{name}: {answer.status_code}"
            check_refusal(answer)


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
async def test_a_body_over_the_limit_is_refused_unread(operation: Operation, owner: Owner) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 65536

    if operation.is_form:
        return
    for content in (b" " * (MAX_BODY + 1), endless()):
        answer = await owner.http.request(operation.method, url(operation), content=content, headers=JSON_TYPE)
        check_refusal(answer)
        assert answer.status_code == 413
    assert sent <= MAX_BODY // 65536 + 2


TEXTS = [
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "𝒳" * 50, "é" * 300, "\u202e\u200b\ufeff", "\x7f\x1b[31m", "%s%n{0}{x.y}",
    "'; DROP TABLE users; --", "<script>alert(1)</script>", "../../etc/passwd", "${jndi:ldap://x}", "null", "1e999", "😀" * 50_000,
    "İ", "ß", "a@b", "\"@shop.example", "a@\u2100.example", "x" * 300_000,
]  # fmt: skip
THINGS = [None, True, 0, -1, 1.5, 1e308, 10**30, [], ["\ud800"], {}, {"\x00": "\ud800"}, [[[[]]]], {"a": {"b": None}}]


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
async def test_no_text_in_any_field_breaks_anything(operation: Operation, owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own list; the client fails on an answer that is not declared, so on any 5xx."""
    monkeypatch.setattr("shopchat.core.limits.SCRIPT", "return {1, 1, 1, 0}")
    bot = await owner.bot()
    ids = {"chatbot_id": bot["id"], "entry_id": (await owner.entry(bot))["id"], "widget_key": bot["widget_key"]}
    for name in operation.body:
        for value in TEXTS + THINGS:
            if operation.is_form:
                if isinstance(value, str):
                    await _upload(owner, bot, name, value)
                continue
            body = {**operation.fields(**ids), name: value}
            content = json.dumps(body, allow_nan=True).encode()
            if len(content) < MAX_BODY:
                await owner.http.request(operation.method, url(operation, **ids), content=content, headers=JSON_TYPE)


async def _upload(owner: Owner, bot: Json, name: str, value: str) -> None:
    written = value.encode("utf-8", "surrogatepass")
    data: Any = {"chatbot_id": bot["id"]}
    files: Any = {"file": ("a.csv", b"title\nA\n")}
    if name == "file":
        files = {"file": (value.encode("utf-8", "replace").decode(), written)}
    else:
        data[name] = written
    await owner.http.post("/api/v1/knowledge/imports", data=data, files=files)


@pytest.mark.parametrize("operation", [each for each in EVERY if each.query], ids=str)
async def test_no_text_in_any_query_breaks_anything(operation: Operation, owner: Owner) -> None:
    extremes = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1e18", "-1e18", "2026-02-30T00:00:00Z", "2026-01-01"]
    for name in operation.query:
        for value in [*(text for text in TEXTS if len(text) < 1000), *extremes]:
            written = value.encode("utf-8", "surrogatepass")
            await owner.http.get(url(operation), params={name: written})


@pytest.mark.parametrize("depth", [50, 100, 200, 250, 300, 500, 900, 950, 980, 2000])
async def test_deep_metadata_is_kept_or_refused(owner: Owner, depth: int) -> None:
    bot = await owner.bot()
    deep = '{"a":' * depth + "1" + "}" * depth
    for kind in ("custom_text", "product_catalog"):
        body = f'{{"chatbot_id": "{bot["id"]}", "title": "t", "content": "c", "source_type": "{kind}", "metadata": {deep}}}'
        made = await owner.http.post("/api/v1/knowledge", content=body, headers=JSON_TYPE)
        if made.status_code != 201:
            check_refusal(made)
        else:
            assert (await owner.http.get(f"/api/v1/knowledge/{made.json()['id']}")).json()["metadata"]["a"]


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity", "1e-999", "9" * 400, "9" * 5000, "-0.0"])
async def test_strange_numbers(owner: Owner, number: str) -> None:
    bot = await owner.bot()
    said = await owner.http.post(
        "/api/v1/widget/chat", json={"widget_key": bot["widget_key"], "visitor_id": "v", "message": "Hello"}
    )
    for method, where, body in [
        ("PATCH", f"/api/v1/chatbots/{bot['id']}", '{"theme_config": {"radius": N}}'),
        ("POST", f"/api/v1/conversations/{said.json()['conversation_id']}/rate", '{"score": N}'),
        ("POST", "/api/v1/widget/rate", f'{{"widget_key": "{bot["widget_key"]}", "visitor_token": "x", "score": N}}'),
    ]:
        answer = await owner.http.request(method, where, content=body.replace("N", number), headers=JSON_TYPE)
        assert answer.status_code == 200 or 400 <= answer.status_code < 500
    for field in ("price", "anything"):
        body = {"chatbot_id": bot["id"], "title": "t", "content": "c", "source_type": "product_catalog", "metadata": {field: 0}}
        content = json.dumps(body).replace(": 0}", f": {number}}}")
        await owner.http.post("/api/v1/knowledge", content=content, headers=JSON_TYPE)


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
    for _ in range(5):
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
