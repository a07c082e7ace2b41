"""What the application has mailed, for the tests: runs the jobs of accounts and reads the outbox."""

import re

from sqlmodel import col, select

from shopchat.accounts import tasks
from shopchat.accounts.models import OutboxMail
from shopchat.core import db
from shopchat.core.jobs import Job, runner

__all__ = ["mails", "mails_to", "tasks", "token_in"]


async def mails() -> list[OutboxMail]:
    """Every mail, oldest first, after all jobs of accounts have run."""
    while True:
        async with db.unit_of_work() as session:
            waiting = select(Job.id).where(Job.status == "queued", col(Job.name).startswith("accounts."))
            jobs = (await session.exec(waiting)).all()
        if not jobs:
            break
        for job_id in jobs:
            await runner.run(job_id)
    async with db.unit_of_work() as session:
        return list((await session.exec(select(OutboxMail).order_by(col(OutboxMail.created_at)))).all())


async def mails_to(email: str, about: str) -> list[OutboxMail]:
    """The mails to this address whose subject holds `about`."""
    return [mail for mail in await mails() if mail.recipient == email and about in mail.subject]


def token_in(mail: OutboxMail) -> str:
    """The token of the mail's link."""
    found = re.search(r"[?]token=(\S+)", mail.text)
    assert found, mail.text
    return found[1]
