"""Search over a real index: the right entry first, nobody else's, within every limit, with and without embeddings."""

import uuid
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.integrations.embeddings import Embedder, EmbeddingModelMissing, HashedEmbedder, Vector
from shopchat.knowledge import question_vectors, rarity, spaces
from shopchat.knowledge.filters import ProductFilters
from shopchat.knowledge.index_models import Chunk, PassageVector, Posting
from shopchat.knowledge.indexing import embed_pending, index_entries
from shopchat.knowledge.models import Entry, Product, ProductVariant
from shopchat.knowledge.search import SearchHit, SearchQuery, search

EMBEDDER = HashedEmbedder()


class _Missing(HashedEmbedder):
    def embed(self, text: str) -> Vector:
        raise EmbeddingModelMissing("There is no model file.")


@pytest.fixture(autouse=True)
def embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, EMBEDDER)


@pytest.fixture
async def bot(session: AsyncSession) -> uuid.UUID:
    return await _bot(session, "owner@shop.example")


async def test_another_chatbots_entries_are_never_found(session: AsyncSession, bot: uuid.UUID) -> None:
    other = await _bot(session, "other@shop.example")
    await _add(session, other, "Red lamp")
    assert await _titles(session, bot, "red lamp") == []
    assert await _titles(session, other, "red lamp") == ["Red lamp"]


async def test_an_inactive_entry_is_not_found_and_comes_back(session: AsyncSession, bot: uuid.UUID) -> None:
    (lamp,) = await _add(session, bot, "Red lamp")
    lamp.is_active = False
    await _index(session, bot, [lamp])
    assert await _titles(session, bot, "red lamp") == []
    lamp.is_active = True
    await _index(session, bot, [lamp])
    assert await _titles(session, bot, "red lamp") == ["Red lamp"]


async def test_a_word_that_was_asked_in_vain_is_found_as_soon_as_an_entry_says_it(
    session: AsyncSession, bot: uuid.UUID
) -> None:
    await _add(session, bot, "Oak table", embed=False)
    assert await _titles(session, bot, "brass lamp") == []
    await _add(session, bot, "Brass lamp", embed=False)
    assert await _titles(session, bot, "brass lamp") == ["Brass lamp"]


async def test_words_that_many_passages_hold_count_for_what_rarer_ones_propose(
    session: AsyncSession, bot: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, _Missing())  # by words alone
    await _add(session, bot, "Brass lamp", embed=False)
    await _add(session, bot, "Brass lamp in red", embed=False)
    for number in range(8):
        await _add(session, bot, f"Red chair {number}", embed=False)
    whole = await _search(session, bot, "red brass lamp")
    monkeypatch.setattr(rarity, "MOST_READ", 4)
    short = await _search(session, bot, "red brass lamp")
    assert len(whole) == 10
    assert [hit.entry_id for hit in short] == [hit.entry_id for hit in whole][:2]
    assert [hit.signals["text"] for hit in short] == pytest.approx([hit.signals["text"] for hit in whole][:2])
    # One word that nearly everybody holds is read nevertheless.
    assert len(await _search(session, bot, "red")) == 9


async def test_an_entry_of_common_words_is_found_before_it_is_embedded(
    session: AsyncSession, bot: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Common words propose nothing themselves, and the meaning only what is embedded."""
    for number in range(3):
        await _add(session, bot, f"Red chair {number}")
    monkeypatch.setattr(rarity, "MOST_READ", 1)
    await _add(session, bot, "Red stool", embed=False)
    await _add(session, bot, "Red rules", source_type="faq", embed=False)
    await _add_product(session, bot, "Red lamp", price="5.00")
    assert {"Red chair 0", "Red stool", "Red rules", "Red lamp"} <= set(await _titles(session, bot, "red"))
    assert await _titles(session, bot, "red", source_types=frozenset({"faq"})) == ["Red rules"]
    assert await _titles(session, bot, "red", filters=ProductFilters(price_max=Decimal(6))) == ["Red lamp"]
    assert await _titles(session, bot, "red", filters=ProductFilters(price_max=Decimal(4))) == []


async def test_a_changed_entry_is_found_by_what_it_says_now(session: AsyncSession, bot: uuid.UUID) -> None:
    (entry,) = await _add(session, bot, "Red lamp", "Shines.")
    entry.title, entry.content = "Oak table", "Stands."
    await _index(session, bot, [entry])
    (hit,) = await _search(session, bot, "red lamp")
    assert hit.signals["text"] == 0
    (hit,) = await _search(session, bot, "oak table")
    assert (hit.passage, hit.signals["text"] > 0) == ("Stands.", True)


async def test_a_deleted_entry_leaves_nothing_behind(session: AsyncSession, bot: uuid.UUID) -> None:
    (entry,) = await _add(session, bot, "Red lamp")
    await session.delete(entry)
    await session.flush()
    assert await _titles(session, bot, "red lamp") == []
    assert (await session.exec(select(Chunk))).all() == []
    assert (await session.exec(select(Posting))).all() == []


async def test_a_title_outweighs_a_text_and_neighbours_outweigh_strangers(
    session: AsyncSession, bot: uuid.UUID
) -> None:
    await _add(session, bot, "Desk chair", "Fits beside a memory foam card table.")
    await _add(session, bot, "Card game with a memory", "For four.")
    await _add(session, bot, "Memory card", "For cameras.")
    await _add(session, bot, "Garden hose", "Ten metres.")
    assert (await _titles(session, bot, "memory card"))[:3] == ["Memory card", "Card game with a memory", "Desk chair"]


async def test_a_rare_word_tells_more_than_a_common_one(session: AsyncSession, bot: uuid.UUID) -> None:
    for colour in ("red", "blue", "green", "white"):
        await _add(session, bot, f"Shirt {colour}", "A shirt of cotton.")
    await _add(session, bot, "Teapot porcelain", "For tea.")
    assert (await _titles(session, bot, "porcelain shirt"))[0] == "Teapot porcelain"


async def test_a_sentence_finds_what_its_keywords_find(session: AsyncSession, bot: uuid.UUID) -> None:
    await _add(session, bot, "Desk lamp")
    await _add(session, bot, "Can you recommend it? My sister can.")
    hits = await _search(session, bot, "Hi! Can you recommend a desk lamp for my sister?")
    assert max(hits, key=lambda hit: hit.signals["text"]).signals["text"] > 0
    assert [hit.signals["text"] > 0 for hit in hits].count(True) == 1


async def test_an_entry_is_one_hit_with_its_best_passage(session: AsyncSession, bot: uuid.UUID) -> None:
    page = "# Shipping\nWe ship with a van.\n\n# Refunds\nRefunds take five days.\n\n# Hours\nNine to five."
    await _add(session, bot, "Store policies", page, source_type="policy_page")
    (hit,) = await _search(session, bot, "how long does a refund take")
    assert hit.passage == "Refunds take five days."


async def test_entries_without_an_embedding_are_found_among_those_with_one(
    session: AsyncSession, bot: uuid.UUID
) -> None:
    await _add(session, bot, "Red lamp")
    await _add(session, bot, "Blue lamp", embed=False)
    hits = await _search(session, bot, "blue lamp")
    assert ["vector" in hit.signals for hit in hits] == [False, True]
    assert await _titles(session, bot, "blue lamp") == ["Blue lamp", "Red lamp"]


async def test_without_the_model_text_alone_answers(
    session: AsyncSession, bot: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _add(session, bot, "Red lamp")
    await _add(session, bot, "Oak table")
    _use(monkeypatch, _Missing())
    (hit,) = await _search(session, bot, "lamps")
    assert hit.signals.keys() == {"text"}


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        (ProductFilters(price_max=Decimal("19.99")), {"cheap", "sale"}),
        (ProductFilters(price_min=Decimal("19.99")), {"sale", "dear"}),
        (ProductFilters(price_min=Decimal(20), price_max=Decimal(30)), set()),
        (ProductFilters(in_stock=True), {"cheap", "sale"}),
        (ProductFilters(on_sale=True), {"sale"}),
        (ProductFilters(), {"cheap", "sale", "dear", "unpriced", "policy"}),
    ],
)
async def test_limits_hold_whatever_the_words_say(
    session: AsyncSession, bot: uuid.UUID, filters: ProductFilters, titles: set[str]
) -> None:
    await _add_product(session, bot, "lamp cheap", price="5.00", availability="in_stock")
    await _add_product(session, bot, "lamp sale", price="19.99", compare_at="25.00", availability="in_stock")
    await _add_product(session, bot, "lamp dear", price="99.00", compare_at="99.00", availability="out_of_stock")
    await _add_product(session, bot, "lamp unpriced", price=None)
    await _add(session, bot, "lamp policy", source_type="policy_page")
    found = await _titles(session, bot, "lamp", filters=filters)
    assert {title.removeprefix("lamp ") for title in found} == titles


async def test_a_limited_search_sees_past_the_better_hits_that_do_not_pass(
    session: AsyncSession, bot: uuid.UUID
) -> None:
    for number in range(80):
        await _add_product(session, bot, f"lamp lamp {number}", price="50")
    await _add_product(session, bot, "A shade that could go with a floor lamp and other things", price="5")
    found = await _titles(session, bot, "lamp", limit=3, filters=ProductFilters(price_max=Decimal(10)))
    assert found == ["A shade that could go with a floor lamp and other things"]


async def test_source_types_can_be_chosen(session: AsyncSession, bot: uuid.UUID) -> None:
    await _add(session, bot, "Lamp care", source_type="faq")
    await _add(session, bot, "Lamp", source_type="product_catalog")
    assert await _titles(session, bot, "lamp", source_types=frozenset({"faq"})) == ["Lamp care"]
    assert await _titles(session, bot, "lamp", source_types=frozenset()) == []


@pytest.mark.parametrize(
    "question", ["", "   ", "\0", "\ud800", "🎸", "' OR 1=1 --", "%(x)s :y", "x" * 2000, "a " * 1000]
)
async def test_any_question_is_answered(session: AsyncSession, bot: uuid.UUID, question: str) -> None:
    await _add(session, bot, "Red lamp")
    assert len(await _search(session, bot, question)) <= 1


async def test_an_empty_shop_answers_with_nothing(session: AsyncSession, bot: uuid.UUID) -> None:
    assert await _search(session, bot, "red lamp") == []


async def test_no_more_hits_than_asked_for(session: AsyncSession, bot: uuid.UUID) -> None:
    for number in range(12):
        await _add(session, bot, f"Lamp {number}")
    assert len(await _search(session, bot, "lamp", limit=7)) == 7
    assert len(await _search(session, bot, "lamp", limit=100)) == 12


async def test_brand_category_and_options_are_searched_too(session: AsyncSession, bot: uuid.UUID) -> None:
    meta: dict[str, object] = {
        "brand": "Lumenia",
        "category": "Lighting",
        "options": {"Colour": ["Teal"]},
        "sku": "LM-77",
    }
    await _add(session, bot, "Lamp", source_type="product_catalog", meta=meta)
    await _add(session, bot, "Table", source_type="product_catalog")
    for word in ("lumenia", "lighting", "teal", "LM77"):
        hits = await _search(session, bot, word)
        assert hits[0].signals["text"] > 0, word


async def test_embedding_marks_entries_ready_batch_by_batch(session: AsyncSession, bot: uuid.UUID) -> None:
    entries = [entry for n in range(3) for entry in await _add(session, bot, f"Lamp {n}", embed=False)]
    entries[0].is_active = False
    await _index(session, bot, [entries[0]], embed=False)
    rounds = 0
    while await embed_pending(session, bot, EMBEDDER, limit=1):
        rounds += 1
    assert rounds == 3
    assert len((await session.exec(select(PassageVector))).all()) == 2
    status = await (await session.connection()).execute(text("SELECT DISTINCT embedding_status FROM knowledge_base"))
    assert status.scalars().all() == ["ready"]


async def test_hits_are_the_same_each_time_and_in_order_of_score(session: AsyncSession, bot: uuid.UUID) -> None:
    for number in range(30):
        await _add(session, bot, f"Lamp {number % 3}", "Same text.")
    first = await _search(session, bot, "lamp 1")
    assert first == await _search(session, bot, "lamp 1")
    assert [hit.score for hit in first] == sorted((hit.score for hit in first), reverse=True)


def _use(monkeypatch: pytest.MonkeyPatch, embedder: Embedder) -> None:
    question_vectors.forget()
    spaces.forget()
    monkeypatch.setattr(question_vectors, "embedder", lambda model: embedder)
    monkeypatch.setattr(spaces, "current_model", lambda: embedder.model_id)
    monkeypatch.setattr(spaces, "is_available", lambda model: True)


async def _bot(session: AsyncSession, email: str) -> uuid.UUID:
    owner = User(email=email, password_hash="!", plan="enterprise")
    session.add(owner)
    await session.flush()
    chatbot = Chatbot(user_id=owner.id, name="Bot", theme_config={}, widget_key=uuid.uuid4().hex)
    session.add(chatbot)
    await session.flush()
    return chatbot.id


async def _add(
    session: AsyncSession,
    bot: uuid.UUID,
    title: str,
    content: str = "",
    *,
    source_type: str = "custom_text",
    meta: dict[str, object] | None = None,
    embed: bool = True,
) -> list[Entry]:
    entry = Entry(chatbot_id=bot, title=title, content=content, source_type=source_type, meta=meta)
    session.add(entry)
    await _index(session, bot, [entry], embed=embed)
    return [entry]


async def _index(session: AsyncSession, bot: uuid.UUID, entries: list[Entry], *, embed: bool = True) -> None:
    await index_entries(session, entries)
    if embed:
        await embed_pending(session, bot, EMBEDDER)


async def _add_product(
    session: AsyncSession,
    bot: uuid.UUID,
    title: str,
    *,
    price: str | None,
    compare_at: str | None = None,
    availability: str | None = None,
) -> None:
    (entry,) = await _add(session, bot, title, source_type="product_catalog")
    product = Product(
        entry_id=entry.id,
        chatbot_id=bot,
        price=Decimal(price) if price else None,
        compare_at_price=Decimal(compare_at) if compare_at else None,
        availability=availability,
        options={},
    )
    variant = ProductVariant(
        entry_id=entry.id, position=0, chatbot_id=bot, price=product.price, availability=availability, options={}
    )
    session.add_all([product, variant])
    await session.flush()


async def _search(session: AsyncSession, bot: uuid.UUID, question: str, **limits: object) -> list[SearchHit]:
    return await search(session, bot, SearchQuery(question, **limits))  # type: ignore[arg-type]


async def _titles(session: AsyncSession, bot: uuid.UUID, question: str, **limits: object) -> list[str]:
    hits = await _search(session, bot, question, **limits)
    entries = {entry.id: entry for entry in (await session.exec(select(Entry))).all()}
    return [entries[hit.entry_id].title for hit in hits]
