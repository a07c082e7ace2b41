"""Cells: a question looks into few of them, finds what an exact look finds, and nothing is lost while they change."""

import uuid
from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.integrations.embeddings import Vector
from shopchat.knowledge import cells, question_vectors, search_statement, spaces
from shopchat.knowledge.indexing import embed_pending
from shopchat.knowledge.search import SearchQuery, search
from tests.knowledge.shelf import new_bot, shelve

TOPICS = 24


def name(number: int) -> str:
    """A word that no two texts share and that says where in space its text lies; in capitals nobody repairs it."""
    place = chr(ord("A") + number % TOPICS)
    return place + "".join(chr(ord("A") + int(digit)) for digit in str(number))


class Topics:
    """The texts of a topic lie near each other in space, each at a place of its own."""

    model_id = "topics"
    dimensions = 384

    def __init__(self) -> None:
        self._places = np.random.default_rng(1).standard_normal((TOPICS, 384)).astype(np.float32)

    def is_built(self) -> bool:
        return True

    def embed(self, text: str) -> Vector:
        word = text.split(maxsplit=1)[0]
        topic, item = ord(word[0]) - ord("A"), int("".join(str(ord(letter) - ord("A")) for letter in word[1:]))
        vector = self._places[topic] + 0.6 * np.random.default_rng(item).standard_normal(384).astype(np.float32)
        normalised: Vector = vector / np.linalg.norm(vector)
        return normalised


EMBEDDER = Topics()


@pytest.fixture
async def bot(session: AsyncSession, monkeypatch: pytest.MonkeyPatch) -> uuid.UUID:
    question_vectors.forget()
    monkeypatch.setattr(question_vectors, "embedder", lambda model: EMBEDDER)
    monkeypatch.setattr(spaces, "current_model", lambda: EMBEDDER.model_id)
    monkeypatch.setattr(spaces, "is_available", lambda model: True)
    monkeypatch.setattr(cells, "MOST_UNSORTED", 100)
    return await new_bot(session)


@pytest.fixture
def few_cells(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Of some 60 cells 24 are looked into."""
    search_statement.search_statement.cache_clear()
    monkeypatch.setattr(search_statement, "PROBED", 24)
    yield
    search_statement.search_statement.cache_clear()


async def fill(
    session: AsyncSession, bot: uuid.UUID, count: int, start: int = 0, source_type: str = "product_catalog"
) -> None:
    await shelve(session, bot, *(name(number) for number in range(start, start + count)), source_type=source_type)
    while await embed_pending(session, bot, EMBEDDER, limit=1000):
        pass


async def sort(session: AsyncSession, bot: uuid.UUID, *, of_products: bool = True) -> None:
    sorting = cells.Sorting(bot, EMBEDDER.model_id, of_products)
    vectors, count = await cells.sample(session, sorting)
    sorting = await cells.store(session, sorting, cells.middles(vectors, count))
    while await cells.sort_some(session, sorting, limit=150):
        pass
    assert await cells.finish(session, sorting)


async def found(session: AsyncSession, bot: uuid.UUID, question: str, **limits: object) -> list[uuid.UUID]:
    return [hit.entry_id for hit in await search(session, bot, SearchQuery(question, limit=10, **limits))]  # type: ignore[arg-type]


async def number(session: AsyncSession, sql: str, bot: uuid.UUID) -> int:
    counted: int = (await (await session.connection()).execute(text(sql), {"bot": bot})).scalar_one()
    return counted


IN_NO_CELL = "SELECT count(*) FROM knowledge_vectors WHERE chatbot_id = :bot AND cell = 0"
HOMELESS = """SELECT count(*) FROM knowledge_vectors v WHERE chatbot_id = :bot AND cell <> 0 AND NOT EXISTS (
    SELECT FROM knowledge_cells k WHERE k.chatbot_id = v.chatbot_id AND k.model = v.model AND k.cell = v.cell)"""


async def test_what_lies_in_cells_is_found_as_exactly_as_without_them(
    session: AsyncSession, bot: uuid.UUID, few_cells: None
) -> None:
    await fill(session, bot, 600)
    questions = [name(number) for number in range(7_000, 7_050)]
    exact = [await found(session, bot, question) for question in questions]
    await sort(session, bot)
    assert await number(session, IN_NO_CELL, bot) == 0
    kept = [
        len(set(before) & set(await found(session, bot, question))) / 10
        for before, question in zip(exact, questions, strict=True)
    ]
    assert sum(kept) / len(kept) >= 0.98


async def test_only_some_cells_are_looked_into(session: AsyncSession, bot: uuid.UUID, few_cells: None) -> None:
    """Else the test above would show nothing."""
    await fill(session, bot, 600)
    exact = await found(session, bot, name(9_000))
    await sort(session, bot)
    connection = await session.connection()
    # Every vector is put where it does not belong.
    await connection.execute(
        text(
            """UPDATE knowledge_vectors SET cell = (
                SELECT k.cell FROM knowledge_cells k ORDER BY k.centroid <#> knowledge_vectors.embedding DESC LIMIT 1
            )"""
        )
    )
    assert len(set(await found(session, bot, name(9_000))) & set(exact)) < 5


async def test_a_vector_that_comes_later_goes_to_its_cell_and_is_found(session: AsyncSession, bot: uuid.UUID) -> None:
    await fill(session, bot, 200)
    await sort(session, bot)
    await fill(session, bot, 1, start=5_000)
    assert await number(session, IN_NO_CELL, bot) == 0
    newest = await number(session, "SELECT max(chunk_id) FROM knowledge_vectors WHERE chatbot_id = :bot", bot)
    hits = await search(session, bot, SearchQuery(name(5_000)))
    assert hits[0].chunk_id == newest


async def test_sorting_anew_loses_nothing_at_any_moment(session: AsyncSession, bot: uuid.UUID) -> None:
    await fill(session, bot, 300)
    await sort(session, bot)
    before = await found(session, bot, name(8_000))
    sorting = cells.Sorting(bot, EMBEDDER.model_id, of_products=True)
    vectors, count = await cells.sample(session, sorting)
    sorting = await cells.store(session, sorting, cells.middles(vectors, count // 2))
    while await cells.sort_some(session, sorting, limit=40):
        assert await found(session, bot, name(8_000)) == before
        assert not await cells.finish(session, sorting) or await number(session, HOMELESS, bot) == 0
    assert await cells.finish(session, sorting)
    assert await number(session, HOMELESS, bot) == 0
    assert await found(session, bot, name(8_000)) == before


async def test_a_few_texts_are_found_among_many_products(session: AsyncSession, bot: uuid.UUID) -> None:
    await fill(session, bot, 400)
    await fill(session, bot, 3, start=20_000, source_type="policy_page")
    await sort(session, bot)
    far_away = [name(number) for number in range(TOPICS)]
    for question in far_away:
        assert len(await found(session, bot, question, source_types=frozenset({"policy_page"}))) == 3


async def test_a_small_shop_has_no_cells_and_a_grown_one_gets_new_ones(session: AsyncSession, bot: uuid.UUID) -> None:
    await fill(session, bot, 90)
    assert await cells.due(session, bot, EMBEDDER.model_id) == []
    await fill(session, bot, 20, start=90)
    assert await cells.due(session, bot, EMBEDDER.model_id) == [True]
    await sort(session, bot)
    assert await cells.due(session, bot, EMBEDDER.model_id) == []
    await fill(session, bot, 400, start=110)
    assert await cells.due(session, bot, EMBEDDER.model_id) == [True]


async def test_another_shops_cells_are_not_touched(session: AsyncSession, bot: uuid.UUID) -> None:
    other = await new_bot(session)
    await fill(session, other, 120)
    await sort(session, other)
    await fill(session, bot, 120)
    await sort(session, bot)
    for each in (bot, other):
        assert await number(session, HOMELESS, each) == 0
        assert await number(session, "SELECT count(*) FROM knowledge_cells WHERE chatbot_id = :bot", each) > 5
