"""A change of the embedding model: both models' vectors are there until the new ones are complete."""

import uuid

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.integrations.embeddings import HashedEmbedder
from shopchat.knowledge import question_vectors, spaces
from shopchat.knowledge.index_models import PassageVector, VectorSpace
from shopchat.knowledge.indexing import embed_after, embed_pending
from shopchat.knowledge.search import SearchQuery, search
from tests.knowledge.shelf import new_bot, shelve


class _New(HashedEmbedder):
    model_id = "hashed-words-2"


MODELS = {"hashed-words": HashedEmbedder(), "hashed-words-2": _New()}


class Process:
    """What one running copy of the product takes for its present model, and which files it has."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.present = "hashed-words"
        self.files = set(MODELS)
        self.asked: list[str] = []
        question_vectors.forget()
        monkeypatch.setattr(question_vectors, "embedder", self._embedder)
        monkeypatch.setattr(spaces, "current_model", lambda: self.present)
        monkeypatch.setattr(spaces, "is_available", lambda model: model in self.files)

    def _embedder(self, model: str) -> HashedEmbedder:
        self.asked.append(model)
        return MODELS[model]


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> Process:
    return Process(monkeypatch)


@pytest.fixture
async def bot(session: AsyncSession) -> uuid.UUID:
    return await new_bot(session)


async def embed(session: AsyncSession, bot: uuid.UUID) -> str:
    model = await spaces.live_model(session, bot)
    while await embed_pending(session, bot, MODELS[model]):
        pass
    return model


async def cosine(session: AsyncSession, bot: uuid.UUID, question: str) -> float | None:
    spaces.forget()
    question_vectors.forget()
    hits = await search(session, bot, SearchQuery(question))
    return hits[0].signals.get("vector") if hits else None


async def test_the_old_model_answers_until_the_new_one_is_complete(
    session: AsyncSession, bot: uuid.UUID, process: Process
) -> None:
    await shelve(session, bot, "Red lamp", "Oak table", "Blue chair")
    assert await embed(session, bot) == "hashed-words"
    process.present = "hashed-words-2"
    assert await spaces.outdated_unscoped(session) == [bot]
    await spaces.announce(session, bot)
    last = await embed_after(session, bot, MODELS["hashed-words-2"], after=None, limit=2)
    assert not await spaces.go_live(session, bot)

    process.asked.clear()
    assert await cosine(session, bot, "red lamp") == pytest.approx(1, abs=0.01)
    assert set(process.asked) == {"hashed-words"}

    await embed_after(session, bot, MODELS["hashed-words-2"], after=last, limit=2)
    assert await spaces.go_live(session, bot)
    process.asked.clear()
    assert await cosine(session, bot, "red lamp") == pytest.approx(1, abs=0.01)
    assert set(process.asked) == {"hashed-words-2"}
    assert await spaces.outdated_unscoped(session) == []


async def test_what_is_written_meanwhile_is_found_by_the_old_model_and_waited_for(
    session: AsyncSession, bot: uuid.UUID, process: Process
) -> None:
    await shelve(session, bot, "Red lamp")
    await embed(session, bot)
    process.present = "hashed-words-2"
    await spaces.announce(session, bot)
    await embed_after(session, bot, MODELS["hashed-words-2"], after=None, limit=10)
    await shelve(session, bot, "Green sofa")
    assert await embed(session, bot) == "hashed-words"
    assert await cosine(session, bot, "green sofa") == pytest.approx(1, abs=0.01)
    assert not await spaces.go_live(session, bot)
    await embed_after(session, bot, MODELS["hashed-words-2"], after=None, limit=10)
    assert await spaces.go_live(session, bot)


async def test_a_question_is_never_compared_with_vectors_of_another_model(
    session: AsyncSession, bot: uuid.UUID, process: Process
) -> None:
    await shelve(session, bot, "Red lamp")
    await embed(session, bot)
    process.present = "hashed-words-2"
    process.files = {"hashed-words-2"}  # The old model's files are gone.
    assert await cosine(session, bot, "red lamp") is None
    await embed_after(session, bot, MODELS["hashed-words-2"], after=None, limit=10)
    assert await cosine(session, bot, "red lamp") == pytest.approx(1, abs=0.01)


async def test_vectors_that_are_no_longer_used_go(session: AsyncSession, bot: uuid.UUID, process: Process) -> None:
    await shelve(session, bot, "Red lamp", "Oak table")
    await embed(session, bot)
    process.present = "hashed-words-2"
    await spaces.announce(session, bot)
    await embed_after(session, bot, MODELS["hashed-words-2"], after=None, limit=10)
    assert await spaces.remove_gone(session, bot, limit=10) == 0
    assert await spaces.go_live(session, bot)
    assert await spaces.remove_gone(session, bot, limit=1) == 1
    assert await spaces.remove_gone(session, bot, limit=10) == 1
    assert await spaces.remove_gone(session, bot, limit=10) == 0
    assert {row.model for row in (await session.exec(select(PassageVector))).all()} == {"hashed-words-2"}
    assert [(row.model, row.state) for row in (await session.exec(select(VectorSpace))).all()] == [
        ("hashed-words-2", "live")
    ]


async def test_a_model_that_comes_back_starts_from_what_it_had(
    session: AsyncSession, bot: uuid.UUID, process: Process
) -> None:
    await shelve(session, bot, "Red lamp")
    await embed(session, bot)
    for present in ("hashed-words-2", "hashed-words"):
        process.present = present
        await spaces.announce(session, bot)
        await embed_after(session, bot, MODELS[present], after=None, limit=10)
        assert await spaces.go_live(session, bot)
    assert await cosine(session, bot, "red lamp") == pytest.approx(1, abs=0.01)
