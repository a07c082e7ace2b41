"""Inbound webhooks: an event is stored before anything is done about it, and has its effect once.

Whoever delivers it, however often and in whatever order, meets one row. The request that brought a new event works it
at once; a job stands behind it for the request that dies, or whose work does not succeed.
"""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import AuditEvent, User
from shopchat.core import clock, jobs
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import NotFound, is_final
from shopchat.core.jobs import JobRun
from shopchat.core.paging import PageParams
from shopchat.webhooks import queries
from shopchat.webhooks.models import InboundEvent

log = logging.getLogger(__name__)

Provider = Literal["stripe", "platform"]
WORKERS: dict[str, str] = {"stripe": "billing.work_event", "platform": "platform.work_event"}
"""The job that works a provider's events; it belongs to a slice above this one."""
ATTEMPTS = 12  # over about half an hour
# The request gives up here; the job, which comes a little later, does not.
PATIENCE = timedelta(seconds=5)
NET = timedelta(seconds=10)
KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Outcome:
    """What became of an event: `ignored` says why."""

    status: Literal["processed", "ignored"]
    why: str | None = None


@dataclass(frozen=True)
class Stored:
    """The event's row; `is_new` when this delivery made it."""

    id: uuid.UUID
    is_new: bool
    status: str


Effect = Callable[[AsyncSession], Awaitable[Outcome]]
"""Runs in the transaction that marks the event as done."""
Prepare = Callable[[InboundEvent], Awaitable[Effect]]
"""Looks up what the effect needs, outside of any transaction: it may ask other servers."""


async def take(
    *, provider: Provider, event_id: str, kind: str, occurred_at: datetime, payload: dict[str, Any], prepare: Prepare
) -> str:
    """Stores a verified event and works it, if it is new. Gives its status; `received` is still to be worked."""
    async with unit_of_work(unscoped=Unscoped.EVENT) as session:
        stored = await store(
            session, provider=provider, event_id=event_id, kind=kind, occurred_at=occurred_at, payload=payload
        )
    if not stored.is_new:
        return stored.status
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            return await work(stored.id, prepare)
    except Exception as error:  # noqa: BLE001 - it is stored, and its job tries again
        log.warning("An event of %s is left to its job: %s: %s", provider, type(error).__name__, error)
        return stored.status


async def store(
    session: AsyncSession,
    *,
    provider: Provider,
    event_id: str,
    kind: str,
    occurred_at: datetime,
    payload: dict[str, Any],
) -> Stored:
    """Writes the event down unless it is there, with the job that works it."""
    row = InboundEvent(provider=provider, event_id=event_id, type=kind[:100], occurred_at=occurred_at, payload=payload)
    if await queries.insert_event_unscoped(session, row):
        await jobs.enqueue(session, WORKERS[provider], delay=NET, event_id=str(row.id))
        return Stored(row.id, True, row.status)
    known = await queries.event_named_unscoped(session, provider, event_id)
    assert known is not None
    if known.status == "failed":  # The sender tries once more what we gave up.
        await _again(session, known)
    return Stored(known.id, False, known.status)


async def work(
    event_id: uuid.UUID,
    prepare: Prepare,
    *,
    unit: Callable[[], AbstractAsyncContextManager[AsyncSession]] = unit_of_work,
) -> str:
    """Gives the event its effect unless it has it. Gives the status."""
    async with unit_of_work(unscoped=Unscoped.EVENT) as session:
        event = await queries.event_unscoped(session, event_id)
    if event is None or event.status != "received":
        return event.status if event else "ignored"
    effect = await prepare(event)
    async with unit() as session:
        event = await queries.event_unscoped(session, event_id, lock=True)
        if event is None:
            return "ignored"
        if event.status == "received":
            outcome = await effect(session)
            event.status, event.error, event.processed_at = outcome.status, outcome.why, clock.now()
            session.add(event)
        return event.status


async def work_by_job(run: JobRun, event_id: uuid.UUID, prepare: Prepare) -> None:
    """`work` for a job of `ATTEMPTS` attempts; what goes wrong is written on the event."""
    try:
        await work(event_id, prepare, unit=run.last_unit)
    except Exception as error:
        async with unit_of_work(unscoped=Unscoped.EVENT) as session:
            event = await queries.event_unscoped(session, event_id, lock=True)
            if event is not None and event.status == "received":
                event.error = f"{type(error).__name__}: {error}".replace("\x00", "")[:1000]
                event.status = "failed" if run.attempt >= ATTEMPTS or is_final(error) else "received"
                session.add(event)
        raise


async def replay(session: AsyncSession, *, event: str, admin: User | None = None) -> InboundEvent:
    """For admins: has an event worked once more, whatever came of it. `event` is its row's id or its sender's.

    `admin` is who wants it, `None` for the command line.

    Safe for one that was processed: effects follow the state of things, not the number of events. Raises `NotFound`.
    """
    row = await queries.event_called_unscoped(session, event)
    if row is None:
        raise NotFound("Webhook event")
    await _again(session, row)
    if admin is not None:
        session.add(AuditEvent(actor_id=admin.id, action="webhook.replayed", subject=str(row.id)))
    return row


async def list_events(
    session: AsyncSession, *, paging: PageParams, provider: str | None = None, status: str | None = None
) -> tuple[list[InboundEvent], int]:
    """For admins: what came in, newest first, and how many events there are."""
    return await queries.events_unscoped(session, paging, provider=provider, status=status)


async def forget_platform_user(session: AsyncSession, external_platform_id: str) -> None:
    """Empties what events of the platform say of a user down to the id."""
    await queries.empty_platform_payloads_unscoped(session, external_platform_id)


async def _again(session: AsyncSession, row: InboundEvent) -> None:
    row.status, row.error, row.processed_at = "received", None, None
    session.add(row)
    await session.flush()
    await jobs.enqueue(session, WORKERS[row.provider], event_id=str(row.id))
