"""Webhooks in any order, any number of times, at once, and in requests that die: one effect each."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from sqlmodel import func, select

from shopchat.billing import stripe_events
from shopchat.core import clock, db
from shopchat.core.errors import NotFound
from shopchat.core.jobs import Job
from shopchat.core.paging import PageParams
from shopchat.integrations.payments import PaymentsUnreachable
from shopchat.integrations.payments.local import LocalPayments
from shopchat.webhooks import journal
from tests.billing.histories import LIVES, shuffled
from tests.billing.local_buyer import buy, deliver, events, in_portal, pay, standing
from tests.doors import Owner
from tests.due_jobs import run_waiting

NewOwner = Callable[..., Awaitable[Owner]]


async def test_any_order_and_any_number_end_where_payments_are(new_owner: NewOwner, client: httpx.AsyncClient) -> None:
    figures = await shuffled(new_owner, client, deliveries=250, owners=len(LIVES), seed=20_261_125)
    assert figures.events > 3 * len(LIVES)
    assert (figures.refused, figures.wrong_states, figures.unfinished, figures.doubled_mails) == (0, 0, 0, 0)


async def test_fifty_at_once_are_one_event_and_one_effect(new_owner: NewOwner, client: httpx.AsyncClient) -> None:
    owner = await new_owner("free")
    await pay(owner, client, "pro")
    [completed] = [event for event in await events() if event["type"] == "checkout.session.completed"]
    answers = await asyncio.gather(*(deliver(client, completed) for _ in range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert (await standing(owner))["plan"] == "pro"
    async with db.unit_of_work() as session:
        rows, total = await journal.list_events(session, paging=PageParams())
        jobs = (await session.exec(select(func.count()).where(Job.name == "billing.work_event"))).one()
    assert (total, rows[0].status, jobs) == (1, "processed", 1)


async def test_a_look_that_was_slow_never_replaces_a_later_one(
    new_owner: NewOwner, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await new_owner("free")
    await pay(owner, client, "pro")
    [completed] = [event for event in await events() if event["type"] == "checkout.session.completed"]
    look, go_on, asked = LocalPayments.subscriptions_of, asyncio.Event(), asyncio.Event()

    async def slow(self: LocalPayments, customer_id: str) -> Any:
        monkeypatch.setattr(LocalPayments, "subscriptions_of", look)
        states = await look(self, customer_id)
        asked.set()
        await go_on.wait()
        return states

    monkeypatch.setattr(LocalPayments, "subscriptions_of", slow)
    first = asyncio.create_task(deliver(client, completed))
    await asked.wait()
    await in_portal(owner, client, "switch", plan="enterprise")
    go_on.set()
    assert (await first).status_code == 200
    assert (await standing(owner))["plan"] == "enterprise"


async def test_what_payments_do_not_answer_is_stored_and_worked_later(
    new_owner: NewOwner, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await new_owner("free")
    await pay(owner, client, "pro")

    async def away(*_: object) -> Any:
        raise PaymentsUnreachable

    with monkeypatch.context() as patch:
        patch.setattr(LocalPayments, "subscriptions_of", away)
        for event in await events():
            answer = await deliver(client, event)
            assert (answer.status_code, answer.json()) == (200, {"status": "received"})
        await run_waiting("billing.work_event")
    assert (await standing(owner))["plan"] == "free"
    assert await run_waiting("billing.work_event") > 0
    assert (await standing(owner))["plan"] == "pro"


async def test_what_failed_for_good_can_be_replayed_and_sent_again(
    new_owner: NewOwner, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await new_owner("free")
    await pay(owner, client, "pro")
    event = (await events())[-1]

    async def broken(_: object) -> Any:
        raise RuntimeError("a bug of ours")

    with monkeypatch.context() as patch:
        patch.setattr(stripe_events, "prepare", broken)
        await deliver(client, event)
        for _ in range(journal.ATTEMPTS):
            await run_waiting("billing.work_event")
    async with db.unit_of_work() as session:
        rows, _ = await journal.list_events(session, paging=PageParams(), status="failed")
        assert [(row.event_id, row.error) for row in rows] == [(event["id"], "RuntimeError: a bug of ours")]
        with pytest.raises(NotFound):
            await journal.replay(session, event="evt_unknown")
        await journal.replay(session, event=event["id"])
    assert await run_waiting("billing.work_event") == 1
    assert (await standing(owner))["plan"] == "pro"
    assert (await deliver(client, event)).json() == {"status": "processed"}


async def test_events_of_others_in_the_same_stripe_account_are_none_of_ours(client: httpx.AsyncClient) -> None:
    about = {"id": "sub_9", "object": "subscription", "customer": "cus_9", "metadata": {"shop": "other"}}
    event = {"id": "evt_9", "type": "customer.subscription.created", "created": 1, "data": {"object": about}}
    assert (await deliver(client, event)).json() == {"status": "ignored"}
    async with db.unit_of_work() as session:
        assert (await session.exec(select(func.count()).where(Job.name == "billing.end_customer"))).one() == 0


async def test_a_deleted_customer_has_no_plan_and_may_buy_again(new_owner: NewOwner, client: httpx.AsyncClient) -> None:
    owner = await new_owner("free")
    await buy(owner, client, "pro")
    customer = (await events())[0]["data"]["object"]["customer"]
    await LocalPayments().end_customer(customer)
    gone = {"id": customer, "object": "customer", "metadata": {}}
    event = {
        "id": "evt_gone",
        "type": "customer.deleted",
        "created": int(clock.now().timestamp()),
        "data": {"object": gone},
    }
    assert (await deliver(client, event)).json() == {"status": "processed"}
    assert (await standing(owner))["plan"] == "free"
    await buy(owner, client, "enterprise")
    assert (await standing(owner))["plan"] == "enterprise"
