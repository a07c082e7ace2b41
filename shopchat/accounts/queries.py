"""SQL of accounts. A query that takes no account says so in its name."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import String, case, cast, delete, func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import (
    ApiKey,
    AuditEvent,
    DashboardSession,
    KeptAnswer,
    MailedLink,
    OutboxMail,
    RefreshFamily,
    RefreshToken,
    User,
)
from shopchat.core.db import raising_wall_for
from shopchat.core.paging import PageParams, paginate


async def user_by_email_unscoped(session: AsyncSession, email: str) -> User | None:
    return (await session.exec(select(User).where(User.email == email))).first()


async def user_by_id_unscoped(session: AsyncSession, user_id: uuid.UUID, *, lock: bool = False) -> User | None:
    statement = select(User).where(User.id == user_id)
    if lock:
        # Rows that only refer to the account do not wait; what was read of it before is read again.
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return (await session.exec(statement)).first()


async def user_by_customer_unscoped(session: AsyncSession, customer_id: str) -> User | None:
    return (await session.exec(select(User).where(User.stripe_customer_id == customer_id))).first()


async def users_unscoped(session: AsyncSession, after: uuid.UUID, limit: int) -> list[User]:
    """Accounts in the order of their ids."""
    return list((await session.exec(select(User).where(User.id > after).order_by(col(User.id)).limit(limit))).all())


async def accounts_unscoped(session: AsyncSession, paging: PageParams, *, q: str | None) -> tuple[list[User], int]:
    """The newest first; those whose email holds `q`."""
    statement = select(User).order_by(col(User.created_at).desc(), col(User.id))
    if q:
        statement = statement.where(col(User.email).contains(q.lower(), autoescape=True))
    return await paginate(session, statement, paging)


async def emails_unscoped(session: AsyncSession, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The emails of those accounts, by id; ids that name none are left out."""
    statement = select(User.id, User.email).where(col(User.id).in_(ids))
    return dict((await session.exec(statement)).all())


async def audit_unscoped(session: AsyncSession, paging: PageParams, *, q: str | None) -> tuple[list[AuditEvent], int]:
    """The last first; those whose action holds `q`, or that name an account by it."""
    statement = select(AuditEvent).order_by(col(AuditEvent.created_at).desc(), col(AuditEvent.id))
    if q:
        called = select(cast(col(User.id), String)).where(User.email == q.lower())
        actor = cast(col(AuditEvent.actor_id), String)
        statement = statement.where(
            or_(
                col(AuditEvent.action).contains(q.lower(), autoescape=True),
                col(AuditEvent.subject) == q,
                actor == q,
                col(AuditEvent.subject).in_(called),
                actor.in_(called),
            )
        )
    return await paginate(session, statement, paging)


async def customers_unscoped(session: AsyncSession, after: uuid.UUID, limit: int) -> list[uuid.UUID]:
    """Ids of accounts that are customers of the payments, in the order of the ids."""
    statement = select(User.id).where(col(User.stripe_customer_id).is_not(None), User.id > after).order_by(col(User.id))
    return list((await session.exec(statement.limit(limit))).all())


async def acting_user_unscoped(session: AsyncSession, user_id: uuid.UUID) -> User | None:
    """The account of an access token; raises its wall."""
    statement = select(User, raising_wall_for(col(User.id))).where(User.id == user_id)
    row = (await session.exec(statement)).first()
    return None if row is None else row[0]


async def acting_user_by_session_unscoped(session: AsyncSession, token_hash: str, moment: datetime) -> User | None:
    """The account of a dashboard's token; raises its wall."""
    statement = (
        select(User, raising_wall_for(col(User.id)))
        .join(DashboardSession, col(DashboardSession.user_id) == User.id)
        .where(DashboardSession.token_hash == token_hash, DashboardSession.expires_at > moment)
    )
    row = (await session.exec(statement)).first()
    return None if row is None else row[0]


async def note_look(
    session: AsyncSession, account: User, now: datetime, *, new_visit_after: datetime
) -> datetime | None:
    """Writes a look at the home page down, and gives the last one of the visit before."""
    is_new = col(User.looked_at) < new_visit_after
    statement = (
        update(User)
        .where(col(User.id) == account.id)
        .values(
            looked_since=case((is_new, User.looked_at), else_=User.looked_since),
            looked_at=now,
            updated_at=User.updated_at,  # to look at an account changes nothing of it
        )
        .returning(col(User.looked_since))
    )
    found: datetime | None = (await session.exec(statement)).scalar_one()
    return found


async def acting_user_and_key_unscoped(session: AsyncSession, key_hash: str) -> tuple[User, ApiKey] | None:
    """The account of an API key, and the key; raises the account's wall."""
    statement = (
        select(User, ApiKey, raising_wall_for(col(User.id)))
        .join(ApiKey, col(ApiKey.user_id) == User.id)
        .where(ApiKey.key_hash == key_hash, col(ApiKey.is_active).is_(True))
    )
    row = (await session.exec(statement)).first()
    return None if row is None else (row[0], row[1])


async def refresh_token_unscoped(session: AsyncSession, token_hash: str) -> tuple[RefreshToken, RefreshFamily] | None:
    """The token and its family, the family's row locked, so that of two uses at once one comes second."""
    statement = (
        select(RefreshToken, RefreshFamily)
        .join(RefreshFamily, col(RefreshToken.family_id) == RefreshFamily.id)
        .where(RefreshToken.token_hash == token_hash)
        .with_for_update(of=[RefreshFamily, RefreshToken])
        .execution_options(populate_existing=True)
    )
    return (await session.exec(statement)).first()


async def revoke_families(session: AsyncSession, account: User, moment: datetime) -> None:
    await session.exec(
        update(RefreshFamily)
        .where(col(RefreshFamily.user_id) == account.id, col(RefreshFamily.revoked_at).is_(None))
        .values(revoked_at=moment)
    )


async def revoke_api_keys(session: AsyncSession, account: User) -> None:
    await session.exec(update(ApiKey).where(col(ApiKey.user_id) == account.id).values(is_active=False))


async def delete_mails(session: AsyncSession, account: User) -> None:
    await session.exec(delete(OutboxMail).where(col(OutboxMail.user_id) == account.id))


async def sessions(session: AsyncSession, account: User, moment: datetime) -> list[DashboardSession]:
    """The account's sessions that are good at the moment, the newest first."""
    statement = select(DashboardSession).where(
        DashboardSession.user_id == account.id, DashboardSession.expires_at > moment
    )
    return list((await session.exec(statement.order_by(col(DashboardSession.created_at).desc()))).all())


async def delete_session(session: AsyncSession, account: User, session_id: uuid.UUID) -> bool:
    statement = delete(DashboardSession).where(
        col(DashboardSession.id) == session_id, col(DashboardSession.user_id) == account.id
    )
    return bool((await session.exec(statement)).rowcount)


async def delete_sessions_but(session: AsyncSession, account: User, kept_hash: str) -> None:
    await session.exec(
        delete(DashboardSession).where(
            col(DashboardSession.user_id) == account.id, col(DashboardSession.token_hash) != kept_hash
        )
    )


async def delete_sessions(session: AsyncSession, account: User) -> None:
    await session.exec(delete(DashboardSession).where(col(DashboardSession.user_id) == account.id))


async def delete_session_unscoped(session: AsyncSession, token_hash: str) -> None:
    await session.exec(delete(DashboardSession).where(col(DashboardSession.token_hash) == token_hash))


async def delete_expired_unscoped(session: AsyncSession, moment: datetime) -> None:
    """Drops sessions, mailed links and refresh tokens past their time, and families that no token of is left."""
    await session.exec(delete(MailedLink).where(col(MailedLink.expires_at) < moment))
    await session.exec(delete(DashboardSession).where(col(DashboardSession.expires_at) < moment))
    await session.exec(delete(RefreshToken).where(col(RefreshToken.expires_at) < moment))
    living: Any = select(RefreshToken.family_id)
    await session.exec(delete(RefreshFamily).where(col(RefreshFamily.id).not_in(living)))


async def api_keys(session: AsyncSession, account: User, paging: PageParams) -> tuple[list[ApiKey], int]:
    statement = (
        select(ApiKey)
        .where(ApiKey.user_id == account.id, col(ApiKey.is_active).is_(True))
        .order_by(col(ApiKey.created_at).desc(), col(ApiKey.id))
    )
    return await paginate(session, statement, paging)


async def api_key(session: AsyncSession, account: User, key_id: uuid.UUID) -> ApiKey | None:
    statement = select(ApiKey).where(ApiKey.id == key_id, ApiKey.user_id == account.id, col(ApiKey.is_active).is_(True))
    return (await session.exec(statement)).first()


async def delete_mailed_links(session: AsyncSession, account: User, purpose: str | None = None) -> None:
    """All links that were mailed to the account, or those for one purpose."""
    statement = delete(MailedLink).where(col(MailedLink.user_id) == account.id)
    if purpose is not None:
        statement = statement.where(col(MailedLink.purpose) == purpose)
    await session.exec(statement)


async def take_mailed_link_unscoped(
    session: AsyncSession, token_hash: str, purpose: str, moment: datetime
) -> tuple[uuid.UUID, str] | None:
    """Removes the living link and gives its account's id and the address that it went to."""
    statement = (
        delete(MailedLink)
        .where(
            col(MailedLink.token_hash) == token_hash,
            col(MailedLink.purpose) == purpose,
            col(MailedLink.expires_at) > moment,
        )
        .returning(col(MailedLink.user_id), col(MailedLink.email))
    )
    row = (await session.exec(statement)).first()
    return None if row is None else (row[0], row[1])


async def queued_mail_unscoped(session: AsyncSession, mail_id: uuid.UUID) -> OutboxMail | None:
    statement = select(OutboxMail).where(OutboxMail.id == mail_id, OutboxMail.status == "queued").with_for_update()
    return (await session.exec(statement)).first()


async def outbox_unscoped(session: AsyncSession, paging: PageParams) -> tuple[list[OutboxMail], int]:
    statement = select(OutboxMail).order_by(col(OutboxMail.created_at).desc(), col(OutboxMail.id))
    return await paginate(session, statement, paging)


async def failed_mails(session: AsyncSession, account: User, mail_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Of the account's mails those that failed, each with its error."""
    statement = select(OutboxMail.id, OutboxMail.error).where(
        OutboxMail.user_id == account.id, col(OutboxMail.id).in_(mail_ids), OutboxMail.status == "failed"
    )
    return {mail_id: error or "" for mail_id, error in (await session.exec(statement)).all()}


async def delete_old_mails_unscoped(session: AsyncSession, before: datetime) -> None:
    await session.exec(delete(OutboxMail).where(col(OutboxMail.created_at) < before))


async def lock_key(session: AsyncSession, account: User, key_hash: str) -> bool:
    """Holds the account's key until the transaction ends; `False` when another transaction does."""
    name = int.from_bytes(bytes.fromhex(key_hash[:16]), "big", signed=True)
    return bool((await session.exec(select(func.pg_try_advisory_xact_lock(name)))).one())


async def kept_answer(session: AsyncSession, account: User, key_hash: str, *, since: datetime) -> KeptAnswer | None:
    statement = select(KeptAnswer).where(
        KeptAnswer.user_id == account.id, KeptAnswer.key_hash == key_hash, KeptAnswer.created_at > since
    )
    return (await session.exec(statement)).first()


async def replace_kept_answer(session: AsyncSession, row: KeptAnswer) -> None:
    values = row.model_dump()
    statement = insert(KeptAnswer).values(**values)
    await session.exec(
        statement.on_conflict_do_update(
            index_elements=["user_id", "key_hash"],
            set_={name: values[name] for name in ("fingerprint", "sealed", "created_at")},
        )
    )


async def delete_kept_answers_unscoped(session: AsyncSession, before: datetime) -> None:
    await session.exec(delete(KeptAnswer).where(col(KeptAnswer.created_at) < before))
