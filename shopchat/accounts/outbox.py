"""Mails as rows: written in the transaction of their cause, sent by a job, there for an admin to look at."""

import uuid
from collections.abc import Collection

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import queries
from shopchat.accounts.letters import Letter
from shopchat.accounts.models import OutboxMail, User
from shopchat.core import clock, jobs
from shopchat.core.errors import Unavailable
from shopchat.core.jobs import JobRun
from shopchat.core.paging import PageParams
from shopchat.integrations.mail import Mail, mailer

ATTEMPTS = 14  # over about an hour


async def post(
    session: AsyncSession,
    account: User,
    letter: Letter,
    *,
    recipient: str | None = None,
    sender_name: str | None = None,
    reply_to: str | None = None,
) -> uuid.UUID:
    """Has the letter sent to the account, or to `recipient`, once the transaction is committed. Gives the mail's id.

    With `sender_name` and `reply_to` it is a person's, whom an answer reaches there.
    """
    row = OutboxMail(
        user_id=account.id,
        recipient=recipient or account.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        sender_name=sender_name,
        reply_to=reply_to,
    )
    session.add(row)
    await session.flush()
    await jobs.enqueue(session, "accounts.send_mail", mail_id=str(row.id))
    return row.id


async def troubles(session: AsyncSession, account: User, *, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Why those of the account's mails that will never arrive do not."""
    return await queries.failed_mails(session, account, ids) if ids else {}


async def send(run: JobRun, mail_id: uuid.UUID) -> None:
    """Sends the mail and writes on its row what came of it. Raises what the mailer raises."""
    async with run.unit() as session:
        row = await queries.queued_mail_unscoped(session, mail_id)
        if row is None:  # Sent by a run that died before it could say so to its job.
            return
        row.attempts += 1
        session.add(row)
        mail = Mail(
            str(row.id),
            row.recipient,
            row.subject,
            row.text,
            row.html,
            row.created_at,
            sender_name=row.sender_name,
            reply_to=row.reply_to,
        )
    sender = mailer()
    try:
        await sender.send(mail)
    except Exception as error:
        await _note_failure(run, mail_id, error)
        raise
    async with run.last_unit() as session:
        if (row := await queries.queued_mail_unscoped(session, mail_id)) is None:
            return
        row.status, row.sent_at, row.error = ("sent" if sender.delivers else "kept"), clock.now(), None
        if sender.delivers:
            row.text = row.html = ""
        session.add(row)


async def list_mails(session: AsyncSession, *, paging: PageParams) -> tuple[list[OutboxMail], int]:
    """For the admin pages: everybody's mails, newest first, and how many there are."""
    return await queries.outbox_unscoped(session, paging)


async def _note_failure(run: JobRun, mail_id: uuid.UUID, error: Exception) -> None:
    async with run.unit() as session:
        row = await queries.queued_mail_unscoped(session, mail_id)
        if row is None:
            return
        row.error = str(error).replace("\x00", "")[:1000]
        if run.attempt >= ATTEMPTS or not isinstance(error, Unavailable):
            row.status, row.text, row.html = "failed", "", ""
        session.add(row)
