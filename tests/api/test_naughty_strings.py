"""Every string of a public list, and the hostile values of `test_hostile_input.py`, in every field that is asked for.

The list (a JSON array of strings, such as the Big List of Naughty Strings) is not ours and not in the repository:
NAUGHTY_STRINGS names its file.
"""

import asyncio
import json
import logging
import os
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from shopchat.accounts.models import User
from shopchat.core import db, security
from tests.api.asking import url
from tests.api.test_hostile_input import TEXTS, THINGS
from tests.doors import PASSWORD_HASH, Json
from tests.operations import Operation, kinds, operations
from tests.platform.sender import signed
from tests.schemathesis.things import Account
from tests.served import server

__all__ = ["server"]

log = logging.getLogger(__name__)
NAMED = os.environ.get("NAUGHTY_STRINGS")
AT_ONCE = 4
TEXTUAL = {"string", "array", "object", "any"}
# Fields of free objects, which the document names in words only; `0` is a list's only member.
BELOW: dict[str, tuple[tuple[str | int, ...], ...]] = {
    "metadata": (
        *((name,) for name in ("price", "compare_at_price", "currency", "url", "image_url", "availability", "sku")),
        *((name,) for name in ("brand", "category", "options", "variants", "anything")),
        ("options", "colour"),
        ("variants", 0),
        *(("variants", 0, name) for name in ("sku", "price", "availability", "colour")),
    ),
    "entries": (
        (0,),
        *((0, name) for name in ("title", "content", "source_type", "metadata", "is_active", "anything")),
    ),
    "theme_config": tuple(
        (name,)
        for name in ("primary_color", "accent_color", "position", "radius", "font", "avatar_url", "mode", "anything")
    ),
    "allowed_origins": ((0,),),
    "suggested_questions": ((0,),),
    "scopes": ((0,),),
    "event_types": ((0,),),
    "mapping": (("title",), ("price",), ("anything",)),
    "data": tuple((name,) for name in ("external_platform_id", "email", "plan", "store_id", "anything")),
}
EVENTS = "/api/v1/webhooks/platform-events"
EVENT = {"type": "user.created", "data": {"external_platform_id": "p1", "email": "p1@shop.example"}}
SIGNED = {EVENTS, "/api/v1/auth/provision", "/api/v1/usage/platform"}
ENTRY = {"title": "t", "content": "c", "source_type": "product_catalog", "metadata": {"price": "1.00"}}

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not NAMED, reason="NAUGHTY_STRINGS names no file of strings"),
]


def places(operation: Operation) -> Iterator[tuple[str | int, ...]]:
    """Where a body takes a text, or may hold one."""
    for name, schema in operation.body.items():
        if TEXTUAL & set(kinds(schema)):
            yield (name,)
        for path in BELOW.get(name, ()):
            yield (name, *path)
    if operation.path == EVENTS:
        yield from (("data",), *(("data", *path) for path in BELOW["data"]))


def put(whole: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """`whole` with `value` at `path`, made on the way where there is nothing yet."""
    if not path:
        return value
    if isinstance(path[0], int):
        return [put(whole[0] if isinstance(whole, list) and whole else None, path[1:], value)]
    fields = whole if isinstance(whole, dict) else {}
    return {**fields, path[0]: put(fields.get(path[0]), path[1:], value)}


def request(operation: Operation, ids: Json, path: tuple[str | int, ...], value: Any) -> Json:
    """What httpx sends for `value` at this place of the body."""
    if not operation.is_form:
        told = EVENT if operation.path == EVENTS else operation.fields(**ids, entries=[ENTRY])
        if path[0] == "metadata":
            told = {**told, "source_type": "product_catalog"}  # the kind whose metadata is held to rules
        content = json.dumps(put(told, path, value)).encode()
        signature = signed(content, f"msg_{uuid.uuid4()}") if operation.path in SIGNED else {}
        return {"content": content, "headers": {"Content-Type": "application/json", **signature}}
    data: Json = {"chatbot_id": ids["chatbot_id"]}
    files: Any = {"file": ("a.csv", b"title,Artikel\nA,B\n")}
    text = value if isinstance(value, str) else json.dumps(value)
    written = text.encode("utf-8", "surrogatepass")
    if path[0] == "file":
        name = text.encode("utf-8", "replace").decode()[:200] or "a"
        files = {"file": (name, b"title\n" + written + b"\n")}
    elif path[0] == "mapping" and len(path) > 1:
        data["mapping"] = json.dumps({path[1]: value})
    else:
        data[str(path[0])] = written
    return {"data": data, "files": files}


async def test_no_string_in_any_field_is_answered_with_a_5xx(server: str) -> None:
    logging.getLogger("httpx").setLevel(logging.WARNING)
    strings = json.loads(Path(str(NAMED)).read_text())
    hostile = TEXTS + THINGS
    async with db.unit_of_work() as session:
        owner = User(email="strings@shop.example", password_hash=PASSWORD_HASH, plan="enterprise")
        session.add(owner)
    token = security.new_access_token(owner.id, timedelta(days=1))
    ids = await asyncio.to_thread(Account(server, token).things)
    answers: Counter[int] = Counter()
    wrong: list[str] = []
    places_met = 0
    room = asyncio.Semaphore(AT_ONCE)
    limits = httpx.Limits(max_connections=AT_ONCE)
    async with httpx.AsyncClient(base_url=server, limits=limits, timeout=120) as http:

        async def send(operation: Operation, place: str, value: Any, query: str = "", **content: Any) -> None:
            async with room:
                headers = {"Authorization": f"Bearer {token}", **content.pop("headers", {})}
                target = url(operation, **(ids if operation.method != "DELETE" else {}))
                answer = await http.request(operation.method, target + query, headers=headers, **content)
            answers[answer.status_code] += 1
            if answer.status_code not in operation.answers or answer.status_code >= 500:
                wrong.append(f"{operation} {place}: {answer.status_code} for {ascii(value)[:200]}")

        for operation in operations():
            for path in places(operation):
                places_met += 1
                place = ".".join(map(str, path))
                # Bodies over the limit are the matter of another test.
                fitting = [
                    (value, request(operation, ids, path, value))
                    for value in (*strings, *hostile)
                    if len(str(value)) < 100_000
                ]
                await asyncio.gather(*(send(operation, place, value, **content) for value, content in fitting))
            for name in (each for each, schema in operation.query.items() if TEXTUAL & set(kinds(schema))):
                places_met += 1
                texts = [value for value in (*strings, *hostile) if isinstance(value, str) and len(value) < 1000]
                queries = {text: f"?{name}={quote(text.encode('utf-8', 'surrogatepass'))}" for text in texts}
                headers = signed(b"", f"msg_{uuid.uuid4()}") if operation.path in SIGNED else {}
                await asyncio.gather(
                    *(
                        send(operation, f"?{name}", text, query=query, headers=headers)
                        for text, query in queries.items()
                    )
                )
            log.info("%s: %d places, %d requests, %s", operation, places_met, answers.total(), dict(answers))
        assert (await http.get("/api/v1/health")).status_code in {200, 503}
    assert wrong == []
    assert len(strings) * places_met < answers.total()
