"""What an owner makes, changes, lists and removes: chatbots, entries, conversations, keys."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from shopchat.accounts.models import ApiKey
from shopchat.core import clock, db
from tests.doors import Json, Owner
from tests.widget_server.shopper import Shopper

BOTS, KNOWLEDGE, CONVERSATIONS, KEYS = (
    "/api/v1/chatbots",
    "/api/v1/knowledge",
    "/api/v1/conversations",
    "/api/v1/api-keys",
)


async def test_a_chatbot_has_every_default(owner: Owner) -> None:
    bot = await owner.bot(name="  Alba  ")
    assert bot.keys() == {
        "id", "name", "personality", "welcome_message", "theme_config", "is_active", "allowed_origins",
        "suggested_questions", "language", "widget_key", "created_at", "updated_at",
    }  # fmt: skip
    assert (bot["name"], bot["personality"], bot["is_active"], bot["language"]) == ("Alba", "friendly", True, "en")
    assert bot["widget_key"].startswith("wk_")
    assert len(bot["widget_key"]) == 35
    assert bot["theme_config"]["primary_color"] == "#6366f1"
    assert datetime.fromisoformat(bot["created_at"]).tzinfo is not None


async def test_a_change_leaves_the_rest_and_merges_the_theme(owner: Owner) -> None:
    bot = await owner.bot(theme_config={"radius": 4}, suggested_questions=["Where is my order?"])
    where = f"{BOTS}/{bot['id']}"
    changed = (await owner.http.patch(where, json={"theme_config": {"primary_color": "#ABCDEF"}})).json()
    assert changed["theme_config"] == {**bot["theme_config"], "primary_color": "#abcdef"}
    kept = set(bot) - {"theme_config", "updated_at"}
    assert {name: changed[name] for name in kept} == {name: bot[name] for name in kept}
    assert changed["updated_at"] > bot["updated_at"]
    assert (await owner.http.get(where)).json() == changed


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 256},
        {"personality": "rude"},
        {"welcome_message": " "},
        {"theme_config": {"primary_color": "red"}},
        {"theme_config": {"primary_color": "#12345"}},
        {"theme_config": {"radius": 33}},
        {"theme_config": {"position": "top"}},
        {"theme_config": {"font": "Comic Sans"}},
        {"theme_config": {"avatar_url": "javascript:alert(1)"}},
        {"theme_config": {"avatar_url": "//evil.example/x.png"}},
        {"theme_config": {"unknown": 1}},
        {"theme_config": []},
        {"allowed_origins": ["shop.example"]},
        {"allowed_origins": ["https://shop.example/path"]},
        {"allowed_origins": ["https://user@shop.example"]},
        {"allowed_origins": ["https://*.shop.example"]},
        {"allowed_origins": ["https://shop.example:99999"]},
        {"allowed_origins": ["https://"]},
        {"allowed_origins": ["http://["]},
        {"allowed_origins": ["ftp://shop.example"]},
        {"allowed_origins": "https://shop.example"},
        {"suggested_questions": ["?"] * 7},
        {"suggested_questions": [" "]},
        {"language": "tlh"},
    ],
    ids=str,
)
async def test_what_a_chatbot_cannot_be(owner: Owner, wrong: Json) -> None:
    bot = await owner.bot()
    for answer in (
        await owner.http.patch(f"{BOTS}/{bot['id']}", json=wrong),
        await owner.http.post(BOTS, json={"name": "Alba", **wrong}),
    ):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["loc"][:2] == ["body", *wrong]
    assert (await owner.http.get(f"{BOTS}/{bot['id']}")).json() == bot


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (" https://Shop.example/ ", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
async def test_an_origin_is_kept_as_a_browser_writes_it(owner: Owner, written: str, stored: str) -> None:
    assert (await owner.bot(allowed_origins=[written]))["allowed_origins"] == [stored]


async def test_a_deleted_chatbot_takes_everything_with_it(owner: Owner, client: httpx.AsyncClient) -> None:
    bot = await owner.bot()
    entry = await owner.entry(bot)
    turn = await Shopper(client, bot["widget_key"]).say("Hello")
    answer = await owner.http.delete(f"{BOTS}/{bot['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    for where in (f"{BOTS}/{bot['id']}", f"{KNOWLEDGE}/{entry['id']}", f"{CONVERSATIONS}/{turn['conversation_id']}"):
        assert (await owner.http.get(where)).status_code == 404
    assert (await owner.http.delete(f"{BOTS}/{bot['id']}")).status_code == 404


async def test_metadata_is_kept_changed_and_cleared(owner: Owner) -> None:
    entry = await owner.entry(await owner.bot(), metadata={"author": "Ada", "tags": ["a", {"b": None}]})
    where = f"{KNOWLEDGE}/{entry['id']}"
    assert entry["metadata"] == {"author": "Ada", "tags": ["a", {"b": None}]}
    assert (await owner.http.patch(where, json={"title": "New"})).json()["metadata"] == entry["metadata"]
    assert (await owner.http.patch(where, json={"metadata": {}})).json()["metadata"] == {}
    cleared = (await owner.http.patch(where, json={"metadata": None})).json()
    assert (cleared["metadata"], cleared["title"], cleared["content"]) == (None, "New", entry["content"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": "cheap"}, {"price": -1}, {"price": "99999999999"}, {"price": True}, {"price": [1]}, {"currency": "EURO"},
        {"url": "javascript:alert(1)"}, {"image_url": "data:text/html,x"}, {"availability": "maybe"},
        {"variants": [{"price": "x"}]}, {"variants": "x"}, {"options": {"size": "L"}},
    ],
    ids=str,
)  # fmt: skip
async def test_a_products_facts_are_checked(owner: Owner, wrong: Json) -> None:
    bot = await owner.bot()
    body = {"chatbot_id": bot["id"], "title": "t", "content": "c", "source_type": "product_catalog", "metadata": wrong}
    answer = await owner.http.post(KNOWLEDGE, json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][:3] == ["body", "metadata", *wrong]


async def test_prices_are_decimal_strings(owner: Owner) -> None:
    bot = await owner.bot()
    for written, stored in [(10, "10.00"), ("9.9", "9.90"), (0.1, "0.10"), ("1299", "1299.00")]:
        assert (await owner.product(bot, "Lamp", written))["metadata"]["price"] == stored


async def test_entries_are_filtered(owner: Owner) -> None:
    bots = [await owner.bot(), await owner.bot()]
    lamp = await owner.product(bots[0], "100% Lamp_", "10.00")
    policy = await owner.entry(bots[0], source_type="policy_page", is_active=False)
    faq = await owner.entry(bots[1], source_type="faq", title="Where is my ORDER?", content="On its way")
    everything: list[tuple[Json, list[Json]]] = [
        ({}, [faq, policy, lamp]),
        ({"chatbot_id": bots[0]["id"]}, [policy, lamp]),
        ({"source_type": "faq"}, [faq]),
        ({"is_active": "false"}, [policy]),
        ({"is_active": "true", "chatbot_id": bots[0]["id"]}, [lamp]),
        ({"q": "order"}, [faq]),
        ({"q": "%"}, [lamp]),
        ({"q": "_"}, [lamp]),
        ({"q": "on its WAY"}, [faq]),
        ({"chatbot_id": str(uuid.uuid4())}, []),
    ]
    for filters, expected in everything:
        answer = (await owner.http.get(KNOWLEDGE, params=filters)).json()
        assert [item["id"] for item in answer["items"]] == [entry["id"] for entry in expected], filters
        assert answer["total"] == len(expected)
    for wrong in (
        {"source_type": "poem"},
        {"is_active": "perhaps"},
        {"chatbot_id": "x"},
        {"q": "x" * 201},
        {"q": "a\x00"},
    ):
        assert (await owner.http.get(KNOWLEDGE, params=wrong)).status_code == 422


async def test_search_shows_what_the_bot_would_find_and_why(owner: Owner) -> None:
    bot = await owner.bot()
    lamp = await owner.product(bot, "Red lamp", "10.00")
    await owner.product(bot, "Oak table", "200.00")
    answer = await owner.http.post(
        f"{KNOWLEDGE}/search", json={"chatbot_id": bot["id"], "query": "red lamp", "limit": 1}
    )
    (found,) = answer.json()["items"]
    assert found["entry"]["id"] == lamp["id"]
    assert found["passage"]
    assert found["score"] > 0
    assert found["signals"]


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
    for filters, expected in [
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
    ]:
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


@pytest.mark.parametrize("body", [{}, {"name": " "}, {"name": "x", "scopes": []}, {"name": "x", "scopes": ["admin"]}, {"name": "x", "scopes": None}])  # fmt: skip
async def test_what_a_key_cannot_be(owner: Owner, body: Json) -> None:
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
    from shopchat.core.config import get_settings

    settings = get_settings().model_copy(update={"rate_limit_api": 5})
    monkeypatch.setattr("shopchat.api.deps.get_settings", lambda: settings)
    answers = await asyncio.gather(*(owner.http.get(BOTS) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [429] * 3
    assert max(answers, key=lambda answer: answer.status_code).headers["Retry-After"]
