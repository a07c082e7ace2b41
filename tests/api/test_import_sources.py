"""Imports over HTTP: a form with a file, JSON with an address, a preview, and a refresh."""

import json
from pathlib import Path

import pytest

from shopchat.integrations import fetch
from shopchat.integrations.fetch.local import LocalNetwork
from tests.doors import Owner

PATH = "/api/v1/knowledge/imports"
FIXTURES = Path(__file__).parents[1] / "fixtures" / "imports"


async def test_a_file_is_accepted_and_known_by_its_format(owner: Owner) -> None:
    bot = await owner.bot()
    for name in ("shopify.csv", "woocommerce.csv", "returns.md", "shipping.html"):
        data = (FIXTURES / name).read_bytes()
        answer = await owner.http.post(PATH, data={"chatbot_id": bot["id"]}, files={"file": (name, data)})
        assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    kinds = [each["kind"] for each in (await owner.http.get(PATH)).json()["items"]]
    assert kinds == ["html", "markdown", "woocommerce_csv", "shopify_csv"]


async def test_an_address_is_accepted(owner: Owner) -> None:
    bot = await owner.bot()
    body = {"chatbot_id": bot["id"], "url": "https://shop.example/returns"}
    answer = await owner.http.post(PATH, json=body)
    assert answer.status_code == 202
    assert (answer.json()["kind"], answer.json()["source"]) == ("url", body["url"])


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost:6379/", "https://a:b@shop.example/", "file:///etc/passwd", "", "\x00"],
)
async def test_an_address_that_must_not_be_called_is_refused_at_once(owner: Owner, url: str) -> None:
    bot = await owner.bot()
    answer = await owner.http.post(PATH, json={"chatbot_id": bot["id"], "url": url})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["body", "url"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"url": "https://shop.example/"}',
        b'{"chatbot_id": "nonsense", "url": "https://shop.example/"}',
        b'{"chatbot_id": "00000000-0000-4000-8000-000000000000", "url": "https://shop.example/", "kind": "page"}',
        b'{"chatbot_id": "00000000-0000-4000-8000-000000000000", "url": "\\ud800"}',
        b"[" * 100_000,
    ],
)
async def test_another_body_is_refused(owner: Owner, body: bytes) -> None:
    answer = await owner.http.post(PATH, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({}, "chatbot_id"),
        ({"chatbot_id": "x"}, "chatbot_id"),
        ({"chatbot_id": "00000000-0000-4000-8000-000000000000", "plan": "pro"}, "plan"),
        ({"chatbot_id": "00000000-0000-4000-8000-000000000000", "mapping": "["}, "mapping"),
        ({"chatbot_id": "00000000-0000-4000-8000-000000000000", "mapping": "[1]"}, "mapping"),
    ],
)
async def test_another_form_is_refused(owner: Owner, data: dict[str, str], where: str) -> None:
    answer = await owner.http.post(PATH, data=data, files={"file": ("a.csv", b"title\nLamp\n")})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["body", where]


async def test_a_form_needs_a_file(owner: Owner) -> None:
    bot = await owner.bot()
    text = {"file": "not a file", "chatbot_id": bot["id"]}
    answer = await owner.http.post(PATH, files={name: (None, value) for name, value in text.items()})
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["body", "file"])


async def test_a_preview_shows_what_the_columns_are_taken_for(owner: Owner) -> None:
    table = b"Artikel;price\nLampe;12,50\n"
    guess = await owner.http.post(f"{PATH}/preview", files={"file": ("a.csv", table)})
    assert guess.status_code == 422
    corrected = {"mapping": json.dumps({"title": "Artikel"})}
    seen = (await owner.http.post(f"{PATH}/preview", data=corrected, files={"file": ("a.csv", table)})).json()
    assert seen["mapping"] == {"title": "Artikel", "price": "price"}
    assert seen["rows"] == [
        {
            "row": 1,
            "source_type": "product_catalog",
            "title": "Lampe",
            "content": "Lampe",
            "metadata": {"price": "12.50"},
        }
    ]
    assert "compare_at_price" in seen["fields"]
    assert (await owner.http.get(PATH)).json()["total"] == 0


async def test_an_entry_is_read_again_from_its_address(owner: Owner) -> None:
    bot = await owner.bot()
    page = await owner.entry(bot, source_type="url", metadata={"url": "https://shop.example/returns"})
    answer = await owner.http.post(f"/api/v1/knowledge/{page['id']}/refresh")
    assert (answer.status_code, answer.json()["source"]) == (202, "https://shop.example/returns")
    by_hand = await owner.entry(bot, title="By hand")
    assert (await owner.http.post(f"/api/v1/knowledge/{by_hand['id']}/refresh")).status_code == 422


async def test_nothing_is_called_while_the_request_waits(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    network = LocalNetwork()
    monkeypatch.setattr(fetch, "web", lambda: fetch.Web(network))
    bot = await owner.bot()
    await owner.http.post(PATH, json={"chatbot_id": bot["id"], "url": "https://shop.example/"})
    assert (network.resolved, network.dialled) == ([], [])
