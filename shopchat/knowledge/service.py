"""Knowledge entries: what an owner teaches a chatbot, and what the chatbot would find in it."""

import uuid
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.billing import service as billing
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.models import Chatbot
from shopchat.core.errors import Invalid, NotFound
from shopchat.core.paging import PageParams
from shopchat.core.versions import require_version
from shopchat.knowledge import catalogue, queries, revisions, writing
from shopchat.knowledge.catalogue import BrowseOrder, Things, Vocabulary
from shopchat.knowledge.changes import EntryChanges, EntrySort, checked_metadata
from shopchat.knowledge.filters import ProductFilters
from shopchat.knowledge.models import Entry
from shopchat.knowledge.search import SearchQuery
from shopchat.knowledge.search import search as run_search
from shopchat.knowledge.spelling import repaired


@dataclass(frozen=True)
class Found:
    """One entry that a question finds: its best passage, how well it fits, and by which signals."""

    entry: Entry
    passage: str
    score: float
    signals: dict[str, float]


async def add_entry(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, fields: EntryChanges) -> Entry:
    """A new entry. Raises `NotFound` for the chatbot, `LimitReached` at the plan's limit, `Invalid`."""
    given = fields.given()
    for name in ("title", "content"):
        if name not in given:
            raise Invalid(f"An entry needs a {name}.", loc=("body", name))
    chatbot = await chatbots.hold_chatbot(session, account, chatbot_id=chatbot_id)
    source_type = given.setdefault("source_type", "custom_text")
    given["meta"] = checked_metadata(source_type, given.get("meta"))
    await billing.reserve_entry(session, account, chatbot_id=chatbot.id)
    entry = Entry(chatbot_id=chatbot.id, **given)
    await writing.store(session, account, chatbot, [entry])
    return entry


async def list_entries(
    session: AsyncSession,
    account: User,
    *,
    paging: PageParams,
    chatbot_id: uuid.UUID | None = None,
    source_type: str | None = None,
    is_active: bool | None = None,
    q: str | None = None,
    sort: EntrySort = "-created_at",
) -> tuple[list[Entry], int]:
    """The account's entries in the order of `sort`, and how many the filters leave."""
    return await queries.entries(
        session, account, paging, chatbot_id=chatbot_id, source_type=source_type, is_active=is_active, q=q, sort=sort
    )


async def get_entry(session: AsyncSession, account: User, *, entry_id: uuid.UUID) -> Entry:
    """Raises `NotFound`, also for an entry of somebody else."""
    entry = await queries.entry(session, account, entry_id)
    if entry is None:
        raise NotFound("Knowledge entry")
    return entry


async def update_entry(
    session: AsyncSession,
    account: User,
    *,
    entry_id: uuid.UUID,
    changes: EntryChanges,
    versions: frozenset[str] | None = None,
) -> Entry:
    """Sets what `changes` names; what a shopper could be told anew is indexed anew.

    Raises `NotFound`, `Invalid`, and `PreconditionFailed` when the entry is in none of the given `versions`.
    """
    chatbot, entry = await _locked(session, account, entry_id)
    require_version(entry, versions)
    given = changes.given()
    if {"meta", "source_type"} & given.keys():
        source_type = given.get("source_type", entry.source_type)
        given["meta"] = checked_metadata(source_type, given.get("meta", entry.meta))
    for name, value in given.items():
        setattr(entry, name, value)
    if given:
        await writing.store(session, account, chatbot, [entry])
    return entry


async def delete_entry(
    session: AsyncSession, account: User, *, entry_id: uuid.UUID, versions: frozenset[str] | None = None
) -> None:
    """Removes the entry; answers no longer know it from the commit on. Raises as `update_entry` does."""
    _, entry = await _locked(session, account, entry_id)
    require_version(entry, versions)
    await revisions.keep(session, [entry.id])
    await session.delete(entry)
    await session.flush()
    await billing.release_entries(session, account, chatbot_id=entry.chatbot_id, count=1)
    await chatbots.knowledge_changed(session, account, chatbot_id=entry.chatbot_id)


async def search(
    session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, query: str, limit: int = 10
) -> list[Found]:
    """What the chatbot would find for `query`, best first, at most `limit` entries. Raises `NotFound`."""
    chatbot = await chatbots.get_chatbot(session, account, chatbot_id=chatbot_id)
    return await find(session, account, chatbot_id=chatbot.id, query=SearchQuery(query, chatbot.language, limit))


async def find(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, query: SearchQuery) -> list[Found]:
    """`search` for callers that hold the chatbot and a full query with filters."""
    hits = await run_search(session, chatbot_id, query)
    entries = await queries.entries_by_id(session, account, chatbot_id, [hit.entry_id for hit in hits])
    return [
        Found(entries[hit.entry_id], hit.passage, hit.score, hit.signals) for hit in hits if hit.entry_id in entries
    ]


async def spelled(session: AsyncSession, chatbot: Chatbot, text: str) -> str:
    """The text with slips of the finger put right, by the words of the chatbot's knowledge and of its language."""
    return await repaired(session, chatbot.id, text, chatbot.language)


async def browse(
    session: AsyncSession,
    account: User,
    *,
    chatbot_id: uuid.UUID,
    filters: ProductFilters,
    order: BrowseOrder,
    limit: int,
    things: Things | None = None,
) -> list[Found]:
    """All products, or all of certain things, that pass the filters, in that order."""
    ids = await catalogue.browse(session, chatbot_id, filters, order=order, limit=limit, things=things)
    entries = await queries.entries_by_id(session, account, chatbot_id, ids)
    return [Found(entries[entry_id], entries[entry_id].content, 1.0, {}) for entry_id in ids if entry_id in entries]


async def vocabulary(session: AsyncSession, chatbot: Chatbot) -> Vocabulary:
    """The words by which the chatbot's catalogue tells its products apart; read anew only after a change of it."""
    return await catalogue.vocabulary(session, chatbot.id, chatbot.knowledge_version)


async def named(
    session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, entry_ids: list[uuid.UUID]
) -> list[Entry]:
    """These entries of the chatbot, in the order asked for; what is gone or switched off is left out."""
    found = await queries.entries_by_id(session, account, chatbot_id, entry_ids)
    return [found[entry_id] for entry_id in entry_ids if entry_id in found and found[entry_id].is_active]


async def by_id(
    session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, entry_ids: list[uuid.UUID]
) -> dict[uuid.UUID, Entry]:
    """Those of these entries that the chatbot has, switched off or not."""
    return await queries.entries_by_id(session, account, chatbot_id, entry_ids)


async def embedding_job(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID) -> uuid.UUID:
    """The job that makes the chatbot's missing embeddings: the one under way, or a new one. Raises `NotFound`."""
    chatbot = await chatbots.get_chatbot(session, account, chatbot_id=chatbot_id)
    return await writing.ask_for_embeddings(session, chatbot.id)


async def embedding_progress(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID) -> tuple[int, int]:
    """How many of the chatbot's entries lack their embedding, and how many entries there are."""
    return await queries.count_pending(session, account, chatbot_id)


async def _locked(session: AsyncSession, account: User, entry_id: uuid.UUID) -> tuple[Chatbot, Entry]:
    """The entry for a change, and its chatbot, which is held first."""
    seen = await get_entry(session, account, entry_id=entry_id)
    try:
        chatbot = await chatbots.hold_chatbot(session, account, chatbot_id=seen.chatbot_id)
    except NotFound:  # It went, and the entry with it.
        raise NotFound("Knowledge entry") from None
    entry = await queries.entry(session, account, entry_id, lock=True)
    if entry is None:
        raise NotFound("Knowledge entry")
    return chatbot, entry
