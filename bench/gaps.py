"""`python -m bench.gaps DATA`: how well questions that mean the same are put together, by the likeness that is asked.

DATA is a folder of sets as `bench.quality` reads them; questions with the same right entry mean the same. They are
clustered by the product itself. The table goes into `docs/quality.md`.
"""

import random
import secrets
import sys
import uuid
from collections import Counter
from math import comb
from pathlib import Path

from sqlmodel import select

from bench import ranking, servers
from bench.figures import table
from bench.quality import DOCUMENT
from bench.sections import write_section
from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.conversations.gaps import clustering
from shopchat.conversations.models import Conversation, Gap, Message
from shopchat.core.db import unit_of_work

LIKENESSES = (0.60, 0.65, 0.70, 0.75, 0.80)
SETS = ("faq", "support")
SEED = 1  # of the order in which shoppers ask


async def measured(data: Path) -> str:
    """A table of the sets by likeness."""
    rows: list[list[object]] = []
    password = secrets.token_urlsafe(16)
    async with unit_of_work() as session:
        owner = await accounts.ensure_account(
            session,
            email=f"gaps-{secrets.token_hex(6)}@shopchat.example",
            password=password,
            role="owner",
            plan="enterprise",
        )
    try:
        for name in SETS:
            questions = _questions(data / name)
            for likeness in LIKENESSES:
                clustering.LIKENESS = likeness
                clusters = await _clustered(owner, list(questions))
                rows.append(
                    [name, len(questions), f"{likeness:.2f}", len(set(clusters.values())), *_told(questions, clusters)]
                )
    finally:
        async with unit_of_work() as session:
            await accounts.delete_account(session, owner, password=password)
    return table(("set", "questions", "likeness", "clusters", "precision of pairs", "recall of pairs"), rows)


def _questions(folder: Path) -> dict[str, str]:
    """Each question and its right entry, in the order in which they come."""
    labels = ranking.read_labels(folder / "labels.tsv")
    lines = (line.split("\t", 1) for line in (folder / "queries.tsv").read_text(encoding="utf-8").splitlines() if line)
    found = [(text.strip(), next(iter(labels[number]))) for number, text in lines if number in labels]
    random.Random(SEED).shuffle(found)
    return dict(found)


async def _clustered(owner: User, questions: list[str]) -> dict[str, uuid.UUID | None]:
    async with unit_of_work() as session:
        chatbot = await chatbots.create_chatbot(session, owner, fields=ChatbotChanges(name="Gaps"))
        talk = Conversation(chatbot_id=chatbot.id, visitor_id="bench", visitor_token_hash=secrets.token_hex(32))
        session.add(talk)
        await session.flush()
        messages = [
            Message(conversation_id=talk.id, position=position, role="user", content=question)
            for position, question in enumerate(questions, start=1)
        ]
        session.add_all(messages)
        await session.flush()
        session.add_all(
            Gap(
                chatbot_id=chatbot.id,
                message_id=message.id,
                question=message.content,
                words=clustering.plain_words(message.content),
                nearest=[],
            )
            for message in messages
        )
    count = 1
    while count:
        async with unit_of_work() as session:
            count = await clustering.cluster_pending(session, chatbot.id, limit=50)
    async with unit_of_work() as session:
        placed = select(Gap.question, Gap.cluster_id).where(Gap.chatbot_id == chatbot.id)
        return dict((await session.exec(placed)).all())


def _told(right: dict[str, str], clusters: dict[str, uuid.UUID | None]) -> tuple[str, str]:
    """Of all pairs that stand together, how many mean the same; and of all that mean the same, how many do."""
    together = _pairs(Counter(clusters.values()))
    same = _pairs(Counter(right.values()))
    both = _pairs(Counter((clusters[question], entry) for question, entry in right.items()))
    return f"{both / together:.3f}", f"{both / same:.3f}"


def _pairs(sizes: Counter[object]) -> int:
    return sum(comb(size, 2) for size in sizes.values())


def main(data: Path) -> None:
    """Measures, prints and writes the table."""

    async def work() -> None:
        text = await measured(data)
        print(text)
        write_section(DOCUMENT, "gaps", text)

    servers.run(work)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
