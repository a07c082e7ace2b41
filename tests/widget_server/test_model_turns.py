"""The public door with a model behind it: each stream ends once and right, whatever the gateway does."""

import httpx
import pytest

from shopchat.conversations import turn
from tests.doors import Owner
from tests.widget_server.model_turns import BEHAVIOURS, check_turn, events, gateway_behind, mug_shop, turns


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
async def test_each_behaviour_of_the_gateway_ends_in_an_answer(
    client: httpx.AsyncClient, owner: Owner, monkeypatch: pytest.MonkeyPatch, behaviour: str
) -> None:
    bot = await mug_shop(owner)
    async with gateway_behind([behaviour], monkeypatch) as gateway:
        check_turn(await events(client, bot, "which mugs do you have?", "visitor"))
    assert gateway.requests


async def test_60_turns_over_every_behaviour(
    client: httpx.AsyncClient, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await mug_shop(owner)
    async with gateway_behind(BEHAVIOURS, monkeypatch):
        said = await turns(client, bot, 60)
    assert len(said) == 60
    for each in said:
        check_turn(each)


async def test_an_error_of_our_own_is_one_error_event(
    client: httpx.AsyncClient, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise RuntimeError("a bug")

    bot = await mug_shop(owner)
    monkeypatch.setattr(turn, "_store_answer", fails)
    said = await events(client, bot, "which mugs do you have?", "visitor")
    assert [name for name, _ in said if name in {"done", "error"}] == ["error"]
    assert said[-1][0] == "error"


async def test_the_owner_sees_the_receipts_of_a_turn(
    client: httpx.AsyncClient, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await mug_shop(owner)
    async with gateway_behind(["normal"], monkeypatch):
        said = await events(client, bot, "which mugs do you have?", "visitor")
    conversation = (await owner.http.get(f"/api/v1/conversations/{said[0][1]['conversation_id']}")).json()
    metadata = conversation["messages"][1]["metadata"]
    assert metadata["engine"] == "model"
    named = {(line["title"], line["field"]) for line in metadata["receipts"]}
    assert {("Pine Mug", "price"), ("Oak Mug", "price")} <= named
    assert all({"sentence", "entry_id", "knowledge_version", "at"} <= line.keys() for line in metadata["receipts"])
    usage = (await owner.http.get("/api/v1/usage")).json()
    assert usage["tokens"] == {"input": 950, "output": 30}
    # The shopper sees none of it.
    assert "receipts" not in str(said)
