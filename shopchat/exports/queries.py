"""SQL of account exports."""

import uuid
from datetime import datetime

from sqlalchemy import delete, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core.jobs import Job
from shopchat.exports.models import AccountExport, AccountExportPart


async def present(session: AsyncSession, account: User, moment: datetime) -> AccountExport | None:
    """The account's export that is under way or can be fetched, the newest first."""
    statement = (
        select(AccountExport)
        .where(
            AccountExport.user_id == account.id,
            or_(AccountExport.status == "queued", col(AccountExport.expires_at) > moment),
        )
        .order_by(col(AccountExport.created_at).desc())
    )
    return (await session.exec(statement)).first()


async def failed_since(session: AsyncSession, account: User, moment: datetime) -> AccountExport | None:
    """The account's newest export, if it failed and was asked for after the moment."""
    statement = (
        select(AccountExport)
        .where(AccountExport.user_id == account.id, AccountExport.created_at > moment)
        .order_by(col(AccountExport.created_at).desc())
    )
    row = (await session.exec(statement)).first()
    return row if row is not None and row.status == "failed" else None


async def add_unless_queued(session: AsyncSession, row: AccountExport) -> bool:
    """Stores the row unless another of the account is under way by now."""
    statement = (
        insert(AccountExport)
        .values(**row.model_dump())
        .on_conflict_do_nothing(index_elements=["user_id"], index_where=text("status = 'queued'"))
        .returning(col(AccountExport.id))
    )
    return (await session.exec(statement)).first() is not None


async def set_job(session: AsyncSession, row: AccountExport, job_id: uuid.UUID) -> None:
    await session.exec(update(AccountExport).where(col(AccountExport.id) == row.id).values(job_id=job_id))


async def export(session: AsyncSession, account: User, export_id: uuid.UUID) -> AccountExport | None:
    statement = select(AccountExport).where(AccountExport.id == export_id, AccountExport.user_id == account.id)
    return (await session.exec(statement)).first()


async def part(session: AsyncSession, account: User, export_id: uuid.UUID, position: int) -> bytes | None:
    statement = (
        select(AccountExportPart.content)
        .join(AccountExport, col(AccountExport.id) == col(AccountExportPart.export_id))
        .where(
            AccountExport.user_id == account.id,
            AccountExportPart.export_id == export_id,
            AccountExportPart.position == position,
        )
    )
    return (await session.exec(statement)).first()


async def add_part(session: AsyncSession, export_id: uuid.UUID, position: int, content: bytes) -> None:
    session.add(AccountExportPart(export_id=export_id, position=position, content=content))
    await session.flush()


async def account_for_job_unscoped(session: AsyncSession, export_id: uuid.UUID) -> User | None:
    statement = (
        select(User).join(AccountExport, col(AccountExport.user_id) == User.id).where(AccountExport.id == export_id)
    )
    return (await session.exec(statement)).first()


async def export_for_job_unscoped(session: AsyncSession, export_id: uuid.UUID) -> AccountExport | None:
    return (await session.exec(select(AccountExport).where(AccountExport.id == export_id).with_for_update())).first()


async def delete_parts_unscoped(session: AsyncSession, export_id: uuid.UUID) -> None:
    await session.exec(delete(AccountExportPart).where(col(AccountExportPart.export_id) == export_id))


async def tidy_unscoped(session: AsyncSession, moment: datetime) -> None:
    """Removes what has expired, and marks as failed what no job will finish."""
    await session.exec(delete(AccountExport).where(col(AccountExport.expires_at) < moment))
    lost = select(Job.id).where(col(Job.status).in_(("failed", "cancelled")))
    await session.exec(
        update(AccountExport)
        .where(col(AccountExport.status) == "queued", col(AccountExport.job_id).in_(lost))
        .values(status="failed", expires_at=moment)
    )
