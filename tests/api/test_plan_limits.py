"""Knowledge entries and the plan: counted over all bots, and of many for the last place one gets it."""

import asyncio
from collections.abc import Awaitable, Callable

from shopchat.billing.plans import PLANS
from tests.doors import Json, Owner

LIMIT = PLANS["free"].max_secondary
KNOWLEDGE = "/api/v1/knowledge"


def entry(bot: Json, number: int = 0) -> Json:
    return {"chatbot_id": bot["id"], "title": f"Entry {number}", "content": "Some text."}


async def test_the_eleventh_entry_is_refused_and_a_deleted_one_makes_room(
    new_owner: Callable[..., Awaitable[Owner]],
) -> None:
    owner = await new_owner("free")
    bots = [await owner.bot(), await owner.bot()]
    made = [(await owner.http.post(KNOWLEDGE, json=entry(bots[number % 2], number))).json() for number in range(LIMIT)]
    refused = await owner.http.post(KNOWLEDGE, json=entry(bots[0]))
    assert refused.status_code == 403
    assert str(LIMIT) in refused.json()["detail"]
    await owner.http.patch(f"{KNOWLEDGE}/{made[0]['id']}", json={"is_active": False})
    assert (await owner.http.post(KNOWLEDGE, json=entry(bots[0]))).status_code == 403
    await owner.http.delete(f"{KNOWLEDGE}/{made[0]['id']}")
    assert (await owner.http.post(KNOWLEDGE, json=entry(bots[0]))).status_code == 201
    await owner.http.delete(f"/api/v1/chatbots/{bots[1]['id']}")
    assert (await owner.http.get("/api/v1/usage")).json()["secondary"] == {"used": LIMIT // 2, "limit": LIMIT}


async def test_of_32_for_the_last_entry_one_gets_it(new_owner: Callable[..., Awaitable[Owner]]) -> None:
    owner = await new_owner("free")
    bots = [await owner.bot(), await owner.bot()]
    for number in range(LIMIT - 1):
        await owner.entry(bots[0], title=f"Entry {number}")
    answers = await asyncio.gather(
        *(owner.http.post(KNOWLEDGE, json=entry(bots[number % 2], number)) for number in range(32))
    )
    assert sorted(answer.status_code for answer in answers) == [201, *[403] * 31]
    assert (await owner.http.get(KNOWLEDGE)).json()["total"] == LIMIT
    assert (await owner.http.get("/api/v1/usage")).json()["secondary"]["used"] == LIMIT


async def test_the_plans_are_told_to_everybody(client: object, new_owner: Callable[..., Awaitable[Owner]]) -> None:
    owner = await new_owner("pro")
    plans = {plan["name"]: plan for plan in (await owner.http.get("/api/v1/billing/plans")).json()["items"]}
    assert {name: (plan["max_items"], plan["max_secondary"], plan["price_usd"]) for name, plan in plans.items()} == {
        "free": (50, 10, 0),
        "pro": (1000, 500, 29),
        "enterprise": (-1, -1, 199),
    }
    usage = (await owner.http.get("/api/v1/usage")).json()
    assert usage.keys() == {"plan", "period_start", "period_end", "items", "secondary", "tokens"}
    assert (usage["plan"], usage["items"], usage["tokens"]) == (
        "pro",
        {"used": 0, "limit": 1000},
        {"input": 0, "output": 0},
    )
