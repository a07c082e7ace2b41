"""Accounts: who may come in, and how they prove it."""

import uuid
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import kept_answers, letters, mailed_links, outbox, queries
from shopchat.accounts.emails import normalise_email
from shopchat.accounts.errors import BadCredentials, DeadCredential, EmailTaken, WrongCurrentPassword
from shopchat.accounts.models import NO_PASSWORD, AuditEvent, DashboardSession, User
from shopchat.core import clock, jobs, passwords, security, switches
from shopchat.core.config import get_settings
from shopchat.core.errors import Forbidden, NotFound
from shopchat.core.switches import Switch

SESSION_LIFETIME = timedelta(days=30)
OUTBOX_KEPT = timedelta(days=30)
# Nobody asked for this mail, so nobody waits for it.
FIRST_PASSWORD_LINK = timedelta(days=3)


async def register(session: AsyncSession, *, email: str, password: str) -> User:
    """Opens an account on the free plan. Raises `EmailTaken`, or `Invalid` for a bad email or a weak password.

    Raises `Forbidden` while new accounts are switched off.
    """
    if not await switches.is_on(session, Switch.SIGN_UPS):
        raise Forbidden("No new accounts are opened at the moment. Please come back later.")
    email = normalise_email(email)
    passwords.check(password)
    user = await _add_user(session, email=email, password_hash=await security.hash_password(password))
    await _mail_verification(session, user)
    return user


async def sign_in(session: AsyncSession, *, email: str, password: str) -> User:
    """The account behind the credentials. Raises `BadCredentials`, after the same work whichever part is wrong."""
    user = await queries.user_by_email_unscoped(session, email.strip().lower())
    known_hash = user.password_hash if user is not None and user.password_hash != NO_PASSWORD else None
    matches = await security.verify_password(password, known_hash)
    if user is None or not matches or not user.is_active:
        raise BadCredentials
    return user


async def open_session(session: AsyncSession, user: User, *, user_agent: str = "") -> str:
    """Signs a browser in to the dashboard; gives the token that it keeps, good for 30 days."""
    token = security.new_token("ss")
    session.add(
        DashboardSession(
            user_id=user.id,
            token_hash=security.hash_token(token),
            user_agent=user_agent[:255],
            expires_at=clock.now() + SESSION_LIFETIME,
        )
    )
    await session.flush()
    return token


async def account_for_session(session: AsyncSession, *, token: str) -> User:
    """The account of a dashboard's token; the unit of work acts for it from here on. Raises `DeadCredential`."""
    user = await queries.acting_user_by_session_unscoped(session, security.hash_token(token), clock.now())
    if user is None or not user.is_active:
        raise DeadCredential
    return user


async def close_session(session: AsyncSession, *, token: str) -> None:
    """Signs this browser out; an unknown token is fine."""
    await queries.delete_session_unscoped(session, security.hash_token(token))


async def change_email(session: AsyncSession, account: User, *, email: str, current_password: str) -> User:
    """Moves the account to another address, which is asked to confirm; the old one is told.

    Raises `WrongCurrentPassword`, `EmailTaken`, `Invalid`.
    """
    await _confirm(account, current_password)
    old, account.email = account.email, normalise_email(email)
    if account.email == old:
        return account
    try:
        async with session.begin_nested():
            session.add(account)
            await session.flush()
    except IntegrityError as error:
        raise EmailTaken from error
    account.email_verified_at = None
    # Links that lie in the old mailbox open nothing any more.
    await queries.delete_mailed_links(session, account)
    await outbox.post(session, account, letters.email_changed(account.email, get_settings().site_url), recipient=old)
    await _mail_verification(session, account)
    return account


async def change_password(session: AsyncSession, account: User, *, new_password: str, current_password: str) -> User:
    """Sets a new password and ends every sign-in, this one too. Raises `WrongCurrentPassword`, `Invalid`."""
    await _confirm(account, current_password)
    passwords.check(new_password, loc=("body", "password"))
    account.password_hash = await security.hash_password(new_password)
    await password_was_changed(session, account)
    return account


async def password_was_changed(session: AsyncSession, account: User) -> None:
    """Ends every sign-in of the account, kills the links that were mailed to it, and tells its owner."""
    account.signed_out_at = clock.now()
    session.add(account)
    await queries.revoke_families(session, account, account.signed_out_at)
    await queries.delete_sessions(session, account)
    await queries.delete_mailed_links(session, account, "reset_password")
    await outbox.post(session, account, letters.password_changed(f"{get_settings().site_url}/reset"))


async def delete_account(session: AsyncSession, account: User, *, password: str) -> None:
    """Removes the account with everything that it owns. Raises `WrongCurrentPassword`."""
    await _confirm(account, password, field="password")
    await remove(session, account, actor=account)


async def remove(session: AsyncSession, account: User, *, actor: User | None) -> None:
    """Removes the account with everything that it owns, mails to it included; what it pays for is ended by a job.

    Every credential dies with it. `actor` is who wanted it, `None` for the platform.
    """
    session.add(AuditEvent(actor_id=actor.id if actor else None, action="account.deleted", subject=str(account.id)))
    if account.stripe_customer_id is not None:
        await jobs.enqueue(session, "billing.end_customer", customer_id=account.stripe_customer_id)
    await queries.delete_mails(session, account)
    await session.delete(account)
    await session.flush()


async def ensure_account(session: AsyncSession, *, email: str, password: str, role: str, plan: str) -> User:
    """For the command line: the account with this email, made if it is missing, with this role and plan.

    An existing account keeps its password.
    """
    email = normalise_email(email)
    user = await queries.user_by_email_unscoped(session, email)
    if user is None:
        passwords.check(password)
        user = await _add_user(session, email=email, password_hash=await security.hash_password(password))
    user.role, user.plan = role, plan
    session.add(user)
    await session.flush()
    return user


async def make_admin(session: AsyncSession, *, email: str, password: str) -> User:
    """For the command line: an admin account; one that exists is raised to admin and keeps plan and password."""
    email = normalise_email(email)
    existing = await queries.user_by_email_unscoped(session, email)
    plan = existing.plan if existing is not None else "free"
    user = await ensure_account(session, email=email, password=password, role="admin", plan=plan)
    session.add(AuditEvent(action="account.made_admin", subject=str(user.id)))
    return user


async def add_without_password(session: AsyncSession, *, email: str) -> User:
    """For the platform: an account that nobody can sign in to until its password is set by a mailed link.

    Raises `EmailTaken`, `Invalid`.
    """
    return await _add_user(session, email=normalise_email(email), password_hash=NO_PASSWORD)


async def mail_first_password(session: AsyncSession, account: User) -> None:
    """Mails the link by which the owner of an account without a password sets one."""
    token = await mailed_links.make(session, account, "reset_password", lifetime=FIRST_PASSWORD_LINK)
    await outbox.post(session, account, letters.set_password(f"{get_settings().site_url}/reset?token={token}"))


async def forget_credentials(session: AsyncSession, account: User) -> None:
    """Ends every way into the account: password, sign-ins, tokens, API keys and mailed links."""
    account.password_hash, account.signed_out_at = NO_PASSWORD, clock.now()
    session.add(account)
    await queries.revoke_families(session, account, account.signed_out_at)
    await queries.revoke_api_keys(session, account)
    await queries.delete_sessions(session, account)
    await queries.delete_mailed_links(session, account)


async def find_customer(session: AsyncSession, *, customer_id: str) -> User | None:
    """For payments: the account that is this customer of theirs."""
    return await queries.user_by_customer_unscoped(session, customer_id)


async def customers(session: AsyncSession, *, after: uuid.UUID, limit: int) -> list[uuid.UUID]:
    """For payments: ids of accounts that are customers, from the one after `after` on."""
    return await queries.customers_unscoped(session, after, limit)


async def everybody(session: AsyncSession, *, after: uuid.UUID, limit: int) -> list[User]:
    """For jobs that go through all accounts: those after the id `after`."""
    return await queries.users_unscoped(session, after, limit)


async def held(session: AsyncSession, *, account_id: uuid.UUID) -> User | None:
    """The account, locked until the transaction ends; `None` when it is gone."""
    return await queries.user_by_id_unscoped(session, account_id, lock=True)


async def find_by_email(session: AsyncSession, *, email: str) -> User:
    """For the command line: the account with this email. Raises `NotFound`."""
    user = await queries.user_by_email_unscoped(session, email.strip().lower())
    if user is None:
        raise NotFound("Account")
    return user


async def forget_expired(session: AsyncSession) -> None:
    """Drops sessions, tokens, links, mails and kept answers whose time is over."""
    moment = clock.now()
    await queries.delete_expired_unscoped(session, moment)
    await queries.delete_old_mails_unscoped(session, moment - OUTBOX_KEPT)
    await queries.delete_kept_answers_unscoped(session, moment - kept_answers.KEPT)


async def _add_user(session: AsyncSession, *, email: str, password_hash: str) -> User:
    user = User(email=email, password_hash=password_hash)
    try:
        async with session.begin_nested():
            session.add(user)
            await session.flush()
    except IntegrityError as error:
        raise EmailTaken from error
    return user


async def _mail_verification(session: AsyncSession, account: User) -> None:
    token = await mailed_links.make(session, account, "verify_email")
    await outbox.post(session, account, letters.verify_email(f"{get_settings().site_url}/verify?token={token}"))


async def _confirm(account: User, password: str, *, field: str = "current_password") -> None:
    known_hash = account.password_hash if account.password_hash != NO_PASSWORD else None
    if not await security.verify_password(password, known_hash):
        raise WrongCurrentPassword(field)
