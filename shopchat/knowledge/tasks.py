"""Background work of knowledge: embeddings and cells, changes of model and of language, imports that wait."""

import asyncio
import uuid
from datetime import timedelta

from shopchat.chatbots import service as chatbots
from shopchat.core import clock
from shopchat.core.jobs import JobRun, enqueue, job, periodic
from shopchat.knowledge import cells, counting, embedding, indexing, many, queries, spaces, writing
from shopchat.knowledge.importing import running, uploads

# Passages a unit of work: about a second of computing, well inside the job's lease of 15.
EMBED_BATCH = 50
INDEX_BATCH = 200
SORT_BATCH = 2_000
REMOVE_BATCH = 5_000


@job("knowledge.embed", max_attempts=8, timeout=timedelta(hours=2))
async def embed(run: JobRun, *, chatbot_id: str) -> None:
    """Gives every passage of the chatbot's pending entries its embedding, a batch a transaction."""
    bot = uuid.UUID(chatbot_id)
    done = run.done
    while True:
        await run.check_cancelled()
        async with run.unit() as session:
            if await chatbots.acting_owner(session, chatbot_id=bot, hold=True) is None:
                return
            model = await spaces.live_model(session, bot)
            count = await indexing.embed_pending(session, bot, embedding.embedder(model), limit=EMBED_BATCH)
            done += count
            await run.advance(session, done=done)
            if count == 0:
                for of_products in await cells.due(session, bot, model):
                    await writing.ask_for_cells(session, bot, of_products=of_products)
        if count == 0:
            return


@job("knowledge.sort_into_cells", timeout=timedelta(hours=1))
async def sort_into_cells(run: JobRun, *, chatbot_id: str, of_products: bool) -> None:
    """Finds cells for one kind of a large shop's vectors and puts them there; questions are answered all the while."""
    async with run.unit() as session:
        model = await spaces.live_model(session, uuid.UUID(chatbot_id))
        sorting = cells.Sorting(uuid.UUID(chatbot_id), model, of_products)
        vectors, count = await cells.sample(session, sorting)
    found = await asyncio.to_thread(cells.middles, vectors, count)
    async with run.unit() as session:
        sorting = await cells.store(session, sorting, found)
    sorted_all = False
    while not sorted_all:
        await run.check_cancelled()
        async with run.unit() as session:
            if not await cells.sort_some(session, sorting, limit=SORT_BATCH):
                sorted_all = await cells.finish(session, sorting)


@periodic("knowledge.change_models", every=timedelta(minutes=5))
async def change_models(run: JobRun) -> None:
    """Has the present embedding model replace an earlier one wherever that is still live."""
    async with run.last_unit() as session:
        for chatbot_id in await spaces.outdated_unscoped(session):
            await enqueue(
                session,
                "knowledge.change_model",
                chatbot_id=str(chatbot_id),
                dedupe_key=f"knowledge.change_model:{chatbot_id}",
            )


@job("knowledge.change_model", max_attempts=8, timeout=timedelta(hours=12))
async def change_model(run: JobRun, *, chatbot_id: str) -> None:
    """Gives every passage the present model's vector beside the one in use, then lets the new model answer."""
    bot = uuid.UUID(chatbot_id)
    embedder = embedding.embedder()
    last = uuid.UUID(run.checkpoint["last"]) if run.checkpoint else None
    async with run.unit() as session:
        await spaces.announce(session, bot)
    live = False
    while not live:
        await run.check_cancelled()
        async with run.unit() as session:
            last = await indexing.embed_after(session, bot, embedder, after=last, limit=EMBED_BATCH)
            await run.advance(session, checkpoint={"last": str(last)} if last else {})
            if last is None:  # Entries written meanwhile may have been passed by: then once more from the start.
                live = await spaces.go_live(session, bot)
                if live:
                    await enqueue(session, "knowledge.remove_gone", chatbot_id=chatbot_id, delay=spaces.REMOVED_AFTER)
                    for of_products in await cells.due(session, bot, embedder.model_id):
                        await writing.ask_for_cells(session, bot, of_products=of_products)


@job("knowledge.remove_gone", timeout=timedelta(hours=1))
async def remove_gone(run: JobRun, *, chatbot_id: str) -> None:
    """Removes the vectors of the model that was live before."""
    removed = 1
    while removed:
        await run.check_cancelled()
        async with run.unit() as session:
            removed = await spaces.remove_gone(session, uuid.UUID(chatbot_id), limit=REMOVE_BATCH)


@periodic("knowledge.embed_pending", every=timedelta(minutes=1))
async def embed_pending(run: JobRun) -> None:
    """Asks again for what is still missing: an entry written while its chatbot's job was just ending."""
    async with run.last_unit() as session:
        for chatbot_id in await queries.bots_with_pending_unscoped(session):
            await writing.ask_for_embeddings(session, chatbot_id)


@job("knowledge.reindex", timeout=timedelta(hours=2))
async def reindex(run: JobRun, *, chatbot_id: str) -> None:
    """Reads every entry anew after the chatbot's language changed, a batch a transaction."""
    last: str | None = (run.checkpoint or {}).get("last")
    while True:
        await run.check_cancelled()
        async with run.unit() as session:
            last = await writing.reindex_batch(session, uuid.UUID(chatbot_id), after=last, limit=INDEX_BATCH)
            await run.advance(session, checkpoint={"last": last})
        if last is None:
            return


@job("knowledge.learn_again", max_attempts=8, timeout=timedelta(hours=2))
async def learn_again(run: JobRun, *, chatbot_id: str) -> None:
    """Indexes many entries that were switched on or brought back at once, a batch a transaction."""
    last: str | None = (run.checkpoint or {}).get("last")
    while True:
        await run.check_cancelled()
        async with run.unit() as session:
            last = await writing.learn_batch(session, uuid.UUID(chatbot_id), after=last, limit=INDEX_BATCH)
            await run.advance(session, checkpoint={"last": last})
        if last is None:
            return


@periodic("knowledge.remove_deleted", every=timedelta(minutes=1))
async def remove_deleted(run: JobRun) -> None:
    """Removes what was deleted so long ago that nobody can bring it back any more."""
    before = clock.now() - many.UNDONE_WITHIN
    async with run.unit() as session:
        bots = await many.bots_with_deleted(session, deleted_before=before)
    for chatbot_id in bots:
        removed = 1
        while removed:
            async with run.unit() as session:
                removed = await many.remove(session, chatbot_id=chatbot_id, deleted_before=before, limit=INDEX_BATCH)


@periodic("knowledge.remove_uploads", every=timedelta(hours=1))
async def remove_uploads(run: JobRun) -> None:
    """Removes files of which nobody has said what their columns mean."""
    async with run.last_unit() as session:
        await uploads.remove_old(session)


@job("knowledge.import", max_attempts=5, timeout=timedelta(hours=4))
async def run_import(run: JobRun, *, import_id: str) -> None:
    """Works through an import's file, a batch a transaction; a new worker goes on where the last one stopped."""
    await running.run(run, uuid.UUID(import_id))


@periodic("knowledge.close_dead_imports", every=timedelta(minutes=1))
async def close_dead_imports(run: JobRun) -> None:
    """An import whose job has failed for good is failed too, and says so on its page."""
    async with run.last_unit() as session:
        await running.close_dead(session)


@periodic("knowledge.recount", every=timedelta(days=1), max_attempts=3, timeout=timedelta(hours=1))
async def recount(run: JobRun) -> None:
    """Counts every account's entries anew, and repairs counters that are wrong."""
    await counting.recount_all(run)
