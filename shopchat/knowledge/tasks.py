"""Background work of knowledge: embeddings that are missing, imports that wait, a change of language."""

import uuid
from datetime import timedelta

from shopchat.chatbots import service as chatbots
from shopchat.core.jobs import JobRun, job, periodic
from shopchat.knowledge import embedding, indexing, queries, writing
from shopchat.knowledge.importing import running

# Passages a unit of work: about a second of computing, well inside the job's lease of 15.
EMBED_BATCH = 50
INDEX_BATCH = 200


@job("knowledge.embed", max_attempts=8, timeout=timedelta(hours=2))
async def embed(run: JobRun, *, chatbot_id: str) -> None:
    """Gives every passage of the chatbot that lacks it its embedding, a batch a transaction."""
    embedder = embedding.embedder()
    done = run.done
    while True:
        await run.check_cancelled()
        async with run.unit() as session:
            if await chatbots.with_owner(session, chatbot_id=uuid.UUID(chatbot_id), hold=True) is None:
                return
            count = await indexing.embed_pending(session, uuid.UUID(chatbot_id), embedder, limit=EMBED_BATCH)
            done += count
            await run.advance(session, done=done)
        if count == 0:
            return


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


@job("knowledge.import", max_attempts=5, timeout=timedelta(hours=4))
async def run_import(run: JobRun, *, import_id: str) -> None:
    """Works through an import's file, a batch a transaction; a new worker goes on where the last one stopped."""
    await running.run(run, uuid.UUID(import_id))


@periodic("knowledge.close_dead_imports", every=timedelta(minutes=1))
async def close_dead_imports(run: JobRun) -> None:
    """An import whose job has failed for good is failed too, and says so on its page."""
    async with run.last_unit() as session:
        await running.close_dead(session)
