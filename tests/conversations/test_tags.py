"""Tags: the owner's alone, each once, and conversations are found by them."""

import uuid

import httpx
import pytest

from tests.doors import Owner, api, client, new_owner, other, owner
from tests.widget_server.conftest import bot, shopper
from tests.widget_server.shopper import Shopper

__all__ = ["api", "bot", "client", "new_owner", "other", "owner", "shopper"]

HOME = "/api/v1/conversations"


@pytest.fixture
async def where(shopper: Shopper) -> str:
    return f"{HOME}/{(await shopper.say('Do you repair tents?'))['conversation_id']}"


async def test_strangers_and_neighbours_meet_nothing(
    client: httpx.AsyncClient, owner: Owner, other: Owner, where: str
) -> None:
    body = {"tags": ["vip"]}
    assert (await client.put(f"{where}/tags", json=body)).status_code == 401
    theirs = await other.http.put(f"{where}/tags", json=body)
    absent = await other.http.put(f"{HOME}/{uuid.uuid4()}/tags", json=body)
    assert (theirs.status_code, theirs.content) == (404, absent.content)
    await owner.http.put(f"{where}/tags", json=body)
    assert (await other.http.get(HOME, params={"tag": "vip"})).json()["total"] == 0


async def test_they_are_kept_once_and_in_lower_case(owner: Owner, where: str) -> None:
    answer = await owner.http.put(f"{where}/tags", json={"tags": [" VIP ", "vip", "Big   order", "größe"]})
    assert (answer.status_code, answer.json()["tags"]) == (200, ["vip", "big order", "größe"])
    assert (await owner.http.get(where)).json()["tags"] == ["vip", "big order", "größe"]
    assert (await owner.http.put(f"{where}/tags", json={"tags": []})).json()["tags"] == []


@pytest.mark.parametrize(
    "tags", [[""], ["  "], ["x" * 31], ["\x00"], [str(number) for number in range(11)], [1], "vip", None]
)
async def test_others_are_refused(owner: Owner, where: str, tags: object) -> None:
    assert (await owner.http.put(f"{where}/tags", json={"tags": tags})).status_code == 422
    assert (await owner.http.get(where)).json()["tags"] == []


async def test_conversations_are_found_by_them_and_carry_them_along(owner: Owner, where: str, shopper: Shopper) -> None:
    await owner.http.put(f"{where}/tags", json={"tags": ["big order", "vip"]})
    await owner.http.post(f"{where}/end")
    await shopper.say("Another one", visitor_token=None)
    assert (await owner.http.get(HOME)).json()["total"] == 2
    for asked, count in (("vip", 1), ("VIP", 1), ("big order", 1), ("order", 0)):
        assert (await owner.http.get(HOME, params={"tag": asked})).json()["total"] == count, asked
    table = (await owner.http.get(f"{HOME}/export", params={"format": "csv", "tag": "vip"})).text
    assert table.splitlines()[1].count("big order, vip") == 1
