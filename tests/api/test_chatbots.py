"""Chatbots over HTTP: their defaults, what they can be, and what goes with them."""

from datetime import datetime

import httpx
import pytest

from tests.doors import Json, Owner
from tests.widget_server.shopper import Shopper

BOTS = "/api/v1/chatbots"
KNOWLEDGE = "/api/v1/knowledge"
CONVERSATIONS = "/api/v1/conversations"


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
        {"theme_config": {"radius": False}},
        {"theme_config": {"radius": "8"}},
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
