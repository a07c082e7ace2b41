"""Mails that prove who reads them: the address is confirmed, a forgotten password is replaced."""

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import letters, mailed_links, outbox, queries, service
from shopchat.accounts.emails import normalise_email
from shopchat.accounts.models import AuditEvent, User
from shopchat.core import clock, jobs, passwords, security
from shopchat.core.config import get_settings
from shopchat.core.text import is_storable


async def ask_for_reset(session: AsyncSession, *, email: str) -> None:
    """Has a link mailed to the account with this address, if there is one.

    All looking up is left to a job, so that the caller's time and answer are the same for known and unknown. Raises
    `Invalid` for what is no address at all.
    """
    await jobs.enqueue(session, "accounts.mail_reset", email=normalise_email(email))


async def mail_reset(session: AsyncSession, *, email: str) -> None:
    """For the job: mails the link if an account in good standing has the address; else nothing happens."""
    user = await queries.user_by_email_unscoped(session, email)
    if user is None or not user.is_active:
        return
    token = await mailed_links.make(session, user, "reset_password")
    await outbox.post(session, user, letters.reset_password(f"{get_settings().site_url}/reset?token={token}"))


async def reset_password(session: AsyncSession, *, token: str, new_password: str) -> User:
    """Sets the password by a mailed link and ends every sign-in.

    Raises `DeadLink` for a link that is used, old or unknown, `Invalid` for a weak password; the link stays good then.
    """
    user = await mailed_links.use(session, "reset_password", token if is_storable(token) else "")
    passwords.check(new_password, loc=("body", "new_password"))
    user.password_hash = await security.hash_password(new_password)
    user.email_verified_at = user.email_verified_at or clock.now()
    session.add(user)
    session.add(AuditEvent(actor_id=user.id, action="password.reset", subject=str(user.id)))
    await service.password_was_changed(session, user)
    return user


async def verify_email(session: AsyncSession, *, token: str) -> User:
    """Notes that the account's address is its owner's. Raises `DeadLink`."""
    user = await mailed_links.use(session, "verify_email", token if is_storable(token) else "")
    user.email_verified_at = clock.now()
    session.add(user)
    return user
