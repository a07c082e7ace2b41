"""The platform's users as accounts. Whatever order its events come in, the outcome is that of the right one."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import outbox
from shopchat.accounts import service as accounts
from shopchat.accounts.errors import EmailTaken
from shopchat.accounts.models import AuditEvent, User
from shopchat.billing import claims
from shopchat.billing import service as billing
from shopchat.billing.plans import PLANS
from shopchat.billing.service import Usage
from shopchat.core.config import get_settings
from shopchat.core.errors import Conflict, NotFound
from shopchat.platform import letters, queries
from shopchat.platform.messages import Provision
from shopchat.platform.models import PlatformUser
from shopchat.webhooks import journal


async def provision(session: AsyncSession, *, wanted: Provision, at: datetime) -> tuple[User, bool]:
    """The account for a user of the platform, and whether it was made now. Raises `Conflict`."""
    return await create(
        session,
        external_platform_id=wanted.external_platform_id,
        email=wanted.email,
        plan=wanted.plan,
        store_id=wanted.external_store_id,
        at=at,
    )


async def create(
    session: AsyncSession,
    *,
    external_platform_id: str,
    email: str,
    plan: str | None,
    store_id: str | None,
    at: datetime,
) -> tuple[User, bool]:
    """Opens the account, or links the one with this email, and gives it what was said of the user before.

    Raises `Conflict` for a deleted user, and for an email whose account cannot be linked.
    """
    row = await queries.hold_user_unscoped(session, external_platform_id)
    if row.deleted_at is not None:
        raise Conflict("The platform has deleted this user.")
    account = await _account(session, row)
    made = account is None
    if account is None:
        account, made = await _open_or_link(session, row, email)
    _note_plan(row, plan, at)
    _note_store(row, store_id, at)
    session.add(row)
    await session.flush()
    await _pass_on_plan(session, row, account)
    await _pass_on_store(session, row, account)
    return account, made


async def delete(session: AsyncSession, *, external_platform_id: str, at: datetime) -> None:
    """Removes the user's account with everything in it, and what the journal of events says of them.

    A gravestone with nothing but the id stays, so that nothing said of the user later makes an account again.
    """
    row = await queries.hold_user_unscoped(session, external_platform_id)
    account = await _account(session, row)
    row.deleted_at = row.deleted_at or at
    row.user_id = row.plan = row.plan_at = row.store_id = row.store_at = None
    session.add(row)
    await session.flush()
    if account is not None:
        await accounts.remove(session, account, actor=None)
    await journal.forget_platform_user(session, external_platform_id)


async def set_plan(session: AsyncSession, *, external_platform_id: str, plan: str, at: datetime) -> bool:
    """Notes the platform's word on the user's plan; whether an account is there to have it. Raises `Conflict`."""
    row = await _living(session, external_platform_id)
    _note_plan(row, plan, at)
    session.add(row)
    await session.flush()
    account = await _account(session, row)
    if account is not None:
        await _pass_on_plan(session, row, account)
    return account is not None


async def connect_store(session: AsyncSession, *, external_platform_id: str, store_id: str, at: datetime) -> bool:
    """Links the store, and offers a first import; whether an account is there for it. Raises `Conflict`."""
    row = await _living(session, external_platform_id)
    _note_store(row, store_id, at)
    session.add(row)
    await session.flush()
    account = await _account(session, row)
    if account is not None:
        await _pass_on_store(session, row, account)
    return account is not None


async def usage(session: AsyncSession, *, external_platform_id: str) -> Usage:
    """What the user's account has used this month. Raises `NotFound`."""
    account = await queries.account_unscoped(session, external_platform_id)
    if account is None:
        raise NotFound("User")
    return await billing.usage(session, account)


async def _living(session: AsyncSession, external_platform_id: str) -> PlatformUser:
    row = await queries.hold_user_unscoped(session, external_platform_id)
    if row.deleted_at is not None:
        raise Conflict("The platform has deleted this user.")
    return row


async def _account(session: AsyncSession, row: PlatformUser) -> User | None:
    found = await queries.account_unscoped(session, row.external_platform_id)
    return await accounts.held(session, account_id=found.id) if found else None


async def _open_or_link(session: AsyncSession, row: PlatformUser, email: str) -> tuple[User, bool]:
    made = True
    try:
        account = await accounts.add_without_password(session, email=email)
    except EmailTaken:
        account, made = await _linkable(session, email), False
    account.external_platform_id, row.user_id = row.external_platform_id, account.id
    session.add(account)
    if not made and account.email_verified_at is None:
        # Whoever opened it never showed that the address is theirs, and must not stay inside of what becomes another's.
        await accounts.forget_credentials(session, account)
    if account.email_verified_at is None:
        await accounts.mail_first_password(session, account)
    action = "platform.opened" if made else "platform.linked"
    session.add(
        AuditEvent(action=action, subject=str(account.id), details={"external_platform_id": row.external_platform_id})
    )
    return account, made


async def _linkable(session: AsyncSession, email: str) -> User:
    account = await accounts.find_by_email(session, email=email)
    if account.external_platform_id is not None:
        raise Conflict("This email belongs to another user of the platform.")
    if account.role == "admin":
        raise Conflict("This email belongs to an admin of this site, whose account no platform manages.")
    return account


def _note_plan(row: PlatformUser, plan: str | None, at: datetime) -> None:
    """The newest word counts; of two of one moment the larger plan."""
    order = list(PLANS)
    if plan is not None and (
        row.plan is None or row.plan_at is None or (at, order.index(plan)) > (row.plan_at, order.index(row.plan))
    ):
        row.plan, row.plan_at = plan, at


def _note_store(row: PlatformUser, store_id: str | None, at: datetime) -> None:
    if store_id is not None and (
        row.store_id is None or row.store_at is None or (at, store_id) > (row.store_at, row.store_id)
    ):
        row.store_id, row.store_at = store_id, at


async def _pass_on_plan(session: AsyncSession, row: PlatformUser, account: User) -> None:
    if row.plan is not None and row.plan_at is not None:
        await claims.claim(session, account, source="platform", plan=row.plan, at=row.plan_at)


async def _pass_on_store(session: AsyncSession, row: PlatformUser, account: User) -> None:
    if row.store_id is None or account.external_store_id == row.store_id:
        return
    account.external_store_id = row.store_id
    session.add(account)
    await outbox.post(session, account, letters.store_connected(row.store_id, get_settings().site_url))
