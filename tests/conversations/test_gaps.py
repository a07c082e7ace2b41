"""Gaps that ask for the same stand together, whoever clusters them and however often; a neighbour sees none of it."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import col, select

from shopchat.accounts.models import NO_PASSWORD, User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.conversations import service as conversations
from shopchat.conversations import tasks
from shopchat.conversations.gaps import clustering, service
from shopchat.conversations.models import Conversation, Gap, GapCluster, GapVector, Message
from shopchat.core import clock
from shopchat.core.db import unit_of_work
from shopchat.core.errors import NotFound
from shopchat.core.jobs import Job, runner
from shopchat.core.paging import PageParams
from shopchat.integrations.embeddings import Embedder, EmbeddingModelMissing, HashedEmbedder, Vector
from shopchat.knowledge.models import Entry

WRAP = ("Do you wrap gifts?", "do you wrap gifts please", "DO YOU WRAP GIFTS??")
ENGRAVE = ("Can you engrave the mug with initials?", "Can you engrave my mug with initials?")


class Missing(HashedEmbedder):
    """The model file is not there."""

    def embed(self, text: str) -> Vector:
        raise EmbeddingModelMissing("There is no model file.")


class Renamed(HashedEmbedder):
    """The next model, which likes other questions."""

    model_id = "another-model"

    def embed(self, text: str) -> Vector:
        return super().embed("gifts" if "gifts" in text else text)


Use = Callable[[Embedder], None]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    """Puts another embedding model in."""

    def put(model: Embedder) -> None:
        monkeypatch.setattr(clustering, "embedder", lambda: model)

    return put


@pytest.fixture(autouse=True)
def _model(use: Use) -> None:
    use(HashedEmbedder())


class Shop:
    """An owner's chatbot whose shoppers ask what nobody has written down."""

    def __init__(self, owner: User, bot: Chatbot) -> None:
        self.owner, self.bot = owner, bot

    @classmethod
    async def opened(cls, email: str) -> "Shop":
        async with unit_of_work() as session:
            owner = User(email=email, password_hash=NO_PASSWORD, plan="enterprise")
            session.add(owner)
            await session.flush()
            bot = await chatbots.create_chatbot(session, owner, fields=ChatbotChanges(name="Alba"))
        return cls(owner, bot)

    async def ask(self, *questions: str, visitor: str = "visitor") -> None:
        for question in questions:
            async with unit_of_work() as session:
                talk = Conversation(
                    chatbot_id=self.bot.id, visitor_id=visitor, visitor_token_hash=uuid.uuid4().hex, status="ended"
                )
                session.add(talk)
                await session.flush()
                message = Message(conversation_id=talk.id, position=1, role="user", content=question)
                session.add(message)
                await session.flush()
                words = clustering.plain_words(question)
                gap = Gap(chatbot_id=self.bot.id, message_id=message.id, question=question, words=words, nearest=[])
                session.add(gap)

    async def cluster(self, limit: int = 50) -> None:
        while True:
            async with unit_of_work() as session:
                if await clustering.cluster_pending(session, self.bot.id, limit=limit) == 0:
                    return

    async def clusters(self, status: str = "open") -> list[service.Cluster]:
        async with unit_of_work() as session:
            found, total = await service.list_clusters(session, self.owner, paging=PageParams(), status=status)
        assert total == len(found)
        return found

    async def sizes(self) -> list[tuple[str, int]]:
        return [(cluster.questions[0], cluster.count) for cluster in await self.clusters()]


@pytest.fixture
async def shop(clean_database: None) -> Shop:
    return await Shop.opened("ada@shop.example")


async def test_a_neighbours_cluster_does_not_exist(shop: Shop) -> None:
    eve = await Shop.opened("eve@shop.example")
    await shop.ask(*WRAP)
    await shop.cluster()
    (cluster,) = await shop.clusters()
    assert await eve.clusters() == []
    async with unit_of_work() as session:
        assert await service.most_asked(
            session, eve.owner, since=clock.now() - timedelta(days=1), chatbot_id=None, limit=9
        ) == (0, [])
    for verb in (service.dismiss_cluster, service.reopen_cluster, service.ask_again):
        for cluster_id in (cluster.id, uuid.uuid4()):
            with pytest.raises(NotFound):
                async with unit_of_work() as session:
                    await verb(session, eve.owner, cluster_id=cluster_id)
    with pytest.raises(NotFound):
        async with unit_of_work() as session:
            await service.answer_cluster(session, eve.owner, cluster_id=cluster.id, question="Q", answer="A")
    async with unit_of_work() as session:
        assert (await session.exec(select(Entry))).all() == []


async def test_what_two_shops_are_asked_alike_stays_apart(shop: Shop) -> None:
    eve = await Shop.opened("eve@shop.example")
    for each in (shop, eve):
        await each.ask(*WRAP)
        await each.cluster()
    assert [cluster.count for cluster in await shop.clusters()] == [3]
    assert [cluster.count for cluster in await eve.clusters()] == [3]


async def test_questions_that_mean_the_same_stand_together(shop: Shop) -> None:
    await shop.ask(*WRAP, *ENGRAVE, "Is there a bus stop?")
    await shop.cluster()
    assert Counter(size for _, size in await shop.sizes()) == {3: 1, 2: 1, 1: 1}
    (wrap, *_) = await shop.clusters()
    assert {clustering.plain_words(question) for question in wrap.questions} == {
        "do you wrap gifts", "do you wrap gifts please",
    }  # fmt: skip
    assert wrap.questions[0] in {WRAP[0], WRAP[2]}, "most asked and in the middle"


async def test_without_the_model_equal_words_stand_together_and_the_model_joins_the_rest(shop: Shop, use: Use) -> None:
    use(Missing())
    await shop.ask(*WRAP)
    await shop.cluster()
    assert sorted(size for _, size in await shop.sizes()) == [1, 2]
    (first, _) = await shop.clusters()
    async with unit_of_work() as session:
        await service.dismiss_cluster(session, shop.owner, cluster_id=first.id)
    use(HashedEmbedder())
    await shop.cluster()
    assert [(cluster.id, cluster.count) for cluster in await shop.clusters("dismissed")] == [(first.id, 3)]
    assert await shop.clusters() == []


async def test_a_new_model_places_every_gap_anew_and_never_mixes_two_spaces(shop: Shop, use: Use) -> None:
    await shop.ask(*WRAP, "Are gifts shipped at night?", "Is there a bus stop?")
    await shop.cluster()
    before = await shop.clusters()
    assert sorted(cluster.count for cluster in before) == [1, 1, 3]
    use(Renamed())
    await shop.cluster(limit=1)
    after = await shop.clusters()
    assert sorted(cluster.count for cluster in after) == [1, 4]
    assert {cluster.id for cluster in after} <= {cluster.id for cluster in before}, "they keep who they are"
    async with unit_of_work() as session:
        assert set((await session.exec(select(GapVector.model))).all()) == {"another-model"}
        assert len((await session.exec(select(GapCluster))).all()) == 2


async def test_workers_at_once_and_again_make_each_cluster_once(shop: Shop) -> None:
    await shop.ask(*(WRAP * 4), *(ENGRAVE * 4))
    await asyncio.gather(*(shop.cluster(limit=3) for _ in range(4)))
    first = await shop.clusters()
    assert [cluster.count for cluster in first] == [12, 8]
    await shop.cluster()
    assert await shop.clusters() == first
    async with unit_of_work() as session:
        assert len((await session.exec(select(GapCluster))).all()) == 2


async def test_the_jobs_do_it(shop: Shop) -> None:
    await shop.ask(*WRAP)
    for name in ("conversations.cluster_pending_gaps", "conversations.cluster_gaps"):
        async with unit_of_work() as session:
            if name.endswith("pending_gaps"):
                await clustering.ask_for_pending(session)
        async with unit_of_work() as session:
            jobs = (await session.exec(select(Job.id).where(Job.name == name, Job.status == "queued"))).all()
        for job_id in jobs:
            await runner.run(job_id)
    assert tasks.GAP_BATCH
    assert [cluster.count for cluster in await shop.clusters()] == [3]
    async with unit_of_work() as session:
        await clustering.ask_for_pending(session)
        waiting = select(Job.id).where(Job.name == "conversations.cluster_gaps", Job.status == "queued")
        assert (await session.exec(waiting)).all() == [], "nothing is left over"


async def test_the_trend_is_this_week_beside_the_one_before(shop: Shop) -> None:
    await shop.ask(WRAP[0])
    async with unit_of_work() as session:
        gap = (await session.exec(select(Gap))).one()
        gap.created_at = clock.now() - timedelta(days=8)
    await shop.ask(WRAP[1], WRAP[2])
    await shop.cluster()
    (cluster,) = await shop.clusters()
    assert (cluster.count, cluster.this_week, cluster.week_before) == (3, 2, 1)
    assert cluster.last_at - cluster.first_at > timedelta(days=7)


async def test_a_forgotten_visitor_leaves_nothing_behind(shop: Shop) -> None:
    await shop.ask(WRAP[1], visitor="forgotten")
    await shop.ask(WRAP[0])
    await shop.ask(ENGRAVE[0], visitor="forgotten")
    await shop.cluster()
    async with unit_of_work() as session:
        await conversations.forget_visitor(session, shop.owner, visitor_id="forgotten")
    assert await shop.sizes() == [(WRAP[0], 1)]
    await shop.ask("Is there a bus stop?")
    await shop.cluster()
    async with unit_of_work() as session:
        assert len((await session.exec(select(GapCluster))).all()) == 2, "the empty one is gone"


async def test_a_dismissed_question_stays_away_and_an_answered_one_that_is_asked_in_vain_comes_back(shop: Shop) -> None:
    await shop.ask(WRAP[0], ENGRAVE[0])
    await shop.cluster()
    wrap, engrave = sorted(await shop.clusters(), key=lambda cluster: "gifts" not in cluster.questions[0])
    async with unit_of_work() as session:
        await service.answer_cluster(
            session, shop.owner, cluster_id=wrap.id, question=WRAP[0], answer="Yes, for two euros."
        )
        await service.dismiss_cluster(session, shop.owner, cluster_id=engrave.id)
    assert await shop.clusters() == []
    await shop.ask(ENGRAVE[1])
    await shop.cluster()
    assert await shop.clusters() == []
    await shop.ask(WRAP[1])
    await shop.cluster()
    assert [cluster.id for cluster in await shop.clusters()] == [wrap.id]
    async with unit_of_work() as session:
        await service.reopen_cluster(session, shop.owner, cluster_id=engrave.id)
    assert {cluster.id for cluster in await shop.clusters()} == {wrap.id, engrave.id}


async def test_an_answer_becomes_an_entry_and_the_questions_are_asked_again(shop: Shop) -> None:
    await shop.ask(WRAP[0], "Do you also wrap gifts, in paper?")
    await shop.cluster()
    (cluster,) = await shop.clusters()
    async with unit_of_work() as session:
        before = await service.ask_again(session, shop.owner, cluster_id=cluster.id)
    assert [again.is_answered for again in before.told] == [False, False]
    answer = "We wrap gifts in recycled paper for two euros a piece."
    async with unit_of_work() as session:
        entry = await service.answer_cluster(
            session, shop.owner, cluster_id=cluster.id, question=WRAP[0], answer=answer
        )
    assert (entry.source_type, entry.title, entry.content) == ("faq", WRAP[0], answer)
    async with unit_of_work() as session:
        after = await service.ask_again(session, shop.owner, cluster_id=cluster.id)
        assert after.is_learning, "no worker has embedded it"
        assert [again.is_answered for again in after.told] == [True, True]
        assert all(answer in again.text for again in after.told)
        assert len((await session.exec(select(Gap))).all()) == 2, "asking again stores nothing"
        assert (await session.exec(select(GapCluster.entry_id))).one() == entry.id
    async with unit_of_work() as session:
        await session.delete(await session.get_one(Entry, entry.id))
    assert [cluster.status for cluster in await shop.clusters("answered")] == ["answered"]


async def test_analytics_counts_clusters_and_what_is_in_none_yet(shop: Shop) -> None:
    await shop.ask(*WRAP)
    await shop.cluster()
    await shop.ask("Is there a bus stop?", "is there a bus stop")
    since = clock.now() - timedelta(days=1)
    async with unit_of_work() as session:
        count, gaps = await service.most_asked(session, shop.owner, since=since, chatbot_id=shop.bot.id, limit=9)
        assert (count, [asked for _, asked in gaps]) == (5, [3, 2])
        assert gaps[0][0] in {WRAP[0], WRAP[2]}
        count, gaps = await service.most_asked(session, shop.owner, since=since, chatbot_id=None, limit=1)
        assert (count, len(gaps)) == (5, 1)
        later = await service.most_asked(
            session, shop.owner, since=clock.now() + timedelta(days=1), chatbot_id=None, limit=9
        )
        assert later == (0, [])
        asked = (await session.exec(select(Gap.words).where(col(Gap.cluster_id).is_(None)))).all()
        assert set(asked) == {"is there a bus stop"}
