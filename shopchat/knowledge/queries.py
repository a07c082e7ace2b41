"""SQL of knowledge entries. Everything an owner asks joins through the chatbot that the owner has."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.core.jobs import Job
from shopchat.core.paging import PageParams, ordering, paginate
from shopchat.knowledge.index_models import EntryStanding
from shopchat.knowledge.models import Entry, Import, ImportFile, Product, ProductVariant


@dataclass(frozen=True)
class Chosen:
    """Entries by their ids, or, where `ids` is `None`, all that the filters leave."""

    ids: tuple[uuid.UUID, ...] | None = None
    chatbot_id: uuid.UUID | None = None
    source_type: str | None = None
    is_active: bool | None = None
    q: str | None = None


def narrowed(chosen: Chosen) -> list[ColumnElement[bool]]:
    """The conditions that an entry is one of these, and has not been deleted."""
    conditions: list[ColumnElement[bool]] = [col(Entry.deleted_at).is_(None)]
    if chosen.ids is not None:
        conditions.append(col(Entry.id).in_(chosen.ids))
    if chosen.chatbot_id is not None:
        conditions.append(col(Entry.chatbot_id) == chosen.chatbot_id)
    if chosen.source_type is not None:
        conditions.append(col(Entry.source_type) == chosen.source_type)
    if chosen.is_active is not None:
        conditions.append(col(Entry.is_active).is_(chosen.is_active))
    if chosen.q:
        title, content = col(Entry.title), col(Entry.content)
        conditions.append(or_(title.icontains(chosen.q, autoescape=True), content.icontains(chosen.q, autoescape=True)))
    return conditions


def _owned(account: User, what: Any, bot_column: Any) -> Select[Any]:
    return select(what).join(Chatbot, col(Chatbot.id) == bot_column).where(Chatbot.user_id == account.id)


def _present(account: User, what: Any = Entry) -> Select[Any]:
    """The account's entries, or a column of them, without those that were deleted and can still be brought back."""
    return _owned(account, what, Entry.chatbot_id).where(col(Entry.deleted_at).is_(None))


async def entries(
    session: AsyncSession,
    account: User,
    paging: PageParams,
    *,
    chatbot_id: uuid.UUID | None,
    source_type: str | None,
    is_active: bool | None,
    q: str | None,
    sort: str,
) -> tuple[list[Entry], int]:
    chosen = Chosen(chatbot_id=chatbot_id, source_type=source_type, is_active=is_active, q=q)
    statement = _owned(account, Entry, Entry.chatbot_id).where(*narrowed(chosen))
    columns = {
        "created_at": col(Entry.created_at),
        "updated_at": col(Entry.updated_at),
        "title": func.lower(Entry.title),
    }
    return await paginate(session, statement.order_by(*ordering(sort, columns, col(Entry.id))), paging)


async def entry_counts(session: AsyncSession, account: User) -> dict[uuid.UUID, int]:
    """How many entries each chatbot has; none that has none."""
    statement = (
        select(Entry.chatbot_id, func.count())
        .join(Chatbot, col(Chatbot.id) == Entry.chatbot_id)
        .where(Chatbot.user_id == account.id, col(Entry.deleted_at).is_(None))
        .group_by(col(Entry.chatbot_id))
    )
    return dict((await session.exec(statement)).all())


async def first_beyond(session: AsyncSession, account: User, count: int) -> Entry | None:
    """The oldest entry that is not among the first `count` ones, over all chatbots."""
    statement = _present(account).order_by(col(Entry.created_at), col(Entry.id))
    found: Entry | None = (await session.exec(statement.offset(count).limit(1))).first()  # type: ignore[call-overload]
    return found


async def entries_beyond(
    session: AsyncSession,
    account: User,
    last: Entry | None,
    *,
    chatbot_id: uuid.UUID | None,
    source_type: str | None,
    is_active: bool | None,
    limit: int,
) -> Sequence[Entry]:
    """The next entries after `last`, oldest first."""
    chosen = Chosen(chatbot_id=chatbot_id, source_type=source_type, is_active=is_active)
    statement = _owned(account, Entry, Entry.chatbot_id).where(*narrowed(chosen))
    place = tuple_(col(Entry.created_at), col(Entry.id))
    if last is not None:
        statement = statement.where(place > tuple_(last.created_at, last.id))
    return (await session.exec(statement.order_by(place).limit(limit))).all()  # type: ignore[call-overload,no-any-return]


async def entry(session: AsyncSession, account: User, entry_id: uuid.UUID, *, lock: bool = False) -> Entry | None:
    statement = _present(account).where(col(Entry.id) == entry_id)
    if lock:
        statement = statement.with_for_update(of=Entry).execution_options(populate_existing=True)
    return (await session.exec(statement)).first()  # type: ignore[call-overload,no-any-return]


async def entries_by_key(
    session: AsyncSession, account: User, chatbot_id: uuid.UUID, keys: Sequence[str]
) -> dict[str, Entry]:
    """The chatbot's entries that an earlier import made under these keys."""
    statement = _present(account).where(col(Entry.chatbot_id) == chatbot_id, col(Entry.external_key).in_(keys))
    rows = (await session.exec(statement)).all()  # type: ignore[call-overload]
    return {row.external_key: row for row in rows}


async def entries_by_url(
    session: AsyncSession, account: User, chatbot_id: uuid.UUID, urls: Sequence[str]
) -> list[Entry]:
    """The chatbot's products and pages at these addresses."""
    statement = _present(account).where(
        col(Entry.chatbot_id) == chatbot_id,
        col(Entry.source_type).in_(("product_catalog", "url")),
        col(Entry.meta)["url"].astext.in_(urls),
    )
    return list((await session.exec(statement)).all()) if urls else []  # type: ignore[call-overload]


async def mark_seen(session: AsyncSession, account: User, entry_ids: Sequence[uuid.UUID], import_id: uuid.UUID) -> None:
    """Notes which import held these entries last; they are not changed by it."""
    owned = _present(account, Entry.id).where(col(Entry.id).in_(entry_ids))
    await session.exec(
        update(Entry)
        .where(col(Entry.id).in_(owned))
        .values(import_id=import_id, updated_at=col(Entry.updated_at))
        .execution_options(synchronize_session=False)
    )


async def vanished(session: AsyncSession, account: User, row: Import, *, limit: int) -> list[Entry]:
    """Active entries that an earlier import of the same source held last."""
    earlier: Any = select(Import.id).where(
        Import.chatbot_id == row.chatbot_id, Import.source == row.source, Import.id != row.id
    )
    statement = _present(account).where(
        col(Entry.chatbot_id) == row.chatbot_id, col(Entry.is_active).is_(True), col(Entry.import_id).in_(earlier)
    )
    return list((await session.exec(statement.order_by(col(Entry.id)).limit(limit))).all())  # type: ignore[call-overload]


async def entries_by_id(
    session: AsyncSession, account: User, chatbot_id: uuid.UUID, entry_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, Entry]:
    statement = _present(account).where(col(Entry.chatbot_id) == chatbot_id, col(Entry.id).in_(entry_ids))
    rows = (await session.exec(statement)).all()  # type: ignore[call-overload]
    return {row.id: row for row in rows}


async def entries_of_account(session: AsyncSession, account: User, entry_ids: Sequence[uuid.UUID]) -> list[Entry]:
    """These entries as far as they are the account's, in the order of their ids."""
    statement = _present(account).where(col(Entry.id).in_(entry_ids)).order_by(col(Entry.id))
    return list((await session.exec(statement)).all())  # type: ignore[call-overload]


async def pinned_among(session: AsyncSession, account: User, entry_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    statement = _owned(account, EntryStanding.entry_id, EntryStanding.chatbot_id).where(
        col(EntryStanding.entry_id).in_(entry_ids), col(EntryStanding.is_pinned).is_(True)
    )
    return set((await session.exec(statement)).all())  # type: ignore[call-overload]


async def count_pending(session: AsyncSession, account: User, chatbot_id: uuid.UUID) -> tuple[int, int]:
    """How many of the chatbot's entries wait for their embedding, and how many entries it has."""
    pending = func.count().filter(col(Entry.embedding_status) == "pending")
    statement = (
        select(pending, func.count())
        .select_from(Entry)
        .join(Chatbot, col(Chatbot.id) == Entry.chatbot_id)
        .where(Chatbot.user_id == account.id, Entry.chatbot_id == chatbot_id, col(Entry.deleted_at).is_(None))
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
        statement = statement.with_for_update(of=Import).execution_options(populate_existing=True)
    return (await session.exec(statement)).first()  # type: ignore[call-overload,no-any-return]


async def import_for_job_unscoped(session: AsyncSession, import_id: uuid.UUID) -> Import | None:
    """Held until the transaction ends. The caller holds its chatbot."""
    statement = select(Import).where(Import.id == import_id).with_for_update()
    return (await session.exec(statement.execution_options(populate_existing=True))).first()


async def chatbot_of_import_unscoped(session: AsyncSession, import_id: uuid.UUID) -> uuid.UUID | None:
    return (await session.exec(select(Import.chatbot_id).where(Import.id == import_id))).first()


async def import_content_for_job_unscoped(session: AsyncSession, import_id: uuid.UUID) -> bytes | None:
    return (await session.exec(select(ImportFile.content).where(ImportFile.import_id == import_id))).first()


async def keep_import_content(session: AsyncSession, import_id: uuid.UUID, content: bytes) -> None:
    """Keeps what the import has to work through; the caller holds the import."""
    statement = insert(ImportFile).values(import_id=import_id, content=content)
    await session.exec(
        statement.on_conflict_do_update(index_elements=[col(ImportFile.import_id)], set_={"content": content})
    )


async def delete_import_file_unscoped(session: AsyncSession, import_id: uuid.UUID) -> None:
    await session.exec(delete(ImportFile).where(col(ImportFile.import_id) == import_id))


async def bots_with_pending_unscoped(session: AsyncSession) -> list[uuid.UUID]:
    statement = select(Entry.chatbot_id).where(Entry.embedding_status == "pending").distinct()
    return list((await session.exec(statement)).all())


async def entries_after_for_job_unscoped(
    session: AsyncSession, chatbot_id: uuid.UUID, after: uuid.UUID | None, limit: int
) -> Sequence[Entry]:
    """The chatbot's entries in the order of their ids, from beyond `after`."""
    statement = select(Entry).where(Entry.chatbot_id == chatbot_id, col(Entry.deleted_at).is_(None))
    if after is not None:
        statement = statement.where(col(Entry.id) > after)
    return (await session.exec(statement.order_by(col(Entry.id)).limit(limit))).all()


async def close_dead_imports_unscoped(session: AsyncSession) -> list[Import]:
    """Imports that are open while their job has failed become failed, with the job's reason; gives them."""
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
        .returning(Import)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    rows = list(closed.scalars())
    await session.exec(delete(ImportFile).where(col(ImportFile.import_id).in_([row.id for row in rows])))
    return rows
