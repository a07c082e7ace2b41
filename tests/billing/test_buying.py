"""A plan bought at the local payments: who may, what it changes, how it ends, and that nothing is lost by it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx

from shopchat.core import clock, db
from tests.billing.local_buyer import (
    buy,
    checkout,
    deliver_all,
    events,
    in_portal,
    path_of,
    pay,
    standing,
)
from tests.doors import Owner
from tests.due_jobs import run, run_waiting
from tests.mails import mails_to

NewOwner = Callable[..., Awaitable[Owner]]


async def test_a_stranger_buys_nothing(client: httpx.AsyncClient) -> None:
    for path in ("checkout", "portal"):
        assert (await client.post(f"/api/v1/billing/{path}", json={"plan": "pro"})).status_code == 401
    assert (await client.get("/api/v1/billing/subscription")).status_code == 401
    for path in ("/local-payments/checkout/cs_local_x", "/local-payments/portal/%00", "/local-payments/else"):
        page = await client.get(path)
        assert (page.status_code, "no money moves" in page.text) == (404, True)


async def test_paying_lifts_the_plan_and_the_end_of_the_period_takes_it_back(
    new_owner: NewOwner, client: httpx.AsyncClient
) -> None:
    owner = await new_owner("free")
    assert (await standing(owner))["status"] == "none"
    page = await client.get(path_of(await checkout(owner, "pro")))
    assert "Local test payments: no money moves" in page.text
    await buy(owner, client, "pro")
    bought = await standing(owner)
    assert (bought["plan"], bought["status"], bought["source"]) == ("pro", "active", "stripe")
    assert bought["usage"]["items"]["limit"] == 1000
    await in_portal(owner, client, "cancel")
    cancelled = await standing(owner)
    assert (cancelled["plan"], cancelled["cancel_at_period_end"]) == ("pro", True)
    with clock.moved(timedelta(days=31)):
        await run("payments.renew_local")
        await deliver_all(client)
        ended = await standing(owner)
    assert (ended["plan"], ended["status"]) == ("free", "canceled")
    assert len(await mails_to(owner.account.email, "plan has ended")) == 1


async def test_a_change_of_mind_keeps_the_plan(new_owner: NewOwner, client: httpx.AsyncClient) -> None:
    owner = await new_owner("free")
    await buy(owner, client, "pro")
    for step in ("cancel", "resume", "cancel", "resume", "end-period"):
        await in_portal(owner, client, step)
    kept = await standing(owner)
    assert (kept["plan"], kept["status"], kept["cancel_at_period_end"]) == ("pro", "active", False)


async def test_a_larger_plan_is_confirmed_in_the_portal_and_makes_no_second_subscription(
    new_owner: NewOwner, client: httpx.AsyncClient
) -> None:
    owner = await new_owner("free")
    await buy(owner, client, "pro")
    assert (await checkout(owner, "pro")).status_code == 409
    path = path_of(await checkout(owner, "enterprise"))
    assert "Change to Enterprise?" in (await client.get(path)).text
    assert (await client.post(path, data={"do": "switch", "plan": "enterprise"})).status_code == 303
    await deliver_all(client)
    assert (await standing(owner))["plan"] == "enterprise"
    begun = [event for event in await events() if event["type"] == "customer.subscription.created"]
    assert len(begun) == 1


async def test_clicks_at_once_open_one_checkout_and_two_payments_buy_one_plan(
    new_owner: NewOwner, client: httpx.AsyncClient
) -> None:
    owner = await new_owner("free")
    await checkout(owner, "pro")
    answers = await asyncio.gather(*(checkout(owner, "pro") for _ in range(5)))
    assert len({path_of(answer) for answer in answers}) == 1
    path = path_of(answers[0])
    await asyncio.gather(*(client.post(path) for _ in range(5)))
    created = [event for event in await events() if event["type"] == "customer.subscription.created"]
    assert len(created) == 1


async def test_another_plans_checkout_closes_the_first(new_owner: NewOwner, client: httpx.AsyncClient) -> None:
    owner = await new_owner("free")
    first = path_of(await checkout(owner, "pro"))
    await checkout(owner, "enterprise")
    await client.post(first)
    assert await events() == []


async def test_what_cannot_be_bought_is_refused(new_owner: NewOwner) -> None:
    owner = await new_owner("free")
    for plan in ("free", "gold", "", None, 7):
        answer = await owner.http.post("/api/v1/billing/checkout", json={"plan": plan})
        assert answer.status_code == 422
    assert (await owner.http.post("/api/v1/billing/portal")).status_code == 409


async def test_a_failed_payment_gives_grace_then_ends_and_paying_brings_it_back(
    new_owner: NewOwner, client: httpx.AsyncClient
) -> None:
    owner = await new_owner("free")
    email = owner.account.email
    await buy(owner, client, "pro")
    await in_portal(owner, client, "break-card")
    await in_portal(owner, client, "end-period")
    late = await standing(owner)
    assert (late["plan"], late["status"]) == ("pro", "past_due")
    assert late["grace_until"] is not None
    assert len(await mails_to(email, "did not go through")) == 1
    with clock.moved(timedelta(days=5, hours=1)):
        await run("billing.watch_grace")
        assert (await standing(owner))["plan"] == "pro"
        await run("billing.watch_grace")
    assert len(await mails_to(email, "plan ends on")) == 1
    with clock.moved(timedelta(days=7, hours=1)):
        await run("billing.watch_grace")
        assert (await standing(owner))["plan"] == "free"
        await run("billing.reconcile")
        assert (await standing(owner))["plan"] == "free"
        assert len(await mails_to(email, "plan has ended")) == 1
        await in_portal(owner, client, "mend-card")
        paid = await standing(owner)
    assert (paid["plan"], paid["status"], paid["grace_until"]) == ("pro", "active", None)
    assert len(await mails_to(email, "did not go through")) == 1


async def test_the_night_repairs_what_no_webhook_told(new_owner: NewOwner, client: httpx.AsyncClient) -> None:
    owner, fine = await new_owner("free"), await new_owner("free")
    await buy(fine, client, "enterprise")
    await pay(owner, client, "pro")
    assert (await standing(owner))["plan"] == "free"
    await run("billing.reconcile")
    assert (await standing(owner))["plan"] == "pro"
    assert (await standing(fine))["plan"] == "enterprise"


async def test_a_deleted_account_pays_no_longer(new_owner: NewOwner, client: httpx.AsyncClient) -> None:
    owner = await new_owner("free")
    await buy(owner, client, "pro")
    answer = await owner.http.request("DELETE", "/api/v1/auth/me", json={"password": "a horse of seven colours"})
    assert answer.status_code == 204
    assert await run_waiting("billing.end_customer") == 1
    assert [event["type"] for event in await events()][-1] == "customer.subscription.deleted"
    await deliver_all(client)


async def test_a_payment_that_comes_after_the_account_went_is_ended(
    new_owner: NewOwner, client: httpx.AsyncClient
) -> None:
    owner = await new_owner("free")
    path = path_of(await checkout(owner, "pro"))
    async with db.unit_of_work() as session:
        account = await session.merge(owner.account)
        await session.delete(account)
    assert (await client.post(path)).status_code == 303
    await deliver_all(client)
    assert await run_waiting("billing.end_customer") == 1
    assert [event["type"] for event in await events()][-1] == "customer.subscription.deleted"
