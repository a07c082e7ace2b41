"""Background work of accounts."""

import uuid
from datetime import timedelta

from shopchat.accounts import outbox, recovery, service
from shopchat.core.jobs import JobRun, job, periodic


@job("accounts.send_mail", max_attempts=outbox.ATTEMPTS, timeout=timedelta(minutes=2))
async def send_mail(run: JobRun, *, mail_id: str) -> None:
    """Sends one mail. A worker that dies at the wrong moment may send it twice, under one Message-ID."""
    await outbox.send(run, uuid.UUID(mail_id))


@job("accounts.mail_reset")
async def mail_reset(run: JobRun, *, email: str) -> None:
    """Mails a link for a new password to whoever has the address, if anybody has."""
    async with run.last_unit() as session:
        await recovery.mail_reset(session, email=email)


@periodic("accounts.forget_expired", every=timedelta(hours=1))
async def forget_expired(run: JobRun) -> None:
    """Drops sign-ins, links and mails whose time is over."""
    async with run.last_unit() as session:
        await service.forget_expired(session)
