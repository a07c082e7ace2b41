"""The platform, as the reference library of Standard Webhooks signs for it."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from sqlmodel import select
from standardwebhooks import Webhook

from shopchat.accounts.models import User
from shopchat.core import db
from shopchat.core.config import get_settings

EVENTS = "/api/v1/webhooks/platform-events"
START = datetime(2026, 11, 1, tzinfo=UTC)


def event(kind: str, minute: int, **data: Any) -> dict[str, Any]:
    """An event that happened in that minute, with an id of its own."""
    happened = (START + timedelta(minutes=minute)).isoformat()
    return {
        "id": f"msg_{uuid.uuid4().hex}",
        "type": kind,
        "timestamp": happened,
        "data": {"external_platform_id": "p1", **data},
    }


def signed(body: bytes, message_id: str) -> dict[str, str]:
    secret = get_settings().platform_webhook_secret
    assert secret
    now = datetime.now(UTC)
    signature = Webhook(secret.get_secret_value()).sign(message_id, now, body.decode())
    return {"webhook-id": message_id, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}


async def send(client: httpx.AsyncClient, what: dict[str, Any]) -> str:
    """Delivers the event once; gives the status that it is answered with."""
    body = json.dumps({name: value for name, value in what.items() if name != "id"}).encode()
    answer = await client.post(EVENTS, content=body, headers=signed(body, what["id"]))
    assert answer.status_code == 200, answer.text
    status: str = answer.json()["status"]
    return status


async def provision(client: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    body = json.dumps({"email": "owner@shop.example", "external_platform_id": "p1", **fields}).encode()
    return await client.post("/api/v1/auth/provision", content=body, headers=signed(body, f"msg_{uuid.uuid4().hex}"))


async def user(external_platform_id: str = "p1") -> User | None:
    async with db.unit_of_work() as session:
        return (await session.exec(select(User).where(User.external_platform_id == external_platform_id))).first()
