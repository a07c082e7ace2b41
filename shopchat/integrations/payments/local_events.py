"""Webhooks of the local payments: written with their cause, signed, and posted to our own endpoint by a job."""

import asyncio
import http.client
import json

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core import clock, jobs
from shopchat.core.config import get_settings
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import Unavailable
from shopchat.integrations.payments import objects
from shopchat.integrations.payments.objects import LocalPaymentObject
from shopchat.integrations.payments.shapes import API_VERSION
from shopchat.integrations.payments.signature import sign

ENDPOINT = "/api/v1/webhooks/stripe"
ATTEMPTS = 14  # over about an hour
SECONDS = 15


async def emit(session: AsyncSession, kind: str, about: LocalPaymentObject) -> None:
    """Has our own endpoint told that `kind` happened to the object, as it is now."""
    row = objects.new(
        "event", about.customer, clock.now(), type=kind, api_version=API_VERSION, data={"object": about.body}
    )
    session.add(row)
    await session.flush()
    await jobs.enqueue(session, "payments.send_local_event", event_id=row.id)


async def send_unscoped(event_id: str) -> None:
    """Posts one event to this copy's web process. Raises `Unavailable` until it is taken."""
    async with unit_of_work(unscoped=Unscoped.EVENT) as session:
        row = await objects.find_unscoped(session, event_id, "event")
    secret = get_settings().stripe_webhook_secret
    if row is None or secret is None:
        return
    body = json.dumps(row.body).encode()
    signature = sign(secret.get_secret_value().split(",")[0], clock.now(), body)
    status = await asyncio.to_thread(_post, body, signature)
    if not 200 <= status < 300:
        raise Unavailable(f"The webhook endpoint answered with status {status}.")


def _post(body: bytes, signature: str) -> int:
    """Straight to the port on this machine, whatever the site's public address is."""
    settings = get_settings()
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    connection = http.client.HTTPConnection(host, settings.port, timeout=SECONDS)
    try:
        connection.request("POST", ENDPOINT, body, {"Content-Type": "application/json", "Stripe-Signature": signature})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable(f"The webhook endpoint could not be reached: {error}.") from error
    finally:
        connection.close()
