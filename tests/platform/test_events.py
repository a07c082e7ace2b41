"""The platform's events in every order: the outcome is that of the right one."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from sqlmodel import select

from shopchat.accounts.models import AuditEvent, OutboxMail
from shopchat.billing import service as billing
from shopchat.core import clock, db
from shopchat.core.paging import PageParams
from shopchat.webhooks import journal
from tests.billing.local_buyer import buy, events
from tests.doors import PASSWORD, Owner
from tests.due_jobs import run_waiting
from tests.mails import mails_to, token_in
from tests.platform.sender import event, provision, send, signed, user

NewOwner = Callable[..., Awaitable[Owner]]
EMAIL = "owner@shop.example"


async def test_a_new_user_sets_a_password_by_mail_and_signs_in(client: httpx.AsyncClient) -> None:
    assert (
        await send(client, event("user.created", 1, email="Owner@Shop.example", plan="pro", store_id="s1"))
        == "processed"
    )
    made = await user()
    assert made is not None
    assert (made.email, made.plan, made.external_store_id, made.role) == (EMAIL, "pro", "s1", "owner")
    credentials = {"email": EMAIL, "password": PASSWORD}
    assert (await client.post("/api/v1/auth/login", json=credentials)).status_code == 401
    [mail] = await mails_to(EMAIL, "account is ready")
    body = {"token": token_in(mail), "new_password": PASSWORD}
    assert (await client.post("/api/v1/auth/password-reset/confirm", json=body)).status_code == 204
    assert (await client.post("/api/v1/auth/login", json=credentials)).status_code == 200
    [mail] = await mails_to(EMAIL, "store is connected")
    assert "s1 is linked to your account" in mail.text


LIFE = (
    ("user.created", 1, {"email": EMAIL}),
    ("subscription.updated", 2, {"plan": "enterprise"}),
    ("subscription.updated", 3, {"plan": "pro"}),
    ("store.connected", 4, {"store_id": "old.example"}),
    ("store.connected", 5, {"store_id": "new.example"}),
)


@pytest.mark.parametrize("seed", range(0, 120, 17))
async def test_any_order_and_any_number_of_deliveries_give_one_account(client: httpx.AsyncClient, seed: int) -> None:
    told = [event(kind, minute, **data) for kind, minute, data in LIFE]
    order = list(itertools.permutations(told))[seed]
    for each in (*order, *order[::2]):
        await send(client, each)
    made = await user()
    assert made is not None
    assert (made.plan, made.external_store_id) == ("pro", "new.example")
    assert len(await mails_to(EMAIL, "account is ready")) == 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_a_deletion_leaves_no_user_whatever_comes_first(
    client: httpx.AsyncClient, order: tuple[int, ...]
) -> None:
    told = [
        event("user.created", 1, email=EMAIL),
        event("subscription.updated", 2, plan="pro"),
        event("user.deleted", 3),
    ]
    for number in order:
        await send(client, told[number])
    assert await user() is None
    assert (await provision(client)).status_code == 409
    async with db.unit_of_work() as session:
        rows, _ = await journal.list_events(session, paging=PageParams())
        texts = [str(row.payload) for row in rows if row.status == "processed"]
    assert not any(EMAIL in text for text in texts)


async def test_fifty_at_once_make_one_account(client: httpx.AsyncClient) -> None:
    created = event("user.created", 1, email=EMAIL)
    others = [event("user.created", 1, email=EMAIL) for _ in range(10)]
    await asyncio.gather(*(send(client, created) for _ in range(50)), *(send(client, each) for each in others))
    assert await user() is not None
    assert len(await mails_to(EMAIL, "account is ready")) == 1


async def test_deletion_kills_every_credential_and_ends_what_is_paid(
    new_owner: NewOwner, client: httpx.AsyncClient
) -> None:
    owner = await new_owner("free", external_platform_id="p1")
    other = await new_owner("free", external_platform_id="p2")
    await buy(owner, client, "pro")
    key = await owner.key()
    bot = await owner.bot()
    login = await client.post("/api/v1/auth/login", json={"email": owner.account.email, "password": PASSWORD})
    await send(client, event("user.deleted", 9))
    assert (await owner.http.get("/api/v1/auth/me")).status_code == 401
    assert (await client.get("/api/v1/chatbots", headers=key)).status_code == 401
    refreshed = await client.post("/api/v1/auth/refresh", json={"refresh_token": login.json()["refresh_token"]})
    assert refreshed.status_code == 401
    assert (await client.get(f"/api/v1/widget/config?widget_key={bot['widget_key']}")).status_code == 404
    assert (await other.http.get("/api/v1/auth/me")).status_code == 200
    await run_waiting("billing.end_customer")
    assert [each["type"] for each in await events()][-1] == "customer.subscription.deleted"


async def test_provisioning_again_finds_the_account(client: httpx.AsyncClient) -> None:
    first = await provision(client, plan="pro", external_store_id="s1")
    again = await provision(client, email="other@shop.example")
    assert (first.status_code, first.json()["created"], first.json()["user"]["plan"]) == (201, True, "pro")
    assert (again.status_code, again.json()["created"], again.json()["user"]["email"]) == (200, False, EMAIL)
    assert first.json()["user"]["id"] == again.json()["user"]["id"]
    assert (await provision(client, external_platform_id="p2")).status_code == 409
    for wrong in ({"plan": "gold"}, {"email": "nobody"}, {"external_platform_id": ""}, {"role": "admin"}):
        assert (await provision(client, **wrong)).status_code == 422


async def test_an_account_that_anybody_opened_with_the_email_is_taken_from_them(
    client: httpx.AsyncClient, new_owner: NewOwner
) -> None:
    """Who registers somebody else's address beforehand must not stay inside when its owner comes."""
    squatter = await new_owner("free", email=EMAIL)
    key = await squatter.key()
    await asyncio.sleep(0.01)
    answer = await provision(client)
    assert (answer.status_code, answer.json()["created"]) == (200, False)
    assert (await squatter.http.get("/api/v1/auth/me")).status_code == 401
    assert (await client.get("/api/v1/chatbots", headers=key)).status_code == 401
    assert len(await mails_to(EMAIL, "account is ready")) == 1


async def test_a_confirmed_account_is_linked_as_it_is_and_an_admin_never(
    client: httpx.AsyncClient, new_owner: NewOwner
) -> None:
    owner = await new_owner("free", email=EMAIL, email_verified_at=clock.now())
    await new_owner("free", email="boss@shop.example", role="admin", email_verified_at=clock.now())
    assert (await provision(client)).status_code == 200
    assert (await owner.http.get("/api/v1/auth/me")).json()["external_platform_id"] == "p1"
    assert (await provision(client, email="boss@shop.example", external_platform_id="p9")).status_code == 409
    created = event("user.created", 1, email="boss@shop.example", external_platform_id="p9")
    assert await send(client, created) == "ignored"


async def test_the_newer_word_on_the_plan_counts_and_the_older_is_written_down(
    client: httpx.AsyncClient, new_owner: NewOwner
) -> None:
    owner = await new_owner("free", external_platform_id="p1")
    await buy(owner, client, "enterprise")
    await send(client, event("subscription.updated", 1, plan="pro"))  # of the past
    me = await owner.http.get("/api/v1/auth/me")
    assert me.json()["plan"] == "enterprise"
    async with db.unit_of_work() as session:
        heard = (await session.exec(select(AuditEvent).where(AuditEvent.action == "plan.older_word"))).one()
    assert (heard.details["refused"], heard.details["of"], heard.details["source"]) == ("pro", "platform", "stripe")
    with clock.moved(timedelta(minutes=1)):
        newer = {**event("subscription.updated", 0, plan="pro"), "timestamp": clock.now().isoformat()}
        async with db.unit_of_work() as session:
            await journal.store(
                session,
                provider="platform",
                event_id="later",
                kind=newer["type"],
                occurred_at=clock.now(),
                payload=newer,
            )
    await run_waiting("platform.work_event")
    assert (await owner.http.get("/api/v1/auth/me")).json()["plan"] == "pro"


async def test_the_platform_sees_the_use_of_its_users_alone(client: httpx.AsyncClient, new_owner: NewOwner) -> None:
    owner = await new_owner("free", external_platform_id="p 1/ü")
    async with db.unit_of_work() as session:
        await billing.start_conversation(session, owner.account)
    address, query = "/api/v1/usage/platform", {"external_platform_id": "p 1/ü"}
    seen = await client.get(address, params=query, headers=signed(b"", "m1"))
    assert seen.json() == (await owner.http.get("/api/v1/usage")).json()
    assert seen.json()["items"] == {"used": 1, "limit": 50}
    nobody = await client.get(address, params={"external_platform_id": "p2"}, headers=signed(b"", "m1"))
    assert nobody.status_code == 404
    unspeakable = await client.get(address, params={"external_platform_id": "p\x00"}, headers=signed(b"", "m1"))
    assert unspeakable.status_code == 422
    assert (await client.get(address, params=query)).status_code == 401
    assert (await owner.http.get(address, params=query)).status_code == 401


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_a_moment_at_the_end_of_time_is_taken_or_refused(client: httpx.AsyncClient, moment: str) -> None:
    what = {"type": "user.created", "timestamp": moment, "data": {"external_platform_id": "p1", "email": EMAIL}}
    body = json.dumps(what).encode()
    answer = await client.post("/api/v1/webhooks/platform-events", content=body, headers=signed(body, "msg_moment"))
    assert answer.status_code in {200, 422}


@pytest.mark.parametrize("moment", [0, 1.5, True, "1795651200", "2026-11-25", "2026-11-25T12:00:00", [], {}])
async def test_a_moment_that_is_not_written_out_is_refused(client: httpx.AsyncClient, moment: object) -> None:
    what = {"type": "user.created", "timestamp": moment, "data": {"external_platform_id": "p1", "email": EMAIL}}
    body = json.dumps(what).encode()
    answer = await client.post("/api/v1/webhooks/platform-events", content=body, headers=signed(body, "msg_moment"))
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["body", "timestamp"])


@pytest.mark.parametrize("name", ["s" * 255, "a store\r\nBcc: everybody@mail.example", "\u202e" * 255])
async def test_a_store_may_be_called_anything(client: httpx.AsyncClient, name: str) -> None:
    answer = await provision(client, external_store_id=name)
    assert (answer.status_code, answer.json()["user"]["external_store_id"]) == (201, name)
    async with db.unit_of_work() as session:
        for mail in (await session.exec(select(OutboxMail))).all():
            assert mail.subject.isprintable()
