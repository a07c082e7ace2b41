"""SQL of knowledge entries. Everything an owner asks joins through the chatbot that the owner has."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, func, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.core.jobs import Job
from shopchat.core.paging import PageParams, paginate
from shopchat.knowledge.models import Entry, Import, ImportFile, Product, ProductVariant


def _owned(account: User, what: Any, bot_column: Any) -> Select[Any]:
    return select(what).join(Chatbot, col(Chatbot.id) == bot_column).where(Chatbot.user_id == account.id)


async def entries(
    session: AsyncSession,
    account: User,
    paging: PageParams,
    *,
    chatbot_id: uuid.UUID | None,
    source_type: str | None,
    is_active: bool | None,
    q: str | None,
) -> tuple[list[Entry], int]:
    statement = _owned(account, Entry, Entry.chatbot_id)
    if chatbot_id is not None:
        statement = statement.where(col(Entry.chatbot_id) == chatbot_id)
    if source_type is not None:
        statement = statement.where(col(Entry.source_type) == source_type)
    if is_active is not None:
        statement = statement.where(col(Entry.is_active).is_(is_active))
    if q:
        statement = statement.where(
            or_(col(Entry.title).icontains(q, autoescape=True), col(Entry.content).icontains(q, autoescape=True))
        )
    statement = statement.order_by(col(Entry.created_at).desc(), col(Entry.id))
    return await paginate(session, statement, paging)


async def entry(session: AsyncSession, account: User, entry_id: uuid.UUID, *, lock: bool = False) -> Entry | None:
    statement = _owned(account, Entry, Entry.chatbot_id).where(col(Entry.id) == entry_id)
    if lock:
        statement = statement.with_for_update(of=Entry)
    return (await session.exec(statement)).first()  # type: ignore[call-overload,no-any-return]


async def entries_by_key(
    session: AsyncSession, account: User, chatbot_id: uuid.UUID, keys: Sequence[str]
) -> dict[str, Entry]:
    """The chatbot's entries that an earlier import made under these keys."""
    statement = _owned(account, Entry, Entry.chatbot_id).where(
        col(Entry.chatbot_id) == chatbot_id, col(Entry.external_key).in_(keys)
    )
    rows = (await session.exec(statement)).all()  # type: ignore[call-overload]
    return {row.external_key: row for row in rows}


async def entries_by_id(
    session: AsyncSession, account: User, chatbot_id: uuid.UUID, entry_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, Entry]:
    statement = _owned(account, Entry, Entry.chatbot_id).where(
        col(Entry.chatbot_id) == chatbot_id, col(Entry.id).in_(entry_ids)
    )
    rows = (await session.exec(statement)).all()  # type: ignore[call-overload]
    return {row.id: row for row in rows}


async def count_pending(session: AsyncSession, account: User, chatbot_id: uuid.UUID) -> tuple[int, int]:
    """How many of the chatbot's entries wait for their embedding, and how many entries it has."""
    pending = func.count().filter(col(Entry.embedding_status) == "pending")
    statement = (
        select(pending, func.count())
        .select_from(Entry)
        .join(Chatbot, col(Chatbot.id) == Entry.chatbot_id)
        .where(Chatbot.user_id == account.id, Entry.chatbot_id == chatbot_id)
    )
    return (await session.exec(statement)).one()


async def delete_facts(session: AsyncSession, account: User, entry_ids: Sequence[uuid.UUID]) -> None:
    owned = _owned(account, Entry.id, Entry.chatbot_id).where(col(Entry.id).in_(entry_ids))
    await session.exec(delete(Product).where(col(Product.entry_id).in_(owned)))
    await session.exec(delete(ProductVariant).where(col(ProductVariant.entry_id).in_(owned)))


async def imports(
    session: AsyncSession, account: User, paging: PageParams, *, chatbot_id: uuid.UUID | None
) -> tuple[list[Import], int]:
    statement = _owned(account, Import, Import.chatbot_id)
    if chatbot_id is not None:
        statement = statement.where(col(Import.chatbot_id) == chatbot_id)
    return await paginate(session, statement.order_by(col(Import.created_at).desc(), col(Import.id)), paging)


async def import_(session: AsyncSession, account: User, import_id: uuid.UUID, *, lock: bool = False) -> Import | None:
    statement = _owned(account, Import, Import.chatbot_id).where(col(Import.id) == import_id)
    if lock:
        statement = statement.with_for_update(of=Import)
    return (await session.exec(statement)).first()  # type: ignore[call-overload,no-any-return]


async def import_for_job_unscoped(session: AsyncSession, import_id: uuid.UUID) -> Import | None:
    statement = select(Import).where(Import.id == import_id).with_for_update()
    return (await session.exec(statement)).first()


async def import_content_for_job_unscoped(session: AsyncSession, import_id: uuid.UUID) -> bytes | None:
    return (await session.exec(select(ImportFile.content).where(ImportFile.import_id == import_id))).first()


async def delete_import_file_unscoped(session: AsyncSession, import_id: uuid.UUID) -> None:
    await session.exec(delete(ImportFile).where(col(ImportFile.import_id) == import_id))


async def bots_with_pending_unscoped(session: AsyncSession) -> list[uuid.UUID]:
    statement = select(Entry.chatbot_id).where(Entry.embedding_status == "pending").distinct()
    return list((await session.exec(statement)).all())


async def entries_after_for_job_unscoped(
    session: AsyncSession, chatbot_id: uuid.UUID, after: uuid.UUID | None, limit: int
) -> Sequence[Entry]:
    """The chatbot's entries in the order of their ids, from beyond `after`."""
    statement = select(Entry).where(Entry.chatbot_id == chatbot_id)
    if after is not None:
        statement = statement.where(col(Entry.id) > after)
    return (await session.exec(statement.order_by(col(Entry.id)).limit(limit))).all()


async def close_dead_imports_unscoped(session: AsyncSession) -> None:
    """Imports that are open while their job has failed become failed, with the job's reason; their files go."""
    closed = await session.exec(
        update(Import)
        .where(
            col(Import.status).in_(("queued", "running")),
            col(Import.job_id) == col(Job.id),
            col(Job.status) == "failed",
        )
        .values(
            status="failed",
            finished_at=func.now(),
            errors=col(Import.errors) + func.jsonb_build_array(func.jsonb_build_object("row", 0, "detail", Job.error)),
        )
        .returning(col(Import.id))
    )
    ids = list(closed.scalars())
    await session.exec(delete(ImportFile).where(col(ImportFile.import_id).in_(ids)))
