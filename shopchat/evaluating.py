"""An evaluation from the command line: questions in and out of a file, a line an answer, and the score."""

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.models import Chatbot
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import Invalid
from shopchat.evaluation import drafts, service
from shopchat.knowledge import service as knowledge

Say = Callable[[str], None]


async def evaluate(bot: str, questions: Path | None, export: Path | None, say: Say) -> bool:
    """Whether every answer is right; says so of each one. `bot` is an id or a widget key.

    `questions` become the chatbot's saved ones first, and `export` gets them. Raises `NotFound` for the chatbot and
    `Invalid` for a line of `questions`.
    """
    async with unit_of_work(unscoped=Unscoped.COMMAND_LINE) as session:
        chatbot, owner = await chatbots.named_with_owner(session, name=bot)
        pending, _ = await knowledge.embedding_progress(session, owner, chatbot_id=chatbot.id)
    if pending:
        say(f"{pending:,} entries are found by their words alone until a worker has embedded them.")
    if questions is not None:
        await _keep(owner, chatbot, questions, say)
    if export is not None:
        await _export(owner, chatbot, export)
    right, asked = Counter[str](), Counter[str]()
    async for outcome in service.outcomes(owner, chatbot_id=chatbot.id):
        asked[outcome.group] += 1
        right[outcome.group] += not outcome.wrong
        say(f"{'FAIL' if outcome.wrong else 'pass'}  {outcome.group:<9} {outcome.question}")
        for reason in outcome.wrong:
            say(f"                {reason}")
    say("")
    for group, count in asked.items():
        say(f"{group:<9} {right[group]} of {count}")
    if not asked:
        say("There is nothing to ask: no saved question, and no product to derive one from.")
        return True
    say(f"Score: {right.total()} of {asked.total()}, {right.total() / asked.total():.1%}")
    return right == asked


async def _keep(owner: User, chatbot: Chatbot, file: Path, say: Say) -> None:
    data = await asyncio.to_thread(file.read_bytes)
    try:
        read = drafts.read(data.decode("utf-8-sig").splitlines())
    except UnicodeDecodeError as error:
        raise Invalid(f"{file.name} is not written in UTF-8.") from error
    async with unit_of_work(acting=owner.id) as session:
        kept = await service.replace_questions(session, owner, chatbot_id=chatbot.id, drafts=read)
    say(f"{len(read)} questions are saved: {kept.added} new, {kept.changed} changed; {kept.removed} removed.")


async def _export(owner: User, chatbot: Chatbot, file: Path) -> None:
    async with unit_of_work(acting=owner.id) as session:
        saved = await service.list_questions(session, owner, chatbot_id=chatbot.id)
    await asyncio.to_thread(file.write_text, "".join(f"{draft.line()}\n" for draft in saved), encoding="utf-8")
