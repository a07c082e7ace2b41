"""An address of a shop, and those that it leads to: a sitemap's pages, a product list's further pages."""

import asyncio
import json

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import Invalid, ShopChatError
from shopchat.core.jobs import Cancelled, JobRun
from shopchat.integrations.fetch import BadStatus, Unreachable
from shopchat.knowledge import queries
from shopchat.knowledge.importing import site, storing
from shopchat.knowledge.importing.drafts import RowError
from shopchat.knowledge.importing.site import Harvest
from shopchat.knowledge.models import Import

MAX_ADDRESSES = 2000  # of one import; with the pause and a second a page, most of an hour
PAUSE = 0.25  # seconds between two requests, for the shop's sake


async def run(job: JobRun, row: Import) -> None:
    """Reads every address once. What vanished is switched off, unless an address could not be read this time."""
    plan = await _plan(row)
    while job.done < len(plan):
        await job.check_cancelled()
        address = plan[job.done]
        harvest = await _read(address, is_first=job.done == 0)
        async with job.unit() as session:
            current = await _current(session, row)
            if job.done == 0:
                current.kind = harvest.kind
            new = _unknown(harvest.more, plan)
            room = MAX_ADDRESSES - len(plan)
            plan += new[:room]
            if left := len(new[room:]):
                storing.add_errors(
                    current, [RowError(0, f"{left:,} addresses more than {MAX_ADDRESSES:,} are left out.")]
                )
            await storing.store(session, current, storing.settled(harvest.rows))
            current.total, current.done = len(plan), job.done + 1
            if new:
                await queries.keep_import_content(session, row.id, json.dumps(plan).encode())
            unread = _unread(job) + harvest.is_unread
            await job.advance(session, done=job.done + 1, total=len(plan), checkpoint={"unread": unread})
        if job.done < len(plan):
            await asyncio.sleep(PAUSE)
    if not _unread(job):
        await _switch_off(job, row)


async def _plan(row: Import) -> list[str]:
    """The addresses known so far: what a worker that died had found, or the import's own."""
    async with unit_of_work(unscoped=Unscoped.JOB) as session:
        kept = await queries.import_content_for_job_unscoped(session, row.id)
    return list(json.loads(kept)) if kept else [row.source]


async def _read(address: str, *, is_first: bool) -> Harvest:
    """What the address gives. The import's own address must be readable, or be known to be gone; others may fail."""
    try:
        return await site.read(address)
    except ShopChatError as error:
        is_gone = isinstance(error, BadStatus) and error.is_gone
        if is_first and not is_gone:
            raise
        is_unread = isinstance(error, BadStatus | Unreachable) and not is_gone
        return Harvest("page", [RowError(0, error.detail)], is_unread=is_unread)


def _unknown(addresses: list[str], plan: list[str]) -> list[str]:
    known = set(plan)
    return [address for address in dict.fromkeys(addresses) if address not in known]


def _unread(job: JobRun) -> int:
    """How many addresses may say something and could not be asked."""
    return int((job.checkpoint or {}).get("unread", 0))


async def _switch_off(job: JobRun, row: Import) -> None:
    switched_off = 0
    while True:
        await job.check_cancelled()
        async with job.unit() as session:
            current = await _current(session, row)
            count = await storing.switch_off_vanished(session, current)
        switched_off += count
        if count < storing.BATCH:
            break
    if current.errors and not (current.created or current.updated or current.skipped or switched_off):
        raise Invalid(current.errors[0]["detail"])


async def _current(session: AsyncSession, row: Import) -> Import:
    current = await storing.held(session, row.id)
    if current is None:
        raise Cancelled
    return current
