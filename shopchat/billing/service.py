"""What a plan allows and what is used of it. Counters move in the transaction of their cause."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import AuditEvent, User
from shopchat.billing import queries
from shopchat.billing.plans import PLANS, UNLIMITED, plan_of
from shopchat.core import clock
from shopchat.core.errors import Invalid, LimitReached, TooManyRequests
from shopchat.webhooks.events import publish


@dataclass(frozen=True)
class Meter:
    """`used` of `limit`; a limit of -1 is none."""

    used: int
    limit: int

    @property
    def left(self) -> int | None:
        """How many more fit; `None` when any number does."""
        return None if self.limit == UNLIMITED else max(self.limit - self.used, 0)


@dataclass(frozen=True)
class Tokens:
    """Language-model tokens of the period."""

    input: int
    output: int


@dataclass(frozen=True)
class Usage:
    """The current UTC month: `items` are conversations, `secondary` knowledge entries."""

    plan: str
    period_start: datetime
    period_end: datetime
    items: Meter
    secondary: Meter
    tokens: Tokens


async def usage(session: AsyncSession, account: User) -> Usage:
    """What the account has used this month, beside its plan's limits."""
    plan = plan_of(account.plan)
    moment = clock.now()
    start = clock.month_start(moment)
    month = await queries.month(session, account, start)
    return Usage(
        plan=plan.name,
        period_start=start,
        period_end=clock.next_month_start(moment),
        items=Meter(month.conversations if month else 0, plan.max_items),
        secondary=Meter(await queries.entries(session, account), plan.max_secondary),
        tokens=Tokens(month.input_tokens if month else 0, month.output_tokens if month else 0),
    )


async def tokens(session: AsyncSession, account: User) -> Tokens:
    """What the account's chatbots have used this month."""
    month = await queries.month(session, account, clock.month_start(clock.now()))
    return Tokens(month.input_tokens if month else 0, month.output_tokens if month else 0)


async def tokens_of_chatbot(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID) -> Tokens:
    """What one chatbot has used this month."""
    month = await queries.chatbot_month(session, account, chatbot_id, clock.month_start(clock.now()))
    return Tokens(month.input_tokens if month else 0, month.output_tokens if month else 0)


async def spend_tokens(
    session: AsyncSession,
    account: User,
    *,
    chatbot_id: uuid.UUID,
    input_tokens: int,
    output_tokens: int,
    cost_usd: Decimal,
) -> None:
    """Counts what a turn used, in the transaction that stores the turn."""
    await queries.add_tokens(
        session,
        account,
        chatbot_id,
        clock.month_start(clock.now()),
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cost_usd=cost_usd,
    )


async def start_conversation(session: AsyncSession, account: User) -> None:
    """Counts one more conversation; of two racing for the last one, one wins.

    Raises `TooManyRequests` at the plan's limit.
    """
    plan = plan_of(account.plan)
    number = await queries.take_conversation(session, account, clock.month_start(clock.now()), plan.max_items)
    if number is None:
        raise TooManyRequests("This shop's assistant has reached its conversation limit for this month.")
    if number == plan.max_items:
        await _tell_of_limit(session, account, "conversations", plan.max_items)


async def reserve_entries(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, wanted: int) -> int:
    """Counts up to `wanted` more knowledge entries and says how many the plan had room for.

    Holds the account's row until the transaction ends: whoever else adds entries waits, and then sees the new count.
    """
    plan_name = await queries.lock_account(session, account)
    limit = plan_of(plan_name or account.plan).max_secondary
    granted = wanted
    left = None
    if limit != UNLIMITED:
        left = max(limit - await queries.entries(session, account), 0)
        granted = min(wanted, left)
    if granted:
        await queries.add_entries(session, account, chatbot_id, granted)
        if granted == left:
            await _tell_of_limit(session, account, "entries", limit)
    return granted


async def reserve_entry(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID) -> None:
    """Counts one more knowledge entry. Raises `LimitReached` at the plan's limit."""
    if not await reserve_entries(session, account, chatbot_id=chatbot_id, wanted=1):
        limit = plan_of(account.plan).max_secondary
        raise LimitReached(
            f"Your plan holds {limit} knowledge entries and all are in use. Delete an entry or change to a larger plan."
        )


async def _tell_of_limit(session: AsyncSession, account: User, what: str, limit: int) -> None:
    """When the last one is taken: the refusal that follows rolls back, and would roll its own event back too."""
    await publish(session, account, "limit.reached", {"limit": what, "plan": account.plan, "maximum": limit})


async def release_entries(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, count: int) -> None:
    """Gives `count` entries' room back."""
    await queries.remove_entries(session, account, chatbot_id, count)


async def set_plan(session: AsyncSession, account: User, *, plan: str) -> None:
    """Moves the account to another plan at once. Raises `Invalid` for a plan that is not sold."""
    if plan not in PLANS:
        raise Invalid(f"There is no plan {plan!r}. Choose one of {', '.join(PLANS)}.", loc=("plan",))
    session.add(AuditEvent(action="plan.set", subject=str(account.id), details={"from": account.plan, "to": plan}))
    account.plan = plan
    session.add(account)
