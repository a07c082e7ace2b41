"""Plans over HTTP: what is sold, what the account has, where it buys and manages it."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from shopchat.api.deps import Account, AccountAlone, Session
from shopchat.api.usage import UsageBody
from shopchat.billing import checkout as buying
from shopchat.billing import overview
from shopchat.billing.plans import PLANS
from shopchat.http.errors import refusals

router = APIRouter(prefix="/billing", tags=["billing"])


class PlanBody(BaseModel):
    """A tier; -1 means unlimited."""

    model_config = ConfigDict(from_attributes=True)

    name: str = Field(examples=["pro"])
    label: str = Field(examples=["Pro"])
    max_items: int = Field(description="Conversations in a UTC month", examples=[1000])
    max_secondary: int = Field(description="Knowledge entries over all chatbots", examples=[500])
    price_usd: int = Field(description="A month, in US dollars", examples=[29])
    highlights: list[str]


class PlanList(BaseModel):
    items: list[PlanBody]


class OverBody(BaseModel):
    """What is there beyond the plan, after a change to a smaller one. It is kept, and answered from."""

    model_config = ConfigDict(from_attributes=True)

    items: int = Field(examples=[0])
    secondary: int = Field(examples=[12])


class SubscriptionBody(BaseModel):
    """The account's plan, who says so, and how it stands."""

    model_config = ConfigDict(from_attributes=True)

    plan: str = Field(examples=["pro"])
    status: str = Field(description="Of the subscription, in Stripe's words; `none` without one", examples=["active"])
    source: Literal["stripe", "platform", "admin"] | None = Field(description="Whose word, the newest, gave the plan")
    current_period_start: datetime | None
    current_period_end: datetime | None
    cancel_at_period_end: bool
    grace_until: datetime | None = Field(description="A payment failed; if it stays open, the plan ends then")
    payments: Literal["stripe", "local", "off"] = Field(description="`local` are test payments that move no money")
    usage: UsageBody
    cost_usd: Decimal = Field(description="Of the month's language-model tokens, by price list", examples=["0.031500"])
    token_budget: int = Field(description="Tokens a month; then answers are composed without a model; -1 is no limit")
    over: OverBody


class Purchase(BaseModel):
    model_config = ConfigDict(extra="forbid")

    plan: Literal["pro", "enterprise"] = Field(examples=["pro"])


class Address(BaseModel):
    url: str = Field(description="Send the owner's browser there", examples=["https://checkout.stripe.com/c/pay/cs_1"])


@router.get("/plans")
async def plans() -> PlanList:
    """What is sold: conversations a month, knowledge entries, price in US dollars a month."""
    return PlanList(items=[PlanBody.model_validate(plan) for plan in PLANS.values()])


@router.get("/subscription", responses=refusals(401, 429))
async def subscription(account: Account, session: Session) -> SubscriptionBody:
    """The account's plan and subscription, the month's use, and what is beyond the plan."""
    return SubscriptionBody.model_validate(await overview.overview(session, account))


@router.post("/checkout", responses=refusals(401, 409, 422, 429, 503))
async def checkout(body: Purchase, account: AccountAlone) -> Address:
    """Where the owner subscribes to a plan or, with a subscription, confirms the change to it.

    The plan changes once it is paid. 409 for the plan that is paid for already.
    """
    return Address(url=await buying.checkout(account, plan=body.plan))


@router.post("/portal", responses=refusals(401, 409, 422, 429, 503))
async def portal(account: AccountAlone) -> Address:
    """Where the owner manages cards, invoices and the subscription. 409 for one who has never bought a plan."""
    return Address(url=await buying.portal(account))
