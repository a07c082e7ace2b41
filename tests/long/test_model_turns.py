"""2,000 turns with a gateway that fails half of the time and in every way, and 2,000 with one by other people."""

import random

import httpx
import pytest

from tests.aimock import Aimock
from tests.doors import Owner, api, client, new_owner, other, owner
from tests.widget_server.aimock_turns import CHAOS, REPLIES, aimock
from tests.widget_server.model_turns import BEHAVIOURS, check_turn, configured, gateway_behind, mug_shop, turns

__all__ = ["aimock", "api", "client", "new_owner", "other", "owner"]

pytestmark = pytest.mark.long


async def test_2000_turns_with_chaos(client: httpx.AsyncClient, owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    bot = await mug_shop(owner)
    chance = random.Random(20_261_123)
    plan = [chance.choice(BEHAVIOURS) if chance.random() < 0.5 else "normal" for _ in range(997)]
    async with gateway_behind(plan, monkeypatch):
        for _ in range(10):
            for each in await turns(client, bot, 200):
                check_turn(each)


async def test_2000_turns_with_aimock_and_chaos(
    client: httpx.AsyncClient, owner: Owner, aimock: Aimock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await mug_shop(owner)
    await aimock.replies(*(reply for each in REPLIES.values() for reply in each))
    await aimock.chaos(**CHAOS)
    with configured(aimock.url, monkeypatch):
        for _ in range(10):
            for each in await turns(client, bot, 200, list(REPLIES)):
                check_turn(each)
    requests = await aimock.requests()
    failed = sum("chaosAction" in request["response"] for request in requests)
    assert 0.45 < failed / len(requests) < 0.55
