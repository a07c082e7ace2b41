"""Jobs that were given up: an admin looks at them, and has one run anew when its cause is gone."""

import uuid
from functools import partial

from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core import db
from shopchat.core.errors import NotFound
from shopchat.core.jobs.model import Job, Status
from shopchat.core.jobs.wake import wake
from shopchat.core.paging import PageParams, paginate


async def list_failed(session: AsyncSession, *, paging: PageParams) -> tuple[list[Job], int]:
    """The jobs that were given up, the last first, and how many there are."""
    statement = (
        select(Job).where(Job.status == Status.FAILED).order_by(col(Job.finished_at).desc().nulls_last(), col(Job.id))
    )
    return await paginate(session, statement, paging)


async def retry(session: AsyncSession, *, job_id: uuid.UUID) -> None:
    """Puts a job that was given up back into the queue, with all its attempts. Raises `NotFound` for any other.

    It goes on where its last progress was stored. Its `dedupe_key` is dropped: a younger twin may hold it by now, and
    whatever is deduplicated is safe to run twice.
    """
    statement = (
        update(Job)
        .where(col(Job.id) == job_id, col(Job.status) == Status.FAILED)
        .values(
            status=Status.QUEUED,
            attempts=0,
            crashes=0,
            error=None,
            dedupe_key=None,
            cancel_requested=False,
            run_at=func.now(),
            finished_at=None,
            lease_until=None,
        )
        .returning(col(Job.id))
        .execution_options(synchronize_session=False)
    )
    if (await session.exec(statement)).first() is None:
        raise NotFound("Failed job")
    db.after_commit(session, partial(wake, job_id))
