"""What the platform asks for: an account for one of its users, and what that account has used."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from shopchat.api.auth import Profile
from shopchat.api.deps import Session
from shopchat.api.platform_signature import Signed
from shopchat.api.usage import UsageBody
from shopchat.core.errors import Invalid
from shopchat.core.text import CleanText
from shopchat.http.errors import refusals
from shopchat.platform import messages, service
from shopchat.platform.messages import Provision

router = APIRouter(tags=["platform"])

SCHEMA = Provision.model_json_schema()


class Provisioned(BaseModel):
    user: Profile
    created: bool = Field(description="Whether this call made the account")


@router.post(
    "/auth/provision",
    status_code=201,
    responses={**refusals(401, 409, 422), 200: {"model": Provisioned, "description": "The account was there already"}},
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": SCHEMA}}}},
)
async def provision(message: Signed, session: Session, response: Response) -> Provisioned:
    """Opens an account for a user of the platform, or finds it. Its owner is mailed a link to set a password.

    Signed after Standard Webhooks for PLATFORM_WEBHOOK_SECRET. 409 when the email belongs to another user of the
    platform, or when the user was deleted.
    """
    body = messages.read_provision(message.body)
    account, made = await service.provision(session, wanted=body, at=message.sent_at)
    await session.flush()
    response.status_code = 201 if made else 200
    return Provisioned(user=Profile.model_validate(account), created=made)


@router.get("/usage/platform", responses=refusals(401, 404, 422))
async def platform_usage(
    message: Signed,
    session: Session,
    external_platform_id: Annotated[CleanText, Query(min_length=1, max_length=255, examples=["platform-user-17"])],
) -> UsageBody:
    """What the account of a user of the platform has used this month.

    Signed after Standard Webhooks over the empty body.
    """
    if message.body:
        raise Invalid("A GET has no body.")
    return UsageBody.model_validate(await service.usage(session, external_platform_id=external_platform_id))
