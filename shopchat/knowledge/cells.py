"""Cells: a large shop's vectors, sorted by where they lie, so that a question looks only where its answers can be.

An inverted file over the vectors of one shop and model. It needs no index of its own a shop, costs a write one
comparison with each cell's middle, and a small shop never notices it. One index over all shops would lose most of a
small shop's passages once filtered to it.
"""

import uuid
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

Matrix = npt.NDArray[np.float32]

# Up to so many vectors in no cell are read by every question; it takes about half a millisecond.
MOST_UNSORTED = 3_000
# The cells are made anew when there are so many times more vectors than they were made for.
OUTGROWN = 4
# Cells for n vectors: this times the root of n. More cells would be compared with longer than their contents.
CELLS_A_ROOT = 2.5
SAMPLED_A_CELL = 32
ROUNDS = 10
# Each sorting's cells are numbered from the next multiple of this, so that the newest are told by their number.
GENERATION = 100_000

_ALL = """knowledge_vectors WHERE chatbot_id = :chatbot_id AND model = :model
    AND (source_type = 'product_catalog') = :of_products"""


@dataclass(frozen=True)
class Sorting:
    """A sorting of one kind of a shop's vectors: its cells are numbered from `first`."""

    chatbot_id: uuid.UUID
    model: str
    of_products: bool
    first: int = 0

    def named(self) -> dict[str, object]:
        return {"chatbot_id": self.chatbot_id, "model": self.model, "of_products": self.of_products}


def nearest(row: str, model: str, embedding: str) -> str:
    """SQL for the cell that `embedding` lies in, 0 without cells; `row` has the passage's chatbot and source type."""
    return f"""coalesce((
                SELECT k.cell FROM knowledge_cells k
                WHERE k.chatbot_id = {row}.chatbot_id AND k.model = {model}
                    AND k.of_products = ({row}.source_type = 'product_catalog')
                ORDER BY k.cell / {GENERATION} DESC, k.centroid <-> {embedding} LIMIT 1
            ), 0)"""  # noqa: S608 - names of columns


async def keep_still(session: AsyncSession, chatbot_id: uuid.UUID) -> None:
    """Until the transaction ends no cell of the chatbot is removed."""
    await _lock(session, chatbot_id, "pg_advisory_xact_lock_shared")


async def due(session: AsyncSession, chatbot_id: uuid.UUID, model: str) -> list[bool]:
    """For which kinds (products: True, texts: False) the cells should be made, or made anew."""
    connection = await session.connection()
    rows = await connection.execute(
        text(
            """
            SELECT v.of_products, v.unsorted, v.vectors, coalesce(k.cells, 0) AS cells
            FROM (
                SELECT source_type = 'product_catalog' AS of_products, count(*) FILTER (WHERE cell = 0) AS unsorted,
                    count(*) AS vectors
                FROM knowledge_vectors WHERE chatbot_id = :chatbot_id AND model = :model GROUP BY 1
            ) AS v LEFT JOIN (
                SELECT of_products, count(*) AS cells FROM knowledge_cells
                WHERE chatbot_id = :chatbot_id AND model = :model GROUP BY 1
            ) AS k USING (of_products)
            """
        ),
        {"chatbot_id": chatbot_id, "model": model},
    )
    return [
        row.of_products
        for row in rows
        if row.unsorted > MOST_UNSORTED or (row.cells and row.vectors > OUTGROWN * (row.cells / CELLS_A_ROOT) ** 2)
    ]


async def sample(session: AsyncSession, sorting: Sorting) -> tuple[Matrix, int]:
    """Vectors from all over the shop, enough to find the middles by, and how many cells there should be."""
    connection = await session.connection()
    counted = await connection.execute(text(f"SELECT count(*) FROM {_ALL}"), sorting.named())  # noqa: S608 - a constant
    total = counted.scalar_one()
    cells = max(1, round(CELLS_A_ROOT * total**0.5))
    step = max(1, total // (cells * SAMPLED_A_CELL))
    rows = await connection.execute(
        text(
            f"""
            SELECT CAST(embedding AS text) FROM {_ALL} AND chunk_id % :step = 0
            """  # noqa: S608 - a constant
        ),
        {**sorting.named(), "step": step},
    )
    written = [row[1:-1] for row in rows.scalars()]
    return np.array([np.fromstring(each, np.float32, sep=",") for each in written]).reshape(-1, 384), cells


def middles(vectors: Matrix, cells: int) -> Matrix:
    """The middles of `cells` groups of like vectors: k-means, deterministic.

    The nearest middle is told by distance, not by angle: then a question finds as many of its nearest passages in a
    fifth fewer vectors (measured on `bench/shelves`).
    """
    chance = np.random.default_rng(0)
    cells = min(cells, len(vectors))
    found: Matrix = vectors[chance.choice(len(vectors), cells, replace=False)].copy()
    for _ in range(ROUNDS):
        group = np.argmax(vectors @ found.T - (found**2).sum(axis=1) / 2, axis=1)
        sums = np.zeros_like(found)
        np.add.at(sums, group, vectors)
        members = np.bincount(group, minlength=cells)[:, None]
        # A group that lost all its vectors starts again from one of them.
        found = np.where(
            members > 0, sums / np.maximum(members, 1), vectors[chance.integers(len(vectors), size=cells)]
        ).astype(np.float32)
    return found


async def store(session: AsyncSession, sorting: Sorting, found: Matrix) -> Sorting:
    """Stores new cells beside the ones in use; what is embedded from now on goes into the new ones."""
    connection = await session.connection()
    highest = await connection.execute(
        text("SELECT coalesce(max(cell), 0) FROM knowledge_cells WHERE chatbot_id = :chatbot_id AND model = :model"),
        sorting.named(),
    )
    first = (highest.scalar_one() // GENERATION + 1) * GENERATION
    await connection.execute(
        text(
            """
            INSERT INTO knowledge_cells (chatbot_id, model, cell, of_products, centroid)
            SELECT :chatbot_id, :model, number, :of_products, CAST(written AS halfvec)
            FROM unnest(CAST(:numbers AS int[]), CAST(:written AS text[])) AS new (number, written)
            """
        ),
        {
            **sorting.named(),
            "numbers": list(range(first, first + len(found))),
            "written": ["[" + ",".join(map(str, row)) + "]" for row in found.tolist()],
        },
    )
    return Sorting(sorting.chatbot_id, sorting.model, sorting.of_products, first)


async def sort_some(session: AsyncSession, sorting: Sorting, *, limit: int) -> int:
    """Puts up to `limit` vectors of older cells, or of none, into the new ones; gives how many."""
    connection = await session.connection()
    moved = await connection.execute(
        text(
            f"""
            UPDATE knowledge_vectors v SET cell = {nearest("v", "v.model", "v.embedding")}
            FROM (
                SELECT chunk_id, model FROM {_ALL} AND cell < :first
                ORDER BY chunk_id LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED
            ) AS older WHERE v.chunk_id = older.chunk_id AND v.model = older.model
            """  # noqa: S608 - constants
        ),
        {**sorting.named(), "first": sorting.first, "limit": limit},
    )
    return moved.rowcount


async def finish(session: AsyncSession, sorting: Sorting) -> bool:
    """Removes the older cells once nothing lies in them any more; else gives False."""
    await _lock(session, sorting.chatbot_id, "pg_advisory_xact_lock")
    connection = await session.connection()
    parameters = {**sorting.named(), "first": sorting.first}
    left = await connection.execute(
        text(
            f"SELECT EXISTS (SELECT FROM {_ALL} AND cell < :first)"  # noqa: S608 - a constant
        ),
        parameters,
    )
    if left.scalar_one():
        return False
    await connection.execute(
        text(
            """
            DELETE FROM knowledge_cells
            WHERE chatbot_id = :chatbot_id AND model = :model AND of_products = :of_products AND cell < :first
            """
        ),
        parameters,
    )
    return True


async def _lock(session: AsyncSession, chatbot_id: uuid.UUID, how: str) -> None:
    connection = await session.connection()
    await connection.execute(
        text(f"SELECT {how}(hashtextextended(:name, 0))"), {"name": f"knowledge.cells:{chatbot_id}"}
    )
