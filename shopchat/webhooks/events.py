"""The raising of an event: a message for each endpoint that wants it, in the transaction of its cause.

What rolls back was never told, and what commits is told at least once, whoever dies.
"""

import json
import secrets
import uuid
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core import clock, jobs
from shopchat.webhooks import queries
from shopchat.webhooks.changes import EventType
from shopchat.webhooks.models import Delivery, Endpoint

TEST = "endpoint.test"


async def publish(session: AsyncSession, account: User, event: EventType, data: dict[str, Any]) -> None:
    """Has every endpoint of the account that wants `event` told `data`: strings, numbers, ids, times or `None`."""
    wanting = await queries.listening(session, account, event)
    if not wanting:
        return
    message_id, body = new_message(event, data)
    for endpoint in wanting:
        await send(session, endpoint, event, message_id, body)


async def send(session: AsyncSession, endpoint: Endpoint, event: str, message_id: str, body: str) -> Delivery:
    """Queues one message for one endpoint."""
    delivery = Delivery(
        endpoint_id=endpoint.id, message_id=message_id, event_type=event, body=body, next_attempt_at=clock.now()
    )
    session.add(delivery)
    await session.flush()
    await jobs.enqueue(session, "webhooks.deliver", delivery_id=str(delivery.id))
    return delivery


def new_message(event: str, data: dict[str, Any]) -> tuple[str, str]:
    """An id, and the body that is sent under it."""
    body = {"type": event, "timestamp": clock.now().isoformat(), "data": data}
    return f"msg_{secrets.token_hex(12)}", json.dumps(body, default=_plain, ensure_ascii=False)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"An event cannot tell a {type(value).__name__}.")
