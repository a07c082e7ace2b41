"""What admins do with accounts and jobs, each act with its line in the audit log."""

import uuid

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import queries
from shopchat.accounts.models import AuditEvent, User
from shopchat.core import clock, jobs, switches
from shopchat.core.errors import Conflict, Invalid, NotFound
from shopchat.core.paging import PageParams
from shopchat.core.switches import Switch

LONGEST_NOTICE = 300  # characters


async def list_accounts(session: AsyncSession, *, paging: PageParams, q: str | None = None) -> tuple[list[User], int]:
    """All accounts, the newest first, or those whose email holds `q`; and how many there are."""
    return await queries.accounts_unscoped(session, paging, q=q)


async def get_account(session: AsyncSession, *, account_id: uuid.UUID) -> User:
    """The account, held until the transaction ends. Raises `NotFound`."""
    account = await queries.user_by_id_unscoped(session, account_id, lock=True)
    if account is None:
        raise NotFound("Account")
    return account


async def suspend(session: AsyncSession, admin: User, *, account_id: uuid.UUID) -> User:
    """Stops every credential and widget of an account at once; its data stays. Raises `NotFound`, `Conflict`.

    Sign-ins are over for good; API keys work again once the account is restored.
    """
    account = await get_account(session, account_id=account_id)
    if account.id == admin.id:
        raise Conflict("You cannot suspend the account that you are signed in with.")
    if account.is_active:
        account.is_active, account.signed_out_at = False, clock.now()
        session.add(account)
        await queries.revoke_families(session, account, account.signed_out_at)
        await queries.delete_sessions(session, account)
        _note(session, admin, "account.suspended", account)
    return account


async def restore(session: AsyncSession, admin: User, *, account_id: uuid.UUID) -> User:
    """Ends a suspension. Raises `NotFound`."""
    account = await get_account(session, account_id=account_id)
    if not account.is_active:
        account.is_active = True
        session.add(account)
        _note(session, admin, "account.restored", account)
    return account


async def view(session: AsyncSession, admin: User, *, account_id: uuid.UUID) -> User:
    """The account that the admin is about to look at as its owner sees it. Raises `NotFound`, `Conflict`."""
    account = await get_account(session, account_id=account_id)
    if account.id == admin.id:
        raise Conflict("This is the account that you are signed in with.")
    _note(session, admin, "account.viewed", account)
    return account


async def viewed(session: AsyncSession, *, account_id: uuid.UUID) -> User:
    """The account that is being looked at. Raises `NotFound` when it is gone."""
    account = await queries.user_by_id_unscoped(session, account_id)
    if account is None:
        raise NotFound("Account")
    return account


async def retry_job(session: AsyncSession, admin: User, *, job_id: uuid.UUID) -> None:
    """Puts a job that was given up back into the queue. Raises `NotFound`."""
    await jobs.retry(session, job_id=job_id)
    session.add(AuditEvent(actor_id=admin.id, action="job.retried", subject=str(job_id)))


async def turn_switch(session: AsyncSession, admin: User, *, switch: Switch, on: bool, note: str = "") -> None:
    """Switches a part of the product on or off for everybody. Raises `Invalid` for a notice without a text."""
    text = " ".join(note.split())
    if switch is Switch.NOTICE and on and not 1 <= len(text) <= LONGEST_NOTICE:
        raise Invalid(f"A notice has 1 to {LONGEST_NOTICE} characters.", loc=("body", "note"))
    await switches.turn(session, switch, on=on, note=text)
    session.add(AuditEvent(actor_id=admin.id, action=f"switch.{'on' if on else 'off'}", subject=switch.value))


async def list_audit(
    session: AsyncSession, *, paging: PageParams, q: str | None = None
) -> tuple[list[AuditEvent], dict[str, str], int]:
    """Who did what to whom, the last first; the emails of those accounts that are still there, by id; how many events.

    `q` is part of an action, or an account's email or id.
    """
    events, total = await queries.audit_unscoped(session, paging, q=q)
    named = {each for event in events for each in (event.actor_id, _id_in(event.subject)) if each is not None}
    emails = await queries.emails_unscoped(session, named)
    return events, {str(account_id): email for account_id, email in emails.items()}, total


def _id_in(subject: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(subject)
    except ValueError:
        return None


def _note(session: AsyncSession, admin: User, action: str, account: User) -> None:
    session.add(AuditEvent(actor_id=admin.id, action=action, subject=str(account.id)))
