"""Nothing that a stranger sends is ever a 5xx: bodies that are none, texts, numbers and depths."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from shopchat.api.app import LARGER_BODIES
from shopchat.http.middleware import MAX_BODY
from tests.api.asking import check_refusal, url
from tests.doors import Json, Owner
from tests.operations import Operation, operations

EVERY = operations()
# What the platform sends is refused unread without its signature; test_inbound_signatures.py signs junk.
PLATFORMS = {"/api/v1/auth/provision", "/api/v1/webhooks/platform-events"}
WITH_BODY = [each for each in EVERY if each.body and each.path not in PLATFORMS]
JSON_TYPE = {"Content-Type": "application/json"}

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
    limit = LARGER_BODIES.get(operation.path, MAX_BODY)
    for content in (b" " * (limit + 1), endless()):
        answer = await owner.http.request(operation.method, url(operation), content=content, headers=JSON_TYPE)
        check_refusal(answer)
        assert answer.status_code == 413
    assert sent <= limit // 65536 + 2


TEXTS = [
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "𝒳" * 50, "é" * 300, "\u202e\u200b\ufeff", "\x7f\x1b[31m",
    "%s%n{0}{x.y}", "'; DROP TABLE users; --", "<script>alert(1)</script>", "../../etc/passwd", "${jndi:ldap://x}",
    "null", "1e999", "😀" * 50_000, "İ", "ß", "a@b", "\"@shop.example", "a@\u2100.example", "x" * 300_000,
    "a\r\nSet-Cookie: a=b",
]  # fmt: skip
THINGS: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    1e308,
    10**30,
    [],
    ["\ud800"],
    {},
    {"\x00": "\ud800"},
    [[[[]]]],
    {"a": {"b": None}},
    {"$ne": None},
    float("nan"),
    -(2**63) - 1,
]


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
async def test_no_text_in_any_field_breaks_anything(
    operation: Operation, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    extremes = [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1e18",
        "-1e18",
        "2026-02-30T00:00:00Z",
        "2026-01-01",
    ]
    for name in operation.query:
        for value in [*(text for text in TEXTS if len(text) < 1000), *extremes]:
            written = quote(value.encode("utf-8", "surrogatepass"))
            await owner.http.get(f"{url(operation)}?{name}={written}")


@pytest.mark.parametrize("depth", [50, 100, 200, 250, 300, 500, 900, 950, 980, 2000])
async def test_deep_metadata_is_kept_or_refused(owner: Owner, depth: int) -> None:
    bot = await owner.bot()
    deep = '{"a":' * depth + "1" + "}" * depth
    for kind in ("custom_text", "product_catalog"):
        body = (
            f'{{"chatbot_id": "{bot["id"]}", "title": "t", "content": "c", "source_type": "{kind}", "metadata": DEEP}}'
        )
        body = body.replace("DEEP", deep)
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
        entry = {
            "chatbot_id": bot["id"],
            "title": "t",
            "content": "c",
            "source_type": "product_catalog",
            "metadata": {field: 0},
        }
        content = json.dumps(entry).replace(": 0}", f": {number}}}")
        await owner.http.post("/api/v1/knowledge", content=content, headers=JSON_TYPE)
