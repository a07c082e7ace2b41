"""What the account has used."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from shopchat.api.deps import AccountOrKey, Session
from shopchat.billing import service
from shopchat.http.errors import refusals

router = APIRouter(tags=["usage"])


class MeterBody(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    used: int
    limit: int


class TokensBody(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    input: int
    output: int


class UsageBody(BaseModel):
    """The current UTC month; `items` are conversations, `secondary` knowledge entries, a limit of -1 is none."""

    model_config = ConfigDict(from_attributes=True)

    plan: str
    period_start: datetime
    period_end: datetime
    items: MeterBody
    secondary: MeterBody
    tokens: TokensBody


@router.get("/usage", responses=refusals(401, 403, 429))
async def usage(account: AccountOrKey, session: Session) -> UsageBody:
    """What this month has used of the plan."""
    return UsageBody.model_validate(await service.usage(session, account))
