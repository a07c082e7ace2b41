"""What a plan allows and what is used of it. Counters move in the transaction of their cause."""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import AuditEvent, User
from shopchat.billing import claims, queries, warnings
from shopchat.billing.models import ChatbotTokens, MonthlyUsage
from shopchat.billing.plans import UNLIMITED, plan_of
from shopchat.core import clock
from shopchat.core.errors import LimitReached, TooManyRequests
from shopchat.webhooks.events import publish

log = logging.getLogger(__name__)


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
    """Language-model tokens of the period, and what they cost by the public price list."""

    input: int
    output: int
    cost_usd: Decimal = Decimal(0)


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
        tokens=_tokens(month),
    )


async def tokens(session: AsyncSession, account: User) -> Tokens:
    """What the account's chatbots have used this month."""
    month = await queries.month(session, account, clock.month_start(clock.now()))
    return _tokens(month)


async def tokens_of_chatbot(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID) -> Tokens:
    """What one chatbot has used this month."""
    month = await queries.chatbot_month(session, account, chatbot_id, clock.month_start(clock.now()))
    return _tokens(month)


def _tokens(month: MonthlyUsage | ChatbotTokens | None) -> Tokens:
    return Tokens(0, 0) if month is None else Tokens(month.input_tokens, month.output_tokens, month.cost_usd)


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
    await warnings.after_use(session, account, warnings.CONVERSATIONS, used=number, limit=plan.max_items)


async def reserve_entries(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, wanted: int) -> int:
    """Counts up to `wanted` more knowledge entries and says how many the plan had room for.

    Holds the account's row until the transaction ends: whoever else adds entries waits, and then sees the new count.
    """
    plan_name = await queries.lock_account(session, account)
    limit = plan_of(plan_name or account.plan).max_secondary
    if limit == UNLIMITED:
        await queries.add_entries(session, account, chatbot_id, wanted)
        return wanted
    used = await queries.entries(session, account)
    granted = min(wanted, max(limit - used, 0))
    if granted:
        await queries.add_entries(session, account, chatbot_id, granted)
        if used + granted == limit:
            await _tell_of_limit(session, account, "entries", limit)
        await warnings.after_use(session, account, warnings.ENTRIES, used=used + granted, limit=limit)
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


async def recount_entries(session: AsyncSession, account: User, *, by_chatbot: Mapping[uuid.UUID, int]) -> bool:
    """Sets the counters to what was counted under `lock_entries`, and says whether any was wrong."""
    known = await queries.entries_by_chatbot(session, account)
    wrong = {
        chatbot_id: by_chatbot.get(chatbot_id, 0)
        for chatbot_id in known.keys() | by_chatbot.keys()
        if known.get(chatbot_id, 0) != by_chatbot.get(chatbot_id, 0)
    }
    for chatbot_id, count in wrong.items():
        log.warning("Chatbot %s has %d entries, and %d were counted", chatbot_id, count, known.get(chatbot_id, 0))
        await queries.set_entries(session, account, chatbot_id, count)
    return bool(wrong)


async def lock_entries(session: AsyncSession, account: User) -> None:
    """Nobody reserves entries of the account until the transaction ends."""
    await queries.lock_account(session, account)


async def recount_conversations(session: AsyncSession, account: User, *, at_least: int) -> bool:
    """Raises this month's counter to the conversations that are there, and says whether it was lower.

    It may be higher: a deleted conversation gives nothing back.
    """
    was_low = await queries.raise_conversations(session, account, clock.month_start(clock.now()), at_least)
    if was_low:
        log.warning("Account %s began %d conversations this month, and fewer were counted", account.id, at_least)
    return was_low


async def set_plan(session: AsyncSession, account: User, *, plan: str, admin: User | None = None) -> None:
    """An admin's word: moves the account to another plan at once. Raises `Invalid` for a plan that is not sold.

    `admin` is who said so, `None` for the command line.
    """
    await claims.claim(session, account, source="admin", plan=plan, at=clock.now())
    if admin is not None:
        session.add(AuditEvent(actor_id=admin.id, action="plan.asked", subject=str(account.id), details={"plan": plan}))
