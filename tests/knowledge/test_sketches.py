"""A sketch holds the signs that it says it holds, for a row and for a question alike."""

import numpy as np
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.knowledge.sketches import APART, EMBEDDING_DIMENSIONS, SKETCH_BITS, sketch


async def test_a_sketch_is_the_signs_of_the_numbers_and_of_their_differences(session: AsyncSession) -> None:
    vector = np.random.default_rng(3).standard_normal(EMBEDDING_DIMENSIONS).astype(np.float16)
    signs = [vector > 0, *(vector - np.roll(vector, -by) > 0 for by in APART)]
    statement = f"SELECT CAST({sketch('vector')} AS text) FROM (SELECT CAST(:vector AS halfvec) AS vector) AS given"
    connection = await session.connection()
    found = await connection.execute(text(statement), {"vector": str(vector.tolist())})
    written = found.scalar_one()
    assert len(written) == SKETCH_BITS
    assert written == "".join("01"[int(bit)] for bit in np.concatenate(signs))
