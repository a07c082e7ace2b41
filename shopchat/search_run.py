"""A retrieval run over files: documents through the product's own import, questions through its own search."""

import secrets
import uuid
from collections.abc import Iterator
from pathlib import Path

from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import Invalid
from shopchat.ingest import Watch, ingest
from shopchat.knowledge import service as knowledge

FIRST = 10  # ranks that are written for each question


async def search_run(docs: Path, queries: Path, out: Path, watch: Watch) -> int:
    """Writes `query_id<TAB>rank<TAB>doc_id` for the first ten of each question; returns how many.

    `docs` is a CSV with the columns id, name and description (gzip too), `queries` has `id<TAB>text` a line. The
    account and chatbot that this needs are made for the run and removed after it, also when it fails.
    """
    questions = list(_questions(queries))
    email, password = f"search-run-{secrets.token_hex(8)}@shopchat.example", secrets.token_urlsafe(16)
    async with unit_of_work(unscoped=Unscoped.COMMAND_LINE) as session:
        account = await accounts.ensure_account(
            session, email=email, password=password, role="owner", plan="enterprise"
        )
        chatbot = await chatbots.create_chatbot(session, account, fields=ChatbotChanges(name="Search run"))
    try:
        imported = await ingest(account, chatbot.id, docs, watch)
        if imported.status != "done":
            raise Invalid(f"The documents were not imported: {imported.errors}")
        with out.open("w", encoding="utf-8") as run:
            for query_id, text in questions:
                run.writelines(await _ranked(account, chatbot.id, query_id, text))
    finally:
        async with unit_of_work(acting=account.id) as session:
            await accounts.delete_account(session, account, password=password)
    return len(questions)


async def _ranked(account: User, chatbot_id: uuid.UUID, query_id: str, text: str) -> list[str]:
    async with unit_of_work(acting=account.id) as session:
        found = await knowledge.search(session, account, chatbot_id=chatbot_id, query=text, limit=FIRST)
    return [f"{query_id}\t{rank}\t{hit.entry.external_key}\n" for rank, hit in enumerate(found, start=1)]


def _questions(file: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(file.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        query_id, tab, text = line.partition("\t")
        if not tab:
            raise Invalid(f"Line {number} of {file.name} has no tab between the question's id and its text.")
        yield query_id, text.strip()
