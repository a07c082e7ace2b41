"""An owner at the local payments, without a browser: pays, and has the events delivered."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx

from shopchat.core import clock, db, security
from shopchat.core.config import get_settings
from shopchat.integrations.payments import objects
from shopchat.integrations.payments.objects import LocalPaymentObject
from shopchat.integrations.payments.signature import sign
from tests.doors import Owner

STRIPE = "/api/v1/webhooks/stripe"
JSON_TYPE = {"Content-Type": "application/json"}


def secret() -> str:
    known = get_settings().stripe_webhook_secret
    assert known
    return known.get_secret_value()


async def deliver(client: httpx.AsyncClient, event: dict[str, Any]) -> httpx.Response:
    """One delivery, signed now."""
    body = json.dumps(event).encode()
    headers = {**JSON_TYPE, "Stripe-Signature": sign(secret(), clock.now(), body)}
    return await client.post(STRIPE, content=body, headers=headers)


async def events(customer: str | None = None) -> list[dict[str, Any]]:
    """What the local payments have to tell, oldest first."""
    async with db.unit_of_work() as session:
        rows: Sequence[LocalPaymentObject] = await objects.of_kind_unscoped(session, "event")
    rows = [row for row in rows if customer is None or row.customer == customer]
    return [row.body for row in sorted(rows, key=lambda row: row.created_at)]


def sign_in(owner: Owner) -> None:
    """With a token of the moved clock's time."""
    owner.http.headers["Authorization"] = f"Bearer {security.new_access_token(owner.account.id, timedelta(hours=1))}"


async def checkout(owner: Owner, plan: str) -> httpx.Response:
    sign_in(owner)
    return await owner.http.post("/api/v1/billing/checkout", json={"plan": plan})


def path_of(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return httpx.URL(answer.json()["url"]).raw_path.decode()


async def buy(owner: Owner, client: httpx.AsyncClient, plan: str) -> None:
    """The whole way: checkout, payment, webhooks."""
    await pay(owner, client, plan)
    await deliver_all(client)


async def pay(owner: Owner, client: httpx.AsyncClient, plan: str) -> None:
    paid = await client.post(path_of(await checkout(owner, plan)))
    assert paid.status_code == 303


async def deliver_all(client: httpx.AsyncClient) -> None:
    for event in await events():
        assert (await deliver(client, event)).status_code == 200


async def in_portal(owner: Owner, client: httpx.AsyncClient, do: str, **fields: str) -> None:
    """Does one thing in the portal, and has what follows delivered."""
    sign_in(owner)
    path = path_of(await owner.http.post("/api/v1/billing/portal"))
    assert (await client.post(path, data={"do": do, **fields})).status_code == 303
    await deliver_all(client)


async def standing(owner: Owner) -> dict[str, Any]:
    sign_in(owner)
    answer = await owner.http.get("/api/v1/billing/subscription")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
