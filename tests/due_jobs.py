"""Jobs run in the test's own process, whether or not their time has come."""

from sqlalchemy import func, update
from sqlmodel import col, select

from shopchat import worker
from shopchat.core import db
from shopchat.core.jobs import Job, enqueue, runner
from shopchat.core.jobs.model import Status

__all__ = ["run", "run_waiting", "worker"]


async def run(name: str) -> None:
    """One run of a job that comes round by itself."""
    async with db.unit_of_work() as session:
        job_id = await enqueue(session, name)
    await runner.run(job_id)


async def run_waiting(name: str) -> int:
    """Runs every queued job of this name; says how many there were."""
    async with db.unit_of_work() as session:
        await session.exec(
            update(Job).where(col(Job.name) == name, col(Job.status) == Status.QUEUED).values(run_at=func.now())
        )
        waiting = (await session.exec(select(Job.id).where(Job.name == name, Job.status == Status.QUEUED))).all()
    for job_id in waiting:
        await runner.run(job_id)
    return len(waiting)
