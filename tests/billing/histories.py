"""Real histories of subscriptions, and their webhooks delivered any number of times in any order."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
from sqlmodel import col, func, select

from shopchat.accounts.models import OutboxMail, User
from shopchat.billing import sync
from shopchat.billing.entitlement import entitlement
from shopchat.billing.models import Subscription
from shopchat.core import clock, db
from shopchat.integrations.payments.local import LocalPayments
from shopchat.webhooks.models import InboundEvent
from tests.billing.local_buyer import deliver, events, path_of, pay, sign_in
from tests.doors import Owner
from tests.due_jobs import run_waiting

AT_ONCE = 20
LIVES: tuple[tuple[str, ...], ...] = (
    ("pro",),
    ("pro", "cancel", "resume", "end-period"),
    ("pro", "switch:enterprise", "switch:pro", "cancel"),
    ("enterprise", "cancel", "end-period"),
    ("pro", "break-card", "end-period"),
    ("pro", "break-card", "end-period", "mend-card", "end-period"),
    ("pro", "cancel", "end-period", "enterprise"),
    ("pro", "break-card", "end-period", "end-period"),
)


@dataclass(frozen=True)
class Figures:
    """What came of it."""

    deliveries: int
    left_to_jobs: int
    events: int
    refused: int
    wrong_states: int
    unfinished: int
    doubled_mails: int


async def live(owner: Owner, client: httpx.AsyncClient, life: tuple[str, ...]) -> None:
    """Goes through a life at the local payments, without a word to anybody."""
    for step in life:
        do, _, plan = step.partition(":")
        if do in ("pro", "enterprise"):
            if step != life[0]:
                await _look(owner)  # What ended is not known here yet, and would be changed instead of bought.
            await pay(owner, client, do)
            continue
        sign_in(owner)
        path = path_of(await owner.http.post("/api/v1/billing/portal"))
        assert (await client.post(path, data={"do": do, "plan": plan})).status_code == 303


async def shuffled(
    new_owner: Callable[..., Awaitable[Owner]], client: httpx.AsyncClient, *, deliveries: int, owners: int, seed: int
) -> Figures:
    """Lives of many owners; then all that was told of them, as often and in such an order as chance has it."""
    chance = random.Random(seed)
    known = [await new_owner("free") for _ in range(owners)]
    for number, owner in enumerate(known):
        await live(owner, client, LIVES[number % len(LIVES)])
    told = await events()
    order = told + [chance.choice(told) for _ in range(deliveries - len(told))]
    chance.shuffle(order)
    refused = 0
    for start in range(0, len(order), AT_ONCE):
        answers = await asyncio.gather(*(deliver(client, each) for each in order[start : start + AT_ONCE]))
        refused += sum(answer.status_code != 200 for answer in answers)
    # What took a request too long, on a busy machine, is left to its job.
    left = await _unfinished()
    await run_waiting("billing.work_event")
    wrong = [owner for owner in known if not await _is_as_payments_say(owner)]
    async with db.unit_of_work() as session:
        doubled = (
            select(OutboxMail.recipient).group_by(OutboxMail.recipient, OutboxMail.subject).having(func.count() > 1)
        )
        return Figures(
            deliveries=len(order),
            left_to_jobs=left,
            events=(await session.exec(select(func.count()).select_from(InboundEvent))).one(),
            refused=refused,
            wrong_states=len(wrong),
            unfinished=await _unfinished(),
            doubled_mails=len((await session.exec(doubled)).all()),
        )


async def _unfinished() -> int:
    statement = select(func.count()).where(col(InboundEvent.status).not_in(("processed", "ignored")))
    async with db.unit_of_work() as session:
        return (await session.exec(statement)).one()


async def _is_as_payments_say(owner: Owner) -> bool:
    """The account's rows and plan against what a look at payments gives now."""
    async with db.unit_of_work() as session:
        account = await session.get_one(User, owner.account.id)
        statement = select(Subscription).where(Subscription.user_id == account.id)
        rows: dict[str, Any] = {row.stripe_subscription_id: row for row in (await session.exec(statement)).all()}
    states = await LocalPayments().subscriptions_of(account.stripe_customer_id or "")
    same = rows.keys() == {state.id for state in states} and all(
        (rows[state.id].plan, rows[state.id].status, rows[state.id].current_period_end, rows[state.id].unpaid_since)
        == (state.plan, state.status, state.period_end, state.unpaid_since)
        and rows[state.id].cancel_at_period_end == state.cancel_at_period_end
        for state in states
    )
    given = entitlement(states, now=clock.now(), grace=sync.grace_period())
    return same and account.plan == given.plan


async def _look(owner: Owner) -> None:
    async with db.unit_of_work() as session:
        account = await session.get_one(User, owner.account.id)
    seen = await sync.look(account.stripe_customer_id or "")
    async with db.unit_of_work() as session:
        await sync.apply(session, account.id, seen)
