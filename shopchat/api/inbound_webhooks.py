"""Webhooks of Stripe and the platform: the raw body is checked, stored and worked; the answer says how far it came."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel, Field

from shopchat.api.platform_signature import Signed
from shopchat.billing import stripe_events
from shopchat.http.errors import refusals
from shopchat.platform import events
from shopchat.platform.messages import event_schema

router = APIRouter(prefix="/webhooks", tags=["webhooks"])

STRIPE_EXAMPLE = {
    "id": "evt_1",
    "object": "event",
    "type": "customer.subscription.updated",
    "created": 1795651200,
    "data": {"object": {"id": "sub_1", "object": "subscription", "customer": "cus_1"}},
}
PLATFORM_EXAMPLE = {
    "type": "user.created",
    "timestamp": "2026-11-25T12:00:00Z",
    "data": {"external_platform_id": "platform-user-17", "email": "owner@shop.example", "plan": "pro"},
}


class Received(BaseModel):
    status: Literal["received", "processed", "ignored", "failed"] = Field(
        description="`received`: stored, and worked in the background", examples=["processed"]
    )


def _body(schema: dict[str, Any], example: dict[str, Any], description: str) -> dict[str, Any]:
    schema = {**schema, "description": description, "examples": [example]}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.post(
    "/stripe",
    responses=refusals(400),
    openapi_extra=_body({"type": "object"}, STRIPE_EXAMPLE, "An event of Stripe, API version 2026-10-28"),
)
async def stripe(
    request: Request,
    stripe_signature: Annotated[str, Header(description="`t=<seconds>,v1=<hex HMAC-SHA256>`")] = "",
) -> Received:
    """Takes an event of Stripe, signed for STRIPE_WEBHOOK_SECRET within five minutes of now.

    200 once it is stored: any number of deliveries in any order have one effect. 400 for everything that Stripe did not
    sign.
    """
    status = await stripe_events.receive(stripe_signature, await request.body())
    return Received.model_validate({"status": status})


@router.post(
    "/platform-events",
    responses=refusals(401, 422),
    openapi_extra=_body(
        event_schema(), PLATFORM_EXAMPLE, "`timestamp` is when it happened; without it, when it was sent"
    ),
)
async def platform_events(message: Signed) -> Received:
    """Takes an event of the platform: `user.created`, `user.deleted`, `subscription.updated`, `store.connected`.

    Signed after Standard Webhooks for PLATFORM_WEBHOOK_SECRET; `webhook-id` names the event, so that sending it again
    changes nothing. Other types are answered with `ignored`.
    """
    status = await events.receive(message.id, message.sent_at, message.body)
    return Received.model_validate({"status": status})
