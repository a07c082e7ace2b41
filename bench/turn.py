"""A whole chat turn without a model: both transactions, retrieval and composing."""

import uuid

from bench.catalogue import questions
from bench.figures import median, p95, table, timed
from bench.shop import shop
from shopchat.conversations import turn

SIZE = 1_000
ASKED = 200


async def run() -> str:
    """One line: a turn from the message to the stored answer."""
    async with shop(SIZE) as filled:

        async def say(message: str) -> None:
            said = turn.Said(filled.chatbot.widget_key, str(uuid.uuid4()), message)
            await turn.finish(await turn.begin(said))

        asked = questions(ASKED + 20)
        await timed(say, asked[:20])
        taken = await timed(say, asked[20:])
    return "### A chat turn without a model, stored\n\n" + table(
        ("entries", "median, ms", "p95, ms"), [(SIZE, median(taken), p95(taken))]
    )
