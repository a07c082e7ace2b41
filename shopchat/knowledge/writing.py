"""Storing entries: the row, its typed facts, its searchable text; the embedding follows by a job."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.models import Chatbot
from shopchat.core import jobs
from shopchat.knowledge import indexing, many_queries, queries, revisions
from shopchat.knowledge.facts import ProductFacts
from shopchat.knowledge.models import Entry, Product, ProductVariant


def content_hash(source_type: str, title: str, content: str, meta: dict[str, Any] | None) -> str:
    """A SHA-256 over all that a shopper could be told from the entry: equal hashes, nothing to do."""
    told = json.dumps([source_type, title, content, meta], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


async def store(session: AsyncSession, account: User, chatbot: Chatbot, entries: Sequence[Entry]) -> None:
    """Writes new or changed entries of the chatbot: found by text from the commit on, by meaning soon after.

    Between the changes to an entry and this the session must not have flushed: the state before is kept from its row.
    """
    if not entries:
        return
    changed = []
    for entry in entries:
        told = content_hash(entry.source_type, entry.title, entry.content, entry.meta)
        if told != entry.content_hash and entry in session:
            changed.append(entry)
        entry.content_hash = told
        entry.embedding_status = "pending"
    await revisions.replace(session, changed)
    session.add_all(entries)
    await session.flush()
    await _store_facts(session, account, entries)
    await indexing.index_entries(session, entries, language=chatbot.language)
    await chatbots.knowledge_changed(session, account, chatbot_id=chatbot.id)
    await ask_for_embeddings(session, chatbot.id)


async def ask_for_embeddings(session: AsyncSession, chatbot_id: uuid.UUID) -> uuid.UUID:
    """Has a job make the embeddings that the chatbot's passages lack; gives the job's id."""
    return await jobs.enqueue(
        session, "knowledge.embed", chatbot_id=str(chatbot_id), dedupe_key=f"knowledge.embed:{chatbot_id}"
    )


async def ask_for_cells(session: AsyncSession, chatbot_id: uuid.UUID, *, of_products: bool) -> None:
    """Has a job sort the chatbot's vectors of one kind into cells."""
    kind = "products" if of_products else "texts"
    await jobs.enqueue(
        session,
        "knowledge.sort_into_cells",
        chatbot_id=str(chatbot_id),
        of_products=of_products,
        dedupe_key=f"knowledge.sort_into_cells:{chatbot_id}:{kind}",
    )


async def reindex_batch(session: AsyncSession, chatbot_id: uuid.UUID, *, after: str | None, limit: int) -> str | None:
    """Indexes the next `limit` entries in the chatbot's present language; gives the last id, `None` at the end."""
    found = await chatbots.acting_owner(session, chatbot_id=chatbot_id, hold=True)
    entries = await queries.entries_after_for_job_unscoped(
        session, chatbot_id, uuid.UUID(after) if after else None, limit
    )
    if found is None or not entries:
        return None
    await indexing.index_entries(session, entries, language=found[0].language)
    await ask_for_embeddings(session, chatbot_id)
    return str(entries[-1].id)


async def learn_batch(session: AsyncSession, chatbot_id: uuid.UUID, *, after: str | None, limit: int) -> str | None:
    """Indexes the next `limit` entries that were brought back; gives the last id, `None` at the end."""
    found = await chatbots.acting_owner(session, chatbot_id=chatbot_id, hold=True)
    entries = await many_queries.unlearned_for_job_unscoped(
        session, chatbot_id, uuid.UUID(after) if after else None, limit
    )
    if found is None or not entries:
        return None
    await store(session, found[1], found[0], entries)
    return str(entries[-1].id)


async def _store_facts(session: AsyncSession, account: User, entries: Sequence[Entry]) -> None:
    await queries.delete_facts(session, account, [entry.id for entry in entries])
    rows = [_product_row(entry) for entry in entries if entry.source_type == "product_catalog"]
    if rows:
        await session.exec(insert(Product), params=rows)
        variants = [row for entry in entries if entry.source_type == "product_catalog" for row in _variant_rows(entry)]
        await session.exec(insert(ProductVariant), params=variants)


def _product_row(entry: Entry) -> dict[str, Any]:
    facts = ProductFacts.model_validate(entry.meta or {})
    prices = facts.prices()
    return {
        "entry_id": entry.id,
        "chatbot_id": entry.chatbot_id,
        "price": prices[0] if prices else None,
        "price_max": prices[-1] if prices else None,
        "compare_at_price": facts.compare_at_price,
        "currency": facts.currency,
        "availability": facts.stock(),
        "sku": facts.sku,
        "brand": facts.brand,
        "category": facts.category,
        "options": facts.options,
    }


def _variant_rows(entry: Entry) -> list[dict[str, Any]]:
    offers = ProductFacts.model_validate(entry.meta or {}).offers()
    return [
        {
            "entry_id": entry.id,
            "position": position,
            "chatbot_id": entry.chatbot_id,
            "sku": offer.sku,
            "price": offer.price,
            "availability": offer.availability,
            "options": {name: list(values) for name, values in offer.options.items()},
        }
        for position, offer in enumerate(offers)
    ]
