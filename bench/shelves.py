"""Shops of any size, filled straight into the search index, with vectors made of the vectors of their words.

Embedding 200,000 texts takes half an hour, so here a product's vector is the sum of its parts' real ones and a little
chance of its own: it lies where its words lie, as a real one does, and no two are the same.
"""

import secrets
import uuid
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from sqlalchemy import text

from bench.catalogue import Row, rows
from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.core import db
from shopchat.core.db import unit_of_work
from shopchat.integrations.embeddings import Embedder, Vector
from shopchat.knowledge import cells, embedding
from shopchat.knowledge.indexing import embed_pending, index_entries
from shopchat.knowledge.models import Entry

BATCH = 1_000
SEARCHED = (
    "knowledge_chunks", "knowledge_postings", "knowledge_vectors", "knowledge_base", "knowledge_cells",
    "knowledge_products",
)  # fmt: skip
CHANCE = 0.25  # the length of what a product has of its own, beside about 1 for all of its words


class Summed:
    """The present model's vectors of single words, added up."""

    dimensions = 384

    def __init__(self, model: Embedder) -> None:
        self.model_id = model.model_id
        self._model = model
        self._words: dict[str, Vector] = {}

    def is_built(self) -> bool:
        return True

    def embed(self, text: str) -> Vector:
        words = text.split()
        summed = np.sum([self._word(word) for word in words], axis=0) / len(words)
        own = np.random.default_rng(zlib.crc32(text.encode())).standard_normal(self.dimensions) / self.dimensions**0.5
        vector: Vector = (summed / np.linalg.norm(summed) + CHANCE * own).astype(np.float32)
        normalised: Vector = vector / np.linalg.norm(vector)
        return normalised

    def _word(self, word: str) -> Vector:
        if word not in self._words:
            self._words[word] = self._model.embed(word)
        return self._words[word]


async def owner() -> User:
    """An account that may hold any number of entries."""
    async with unit_of_work() as session:
        email = f"bench-{secrets.token_hex(6)}@shopchat.example"
        return await accounts.ensure_account(
            session, email=email, password=secrets.token_urlsafe(16), role="owner", plan="enterprise"
        )


async def shelves(account: User, size: int) -> Chatbot:
    """A chatbot with `size` products, embedded and, if it is large enough, sorted into cells as a job would."""
    summed = Summed(embedding.embedder())
    async with unit_of_work() as session:
        chatbot = await chatbots.create_chatbot(session, account, fields=ChatbotChanges(name=f"{size} products"))
    for batch in _batches(rows(size)):
        async with unit_of_work() as session:
            entries = [_entry(chatbot.id, row) for row in batch]
            session.add_all(entries)
            await index_entries(session, entries)
            while await embed_pending(session, chatbot.id, summed, limit=BATCH):
                pass
    async with unit_of_work() as session:
        wanted = await cells.due(session, chatbot.id, summed.model_id)
    for of_products in wanted:
        await _sort(cells.Sorting(chatbot.id, summed.model_id, of_products))
    return chatbot


async def settle(tables: Sequence[str] = SEARCHED) -> None:
    """What autovacuum does in its own time: index-only scans need the visibility map, and plans the statistics."""
    async with db.engine().connect() as connection:
        settled = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await settled.execute(text(f"VACUUM ANALYZE {', '.join(tables)}"))


async def _sort(sorting: cells.Sorting) -> None:
    async with unit_of_work() as session:
        vectors, count = await cells.sample(session, sorting)
        sorting = await cells.store(session, sorting, cells.middles(vectors, count))
    moved = 1
    while moved:
        async with unit_of_work() as session:
            moved = await cells.sort_some(session, sorting, limit=5_000)
    async with unit_of_work() as session:
        await cells.finish(session, sorting)


def _batches(products: list[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(products), BATCH):
        yield products[start : start + BATCH]


def _entry(chatbot_id: uuid.UUID, row: Row) -> Entry:
    return Entry(
        chatbot_id=chatbot_id, source_type="product_catalog", title=row.title, content=row.description, meta=None
    )
