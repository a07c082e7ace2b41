"""An owner's data, all of it, to take away."""

import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import AuditEvent, User
from shopchat.core import clock, jobs
from shopchat.core.db import unit_of_work
from shopchat.core.errors import NotFound
from shopchat.exports import queries
from shopchat.exports.models import AccountExport

KEPT = timedelta(hours=24)


async def request_export(session: AsyncSession, account: User) -> AccountExport:
    """The export that is under way or ready; without one, a new one is begun."""
    while True:
        row = await queries.present(session, account, clock.now())
        if row is not None:
            return row
        row = AccountExport(user_id=account.id)
        if await queries.add_unless_queued(session, row):
            job_id = await jobs.enqueue(session, "exports.make", export_id=str(row.id))
            await queries.set_job(session, row, job_id)
            session.add(AuditEvent(actor_id=account.id, action="account.export", subject=str(account.id)))
            return row


async def latest(session: AsyncSession, account: User) -> AccountExport | None:
    """The account's export that is under way or ready, else the last one if it failed within the last day."""
    return await queries.present(session, account, clock.now()) or await queries.failed_since(
        session, account, clock.now() - KEPT
    )


async def get_export(session: AsyncSession, account: User, *, export_id: uuid.UUID) -> AccountExport:
    """Raises `NotFound`, also for another's, a failed one, and one whose day is over."""
    row = await queries.export(session, account, export_id)
    if row is None or (row.expires_at is not None and row.expires_at <= clock.now()):
        raise NotFound("Export")
    return row


async def content(account: User, *, export_id: uuid.UUID) -> AsyncIterator[bytes]:
    """The zip, part by part. Reads in short units of work of its own."""
    position = 0
    while True:
        async with unit_of_work(acting=account.id) as session:
            part = await queries.part(session, account, export_id, position)
        if part is None:
            return
        yield part
        position += 1


async def tidy(session: AsyncSession) -> None:
    """Removes exports whose day is over, and gives up on those whose job has failed."""
    await queries.tidy_unscoped(session, clock.now())
