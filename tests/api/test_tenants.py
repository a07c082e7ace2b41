"""The tenant matrix: whatever carries an id, asked by everybody who does not own it. Made from the app's own routes."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from shopchat.core import db
from tests.doors import Json, Owner
from tests.operations import Operation, operations

CSV = b"title,price\nRed lamp,10.00\n"
IDS = re.compile(r"(?<=_)id$|^id$")
PUBLIC = "/api/v1/widget/"


def named_ids(operation: Operation) -> set[str]:
    """The ids that the operation takes, in its path, its body or its query."""
    in_path = set(re.findall(r"{(\w+)}", operation.path))
    return in_path | {name for name in (*operation.body, *operation.query) if name.endswith("_id")}


EVERY = operations()
OWNED = [each for each in EVERY if each.security and named_ids(each)]


@dataclass(frozen=True)
class House:
    """One of everything that an owner can have."""

    bot: Json
    said: Json
    ids: dict[str, str]


@pytest.fixture
async def house(owner: Owner, client: httpx.AsyncClient) -> House:
    bot = await owner.bot()
    entry = await owner.entry(bot, metadata={"url": "https://shop.example/returns"})
    body = {"widget_key": bot["widget_key"], "visitor_id": "visitor", "message": "How do returns work?"}
    said = (await client.post("/api/v1/widget/chat", json=body)).json()
    # So that its owner may reply in it.
    await owner.http.post(f"/api/v1/conversations/{said['conversation_id']}/take-over")
    upload: Any = {"data": {"chatbot_id": bot["id"]}, "files": {"file": ("a.csv", CSV)}}
    imported = (await owner.http.post("/api/v1/knowledge/imports", **upload)).json()
    key = (await owner.http.post("/api/v1/api-keys", json={"name": "program"})).json()
    hook = {"url": "https://owner.example/hook", "event_types": ["gap.found"]}
    endpoint = (await owner.http.post("/api/v1/webhook-endpoints", json=hook)).json()
    delivery = (await owner.http.post(f"/api/v1/webhook-endpoints/{endpoint['id']}/test")).json()
    ids = {
        "chatbot_id": bot["id"],
        "entry_id": entry["id"],
        "conversation_id": said["conversation_id"],
        "import_id": imported["id"],
        "key_id": key["id"],
        "endpoint_id": endpoint["id"],
        "delivery_id": delivery["id"],
        "export_id": (await owner.http.get("/api/v1/auth/me/export")).json()["id"],
        "visitor_id": "visitor",
    }
    return House(bot, said, ids)


async def ask(
    http: httpx.AsyncClient, operation: Operation, ids: dict[str, str], headers: dict[str, str] | None = None
) -> httpx.Response:
    path = operation.path.format_map(ids)
    content: dict[str, Any] = {}
    if operation.is_form:
        content = {"data": {"chatbot_id": ids["chatbot_id"]}, "files": {"file": ("a.csv", CSV)}}
    elif operation.body:
        content = {"json": operation.fields(**ids)}
    query = {name: ids[name] for name in operation.query if name in ids}
    return await http.request(operation.method, path, params=query, headers=headers, **content)


async def rows() -> dict[str, str | None]:
    """A hash over the rows of each table."""
    async with db.unit_of_work() as session:
        connection = await session.connection()
        tables = (
            await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        ).scalars()
        return {
            name: (
                await connection.execute(text(f"SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {name} t"))
            ).scalar()
            for name in tables.all()
        }


@pytest.mark.parametrize("operation", OWNED, ids=str)
async def test_what_belongs_to_another_does_not_exist(
    operation: Operation, owner: Owner, other: Owner, client: httpx.AsyncClient, house: House
) -> None:
    key = await other.key()
    await client.get("/api/v1/usage", headers=key)
    before = await rows()
    absent = {name: str(uuid.uuid4()) for name in house.ids}
    visitor = {"Authorization": f"Bearer {house.said['visitor_token']}", "X-API-Key": house.bot["widget_key"]}
    by_key = 404 if "APIKeyHeader" in operation.security else 401
    is_list = "page" in operation.query and not re.search(r"{\w+}", operation.path)

    for caller, http, headers, status in [
        ("other owner", other.http, {}, 404),
        ("key of other", client, key, by_key),
        ("visitor", client, visitor, 401),
        ("visitor without a header", client, {"X-API-Key": house.said["visitor_token"]}, 401),
        ("nobody", client, {}, 401),
    ]:
        foreign_answer = await ask(http, operation, house.ids, headers)
        absent_answer = await ask(http, operation, absent, headers)
        expected = 200 if is_list and status == 404 else status
        assert foreign_answer.status_code == expected, caller
        assert (foreign_answer.status_code, foreign_answer.content) == (
            absent_answer.status_code,
            absent_answer.content,
        ), caller
        if is_list and expected == 200:
            assert foreign_answer.json()["total"] == 0
    assert await rows() == before

    mine = await ask(owner.http, operation, house.ids)
    assert mine.status_code < 300, f"the matrix asks this one wrongly: {mine.text}"


@pytest.mark.parametrize("operation", [each for each in EVERY if each.security], ids=str)
async def test_nobody_is_asked_to_sign_in(operation: Operation, client: httpx.AsyncClient) -> None:
    ids = {name: str(uuid.uuid4()) for name in named_ids(operation)}
    answer = await ask(client, operation, {"chatbot_id": str(uuid.uuid4()), **ids})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_the_lists_of_another_are_empty(other: Owner, house: House) -> None:
    for operation in EVERY:
        if operation.security and operation.method == "GET" and "page" in operation.query and "{" not in operation.path:
            assert (await other.http.get(operation.path)).json()["items"] == [], operation.path


@pytest.mark.parametrize("operation", [each for each in EVERY if each.path.startswith(PUBLIC) and each.body], ids=str)
async def test_a_visitors_token_opens_nothing_through_another_bot(
    operation: Operation, other: Owner, client: httpx.AsyncClient, house: House
) -> None:
    if operation.path.endswith("/chat"):
        return
    bot = await other.bot()
    before = await rows()
    known = {"visitor_token": house.said["visitor_token"], "message_id": house.said["message"]["id"], **house.ids}
    body = operation.fields(**known, widget_key=bot["widget_key"], email="shopper@mail.example")
    absent = {**body, "visitor_token": "vt_nobody"}
    foreign_answer = await client.post(operation.path, json=body)
    absent_answer = await client.post(operation.path, json=absent)
    assert (foreign_answer.status_code, foreign_answer.content) == (absent_answer.status_code, absent_answer.content)
    assert foreign_answer.status_code == 404 or foreign_answer.json() == {"conversation": None, "messages": []}
    assert await rows() == before


async def test_a_token_from_another_bot_continues_nothing(
    other: Owner, client: httpx.AsyncClient, house: House
) -> None:
    bot = await other.bot()
    body = {"widget_key": bot["widget_key"], "visitor_id": "visitor", "message": "Hello"}
    answer = await client.post("/api/v1/widget/chat", json={**body, "visitor_token": house.said["visitor_token"]})
    assert answer.json()["conversation_id"] != house.said["conversation_id"]
    assert answer.json()["visitor_token"] != house.said["visitor_token"]


@pytest.mark.parametrize(
    "operation", [each for each in EVERY if each.security and each.body and not each.is_form], ids=str
)
async def test_nobody_sets_what_is_not_theirs_to_set(
    operation: Operation, owner: Owner, other: Owner, house: House
) -> None:
    """Mass assignment: fields that the operation does not declare are refused."""
    bot = await other.bot()
    stolen = {
        "id": str(uuid.uuid4()), "user_id": str(owner.account.id), "widget_key": "wk_chosen", "plan": "enterprise",
        "role": "admin", "created_at": "2020-01-01T00:00:00Z", "key_hash": "x", "status": "ended", "is_admin": True,
    }  # fmt: skip
    ids = {**house.ids, "chatbot_id": bot["id"]}
    for name, value in stolen.items():
        if (str(operation), name) == ("POST /api/v1/billing/checkout", "plan"):
            continue  # Says what is to be paid for, and sets nothing.
        body = {**operation.fields(**ids), name: value}
        answer = await other.http.request(operation.method, operation.path.format_map(ids), json=body)
        assert answer.status_code == 422, f"{name}: {answer.text}"
