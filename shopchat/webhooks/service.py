"""Webhook endpoints as their owner sees them: where events go, what was sent, and sending it again."""

import base64
import secrets
import uuid

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core.errors import Conflict, Invalid, NotFound
from shopchat.core.paging import PageParams
from shopchat.core.signatures import SECRET_PREFIX
from shopchat.integrations import fetch
from shopchat.webhooks import events, queries
from shopchat.webhooks.changes import EndpointChanges
from shopchat.webhooks.models import Delivery, Endpoint

MAX_ENDPOINTS = 20  # of an account: every event costs a message for each


async def create_endpoint(session: AsyncSession, account: User, *, fields: EndpointChanges) -> Endpoint:
    """A new endpoint with its own secret. Raises `Invalid` for an address that must not be called, `Conflict`."""
    given = fields.given()
    for name in ("url", "event_types"):
        if name not in given:
            raise Invalid(f"An endpoint needs {name}.", ("body", name))
    fetch.parse(given["url"])
    if await queries.count_endpoints(session, account) >= MAX_ENDPOINTS:
        raise Conflict(f"An account has at most {MAX_ENDPOINTS} webhook endpoints. Delete one that is not needed.")
    row = Endpoint(user_id=account.id, secret=_new_secret(), **given)
    session.add(row)
    await session.flush()
    return row


async def list_endpoints(session: AsyncSession, account: User, *, paging: PageParams) -> tuple[list[Endpoint], int]:
    """The account's endpoints, newest first, and how many there are."""
    return await queries.endpoints(session, account, paging)


async def get_endpoint(session: AsyncSession, account: User, *, endpoint_id: uuid.UUID) -> Endpoint:
    """Raises `NotFound`, also for an endpoint of somebody else."""
    return await _found(session, account, endpoint_id)


async def update_endpoint(
    session: AsyncSession, account: User, *, endpoint_id: uuid.UUID, changes: EndpointChanges
) -> Endpoint:
    """Sets what `changes` names; messages that wait go to the new address. Raises `NotFound`, `Invalid`."""
    row = await _found(session, account, endpoint_id, lock=True)
    given = changes.given()
    if "url" in given:
        fetch.parse(given["url"])
    for name, value in given.items():
        setattr(row, name, value)
    session.add(row)
    await session.flush()
    return row


async def rotate_secret(session: AsyncSession, account: User, *, endpoint_id: uuid.UUID) -> Endpoint:
    """A new secret, which signs from the next attempt on. Raises `NotFound`."""
    row = await _found(session, account, endpoint_id, lock=True)
    row.secret = _new_secret()
    session.add(row)
    await session.flush()
    return row


async def delete_endpoint(session: AsyncSession, account: User, *, endpoint_id: uuid.UUID) -> None:
    """Removes the endpoint with its log; what waits is not sent any more. Raises `NotFound`."""
    await session.delete(await _found(session, account, endpoint_id, lock=True))
    await session.flush()


async def send_test(session: AsyncSession, account: User, *, endpoint_id: uuid.UUID) -> Delivery:
    """Queues a message that only says that it arrived. Raises `NotFound`, `Conflict` for an endpoint that is off."""
    row = await _found(session, account, endpoint_id)
    _check_active(row)
    message_id, body = events.new_message(events.TEST, {"endpoint_id": row.id, "message": "It works."})
    return await events.send(session, row, events.TEST, message_id, body)


async def list_deliveries(
    session: AsyncSession, account: User, *, endpoint_id: uuid.UUID, paging: PageParams, status: str | None = None
) -> tuple[list[Delivery], int]:
    """What was sent to the endpoint, newest first, and how many messages there are. Raises `NotFound`."""
    row = await _found(session, account, endpoint_id)
    return await queries.deliveries(session, account, row.id, paging, status=status)


async def redeliver(
    session: AsyncSession, account: User, *, endpoint_id: uuid.UUID, delivery_id: uuid.UUID
) -> Delivery:
    """Queues the same message once more, under the same id. Raises `NotFound`, `Conflict` while the endpoint is off."""
    before = await queries.delivery(session, account, endpoint_id, delivery_id)
    if before is None:
        raise NotFound("Delivery")
    row = await _found(session, account, endpoint_id)
    _check_active(row)
    return await events.send(session, row, before.event_type, before.message_id, before.body)


async def _found(session: AsyncSession, account: User, endpoint_id: uuid.UUID, *, lock: bool = False) -> Endpoint:
    row = await queries.endpoint(session, account, endpoint_id, lock=lock)
    if row is None:
        raise NotFound("Webhook endpoint")
    return row


def _check_active(row: Endpoint) -> None:
    if not row.is_active:
        raise Conflict("This endpoint is switched off. Set is_active to true first.")


def _new_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
