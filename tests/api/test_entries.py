"""Knowledge entries over HTTP: metadata, facts of products, filters, and the search that shows why."""

import uuid
from typing import Any

import pytest

from tests.doors import Json, Owner

KNOWLEDGE = "/api/v1/knowledge"


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
        {"price": "cheap"}, {"price": -1}, {"price": "99999999999"}, {"price": True}, {"price": [1]},
        {"currency": "EURO"}, {"url": "javascript:alert(1)"}, {"image_url": "data:text/html,x"},
        {"availability": "maybe"},
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
    prices: list[tuple[Any, str]] = [(10, "10.00"), ("9.9", "9.90"), (0.1, "0.10"), ("1299", "1299.00")]
    for written, stored in prices:
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
