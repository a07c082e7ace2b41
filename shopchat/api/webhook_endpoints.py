"""Outgoing webhooks over HTTP: where events go, a test, the log, and sending again."""

import uuid
from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from shopchat.api.deps import AccountOrKey, Paging, Session
from shopchat.api.idempotency import Idempotent, IdempotentRoute
from shopchat.core.paging import Page
from shopchat.http.errors import refusals
from shopchat.webhooks import service
from shopchat.webhooks.changes import EndpointChanges, EventType, EventTypes, Url

router = APIRouter(prefix="/webhook-endpoints", tags=["webhooks"], route_class=IdempotentRoute)


class NewEndpoint(EndpointChanges):
    """Where to post which events."""

    url: Url
    event_types: EventTypes


class EndpointBody(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    url: str
    description: str
    event_types: list[EventType]
    is_active: bool = Field(description="Turned off by itself when the endpoint answers 410")
    created_at: datetime
    updated_at: datetime


class EndpointWithSecret(EndpointBody):
    secret: str = Field(description="Checks `webhook-signature`; shown this once", examples=["whsec_..."])


class DeliveryBody(BaseModel):
    """One message. `message_id` is its `webhook-id`: receivers that have seen it ignore it."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    endpoint_id: uuid.UUID
    message_id: str
    event_type: str
    body: str = Field(description="What is sent and signed")
    status: Literal["pending", "delivered", "failed"]
    attempts: int
    response_status: int | None
    response_body: str | None = Field(description="At most the first kilobyte")
    error: str | None
    created_at: datetime
    next_attempt_at: datetime | None
    finished_at: datetime | None


@router.post("", status_code=201, responses=refusals(401, 403, 409, 422, 429), dependencies=[Idempotent])
async def create_endpoint(body: NewEndpoint, account: AccountOrKey, session: Session) -> EndpointWithSecret:
    """Makes an endpoint. The answer shows the secret that its messages are signed with; nothing will again.

    Messages follow the Standard Webhooks specification: `webhook-id`, `webhook-timestamp` and `webhook-signature`
    headers over `{"type", "timestamp", "data"}`. Any 2xx takes a message; others are tried again for a day.
    """
    fields = EndpointChanges.model_validate(body.model_dump(exclude_unset=True))
    return EndpointWithSecret.model_validate(await service.create_endpoint(session, account, fields=fields))


@router.get("", responses=refusals(401, 403, 422, 429))
async def list_endpoints(account: AccountOrKey, session: Session, paging: Paging) -> Page[EndpointBody]:
    """The account's endpoints, newest first."""
    rows, total = await service.list_endpoints(session, account, paging=paging)
    items = [EndpointBody.model_validate(row) for row in rows]
    return Page(items=items, total=total, page=paging.page, page_size=paging.page_size)


@router.get("/{endpoint_id}", responses=refusals(401, 403, 404, 422, 429))
async def get_endpoint(endpoint_id: uuid.UUID, account: AccountOrKey, session: Session) -> EndpointBody:
    """One endpoint, without its secret."""
    return EndpointBody.model_validate(await service.get_endpoint(session, account, endpoint_id=endpoint_id))


@router.patch("/{endpoint_id}", responses=refusals(401, 403, 404, 422, 429))
async def change_endpoint(
    endpoint_id: uuid.UUID, body: EndpointChanges, account: AccountOrKey, session: Session
) -> EndpointBody:
    """Sets the fields that are given."""
    row = await service.update_endpoint(session, account, endpoint_id=endpoint_id, changes=body)
    return EndpointBody.model_validate(row)


@router.post("/{endpoint_id}/rotate-secret", responses=refusals(401, 403, 404, 422, 429))
async def rotate_secret(endpoint_id: uuid.UUID, account: AccountOrKey, session: Session) -> EndpointWithSecret:
    """Gives the endpoint a new secret, shown this once; the next attempt is signed with it."""
    return EndpointWithSecret.model_validate(await service.rotate_secret(session, account, endpoint_id=endpoint_id))


@router.delete("/{endpoint_id}", status_code=204, responses=refusals(401, 403, 404, 422, 429))
async def delete_endpoint(endpoint_id: uuid.UUID, account: AccountOrKey, session: Session) -> None:
    """Removes an endpoint with its log."""
    await service.delete_endpoint(session, account, endpoint_id=endpoint_id)


@router.post("/{endpoint_id}/test", status_code=202, responses=refusals(401, 403, 404, 409, 422, 429))
async def send_test(endpoint_id: uuid.UUID, account: AccountOrKey, session: Session) -> DeliveryBody:
    """Sends a message of the type `endpoint.test`, whatever the endpoint listens to; the log shows what came of it."""
    return DeliveryBody.model_validate(await service.send_test(session, account, endpoint_id=endpoint_id))


@router.get("/{endpoint_id}/deliveries", responses=refusals(401, 403, 404, 422, 429))
async def list_deliveries(
    endpoint_id: uuid.UUID,
    account: AccountOrKey,
    session: Session,
    paging: Paging,
    status: Literal["pending", "delivered", "failed"] | None = None,
) -> Page[DeliveryBody]:
    """What was sent in the last 30 days, newest first, with the endpoint's answers."""
    rows, total = await service.list_deliveries(session, account, endpoint_id=endpoint_id, paging=paging, status=status)
    items = [DeliveryBody.model_validate(row) for row in rows]
    return Page(items=items, total=total, page=paging.page, page_size=paging.page_size)


@router.post(
    "/{endpoint_id}/deliveries/{delivery_id}/redeliver",
    status_code=202,
    responses=refusals(401, 403, 404, 409, 422, 429),
)
async def redeliver(
    endpoint_id: uuid.UUID, delivery_id: uuid.UUID, account: AccountOrKey, session: Session
) -> DeliveryBody:
    """Sends the same message once more, under the same `webhook-id`."""
    row = await service.redeliver(session, account, endpoint_id=endpoint_id, delivery_id=delivery_id)
    return DeliveryBody.model_validate(row)
