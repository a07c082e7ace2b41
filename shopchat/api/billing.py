"""The plans over HTTP."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from shopchat.billing.plans import PLANS

router = APIRouter(prefix="/billing", tags=["billing"])


class PlanBody(BaseModel):
    """A tier; -1 means unlimited."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    label: str
    max_items: int
    max_secondary: int
    price_usd: int
    highlights: list[str]


class PlanList(BaseModel):
    items: list[PlanBody]


@router.get("/plans")
async def plans() -> PlanList:
    """What is sold: conversations a month, knowledge entries, price in US dollars a month."""
    return PlanList(items=[PlanBody.model_validate(plan) for plan in PLANS.values()])
