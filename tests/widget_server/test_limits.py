"""How much a shopper, a key and a plan may: exactly so many, however many ask at once."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from shopchat.billing.models import MonthlyUsage
from shopchat.billing.plans import PLANS
from shopchat.core import clock, db
from shopchat.core.config import get_settings
from tests.doors import Json, Owner
from tests.widget_server.shopper import Shopper


def statuses(answers: list[httpx.Response]) -> dict[int, int]:
    found = [answer.status_code for answer in answers]
    return {status: found.count(status) for status in set(found)}


async def test_ten_messages_a_minute_a_visitor(shopper: Shopper, client: httpx.AsyncClient) -> None:
    limit = get_settings().rate_limit_visitor
    answers = await asyncio.gather(*(shopper.try_to_say("Hello") for _ in range(limit + 6)))
    assert statuses(answers) == {200: limit, 429: 6}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit"].startswith('"visitor";r=0;t=')
    assert refused.headers["RateLimit-Policy"] == f'"visitor";q={limit};w=60'
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert "Retry-After" in refused.headers["Access-Control-Expose-Headers"]
    another = Shopper(client, shopper.widget_key, visitor_id="another")
    assert (await another.try_to_say("Hello")).status_code == 200


async def test_a_hundred_messages_a_minute_a_key(
    bot: Json, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = get_settings().model_copy(update={"rate_limit_widget_key": 12})
    monkeypatch.setattr("widget_server.rates.get_settings", lambda: settings)
    shoppers = [Shopper(client, bot["widget_key"], visitor_id=f"v{number}") for number in range(20)]
    answers = await asyncio.gather(*(shopper.try_to_say("Hello") for shopper in shoppers))
    assert statuses(answers) == {200: 12, 429: 8}


@pytest.fixture
def limits_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets limits of the shoppers door for one test."""

    def limit(**changes: int) -> None:
        settings = get_settings().model_copy(update=changes)
        monkeypatch.setattr("widget_server.rates.get_settings", lambda: settings)

    return limit


@pytest.mark.parametrize("path", ["history", "feedback", "rate", "end", "events"])
async def test_what_a_visitor_does_beside_talking_is_counted_together(
    shopper: Shopper, limits_of: Callable[..., None], path: str
) -> None:
    limits_of(rate_limit_widget_visitor=3)
    turn = await shopper.say("Hello")
    extra = {"message_id": turn["message"]["id"], "helpful": True, "score": 4, "type": "product_click"}
    answers = [
        await shopper.send(path, visitor_token=shopper.token, entry_id=turn["message"]["id"], **extra) for _ in range(4)
    ]
    assert [answer.status_code == 429 for answer in answers] == [False, False, False, True]
    assert answers[0].headers["RateLimit"] == '"widget-visitor";r=2'
    assert answers[3].headers["RateLimit"].startswith('"widget-visitor";r=0;t=')
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 60
    assert answers[3].headers["Access-Control-Allow-Origin"] == "*"
    assert (await shopper.try_to_say("Hello again")).status_code == 200  # words have their own limit
    other = await shopper.send(path, visitor_token="vt_another", entry_id=turn["message"]["id"], **extra)
    assert other.status_code != 429


async def test_one_address_is_limited_whatever_tokens_it_guesses(
    shopper: Shopper, client: httpx.AsyncClient, limits_of: Callable[..., None]
) -> None:
    limits_of(rate_limit_widget_from=5)
    guesses = [await shopper.send("history", visitor_token=f"vt_{number}") for number in range(5)]
    assert 429 not in statuses(guesses)
    assert (await shopper.send("history", visitor_token="vt_5")).status_code == 429
    config = await client.get("/api/v1/widget/config", params={"widget_key": shopper.widget_key})
    assert config.status_code == 429
    assert config.headers["RateLimit-Policy"] == '"widget-from";q=5;w=60'


async def test_wishes_for_a_person_are_counted_by_the_hour(shopper: Shopper, limits_of: Callable[..., None]) -> None:
    limits_of(rate_limit_handoff=2, rate_limit_handoff_from=3)
    await shopper.say("Hello")
    answers = [
        await shopper.send("handoff", visitor_token=shopper.token, email="ada@example.com", message=f"{number}")
        for number in range(3)
    ]
    assert [answer.status_code for answer in answers] == [204, 204, 429]
    assert answers[2].headers["RateLimit-Policy"] == '"handoff";q=2;w=3600'
    shopper.visitor_id, shopper.token = "another", None
    await shopper.say("Hello")
    last = [await shopper.send("handoff", visitor_token=shopper.token, email="bob@example.com") for _ in range(2)]
    assert [answer.status_code for answer in last] == [204, 429]
    assert last[1].headers["RateLimit-Policy"] == '"handoff-from";q=3;w=3600'


async def test_what_is_refused_for_its_speed_stores_nothing(shopper: Shopper, owner: Owner) -> None:
    for _ in range(get_settings().rate_limit_visitor):
        turn = await shopper.say("Hello")
    await shopper.try_to_say("One too many")
    stored = (await owner.http.get(f"/api/v1/conversations/{turn['conversation_id']}")).json()
    assert stored["message_count"] == 2 * get_settings().rate_limit_visitor


async def spend(owner: Owner, conversations: int) -> None:
    async with db.unit_of_work() as session:
        session.add(
            MonthlyUsage(
                user_id=owner.account.id, period_start=clock.month_start(clock.now()), conversations=conversations
            )
        )


async def test_of_32_shoppers_for_the_last_conversation_one_gets_it(
    new_owner: Callable[..., Awaitable[Owner]], client: httpx.AsyncClient
) -> None:
    owner = await new_owner("free")
    bots = [await owner.bot(), await owner.bot()]  # counted over all bots
    await spend(owner, PLANS["free"].max_items - 1)
    shoppers = [Shopper(client, bots[number % 2]["widget_key"], visitor_id=f"v{number}") for number in range(32)]
    answers = await asyncio.gather(*(shopper.try_to_say("Hello") for shopper in shoppers))
    assert statuses(answers) == {200: 1, 429: 31}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json().keys() == {"detail"}
    assert "Retry-After" not in refused.headers
    usage = (await owner.http.get("/api/v1/usage")).json()
    assert usage["items"] == {"used": 50, "limit": 50}
    assert (await owner.http.get("/api/v1/conversations")).json()["total"] == 1


async def test_a_conversation_under_way_goes_on_at_the_limit(
    new_owner: Callable[..., Awaitable[Owner]], client: httpx.AsyncClient
) -> None:
    owner = await new_owner("free")
    bot = await owner.bot()
    await spend(owner, PLANS["free"].max_items - 1)
    shopper = Shopper(client, bot["widget_key"])
    await shopper.say("Hello")
    await shopper.say("Hello again")
    await shopper.send("end", visitor_token=shopper.token)
    assert (await shopper.try_to_say("Hello once more")).status_code == 429
    async with db.unit_of_work() as session:
        account = await session.merge(owner.account)
        account.plan = "pro"
    await shopper.say("Hello once more")


async def test_the_count_begins_anew_with_the_month(
    new_owner: Callable[..., Awaitable[Owner]], client: httpx.AsyncClient
) -> None:
    owner = await new_owner("free")
    bot = await owner.bot()
    await spend(owner, PLANS["free"].max_items)
    shopper = Shopper(client, bot["widget_key"])
    assert (await shopper.try_to_say("Hello")).status_code == 429
    now = clock.now()
    with clock.moved(clock.next_month_start(now) - now):
        assert (await shopper.try_to_say("Hello")).status_code == 200


async def test_what_is_deleted_still_counts(
    new_owner: Callable[..., Awaitable[Owner]], client: httpx.AsyncClient
) -> None:
    owner = await new_owner("free")
    turn = await Shopper(client, (await owner.bot())["widget_key"]).say("Hello")
    await owner.http.delete(f"/api/v1/conversations/{turn['conversation_id']}")
    assert (await owner.http.get("/api/v1/usage")).json()["items"]["used"] == 1
