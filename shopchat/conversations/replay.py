"""An answer made once more from what the shop knew when it was given, beside what it would say today."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.assistant import service as assistant
from shopchat.assistant.answer import Answer
from shopchat.assistant.compose import Speaker
from shopchat.assistant.trace import NotTraced
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.models import Chatbot
from shopchat.conversations import recalling, trace_queries
from shopchat.conversations.traces import Context, digest
from shopchat.core.errors import Conflict, NotFound


class NotReplayable(Conflict):
    """What the answer was made from is not there, or no longer."""


@dataclass(frozen=True)
class Told:
    """What a shopper reads and sees."""

    text: str
    products: Sequence[dict[str, Any]]
    sources: Sequence[dict[str, Any]]

    @classmethod
    def by(cls, answer: Answer) -> "Told":
        """What the answer tells."""
        return cls(answer.text, answer.product_cards(), [source.shown() for source in answer.sources])


@dataclass(frozen=True)
class Replay:
    """An answer of the composer, then and now.

    `again` is made from the knowledge and the settings of that time, and `is_same` says whether it is to the letter
    what the composer had then. `engine` is who spoke then: where it was not the composer alone, `stored` is other
    words than `again`. `today` is made from the knowledge and the settings of today; `settings` names those that have
    changed.
    """

    question: str
    stored: Told
    engine: str
    again: Told
    is_same: bool
    today: Told
    settings: tuple[str, ...]
    version_then: int
    version_now: int

    @property
    def verdict(self) -> str:
        """A sentence on whether the answer could be made again."""
        if not self.is_same:
            return "Made again it is another answer: the composer itself has changed since."
        return "Made again from what was known then, it is the same answer, with the same cards and sources."

    @property
    def since(self) -> str:
        """A sentence on what has changed since."""
        changes = self.version_now - self.version_then
        knowledge = "The knowledge is the same" if not changes else f"The knowledge was changed {changes:,} times since"
        settings = f", and of the settings: {', '.join(it.replace('_', ' ') for it in self.settings)}"
        return f"{knowledge}{settings if self.settings else ''}."


async def replay(session: AsyncSession, account: User, *, message_id: uuid.UUID) -> Replay:
    """Makes the answer again. Changes nothing. Raises `NotFound`, `NotReplayable`."""
    message, question = await recalling.answered(session, account, message_id=message_id)
    kept = await recalling.recalled(session, account, message, question)
    if kept is None:
        raise NotReplayable("What this answer was made from is not kept. REPLAY_DAYS says for how long it is.")
    trace, context, past = kept.trace, kept.context, kept.past
    chatbot = await chatbots.get_chatbot(session, account, chatbot_id=kept.conversation.chatbot_id)
    try:
        again = await assistant.answer_from(
            kept.lookups, context.speaker, context.language, message=question.content, past=past
        )
    except NotTraced as error:
        raise NotReplayable(f"This answer cannot be made again. {error}") from error
    today = await assistant.answer(session, account, chatbot, message=question.content, past=past)
    beside = message.meta or {}
    return Replay(
        question=question.content,
        stored=Told(message.content, beside.get("products") or [], beside.get("sources") or []),
        engine=beside.get("engine") or "composer",
        again=Told.by(again),
        is_same=digest(again) == trace.digest,
        today=Told.by(today),
        settings=_changed(context, chatbot),
        version_then=trace.knowledge_version,
        version_now=chatbot.knowledge_version,
    )


async def replay_unscoped(session: AsyncSession, *, message_id: uuid.UUID) -> Replay:
    """`replay` for the command line, whoever's the answer is."""
    owner = await trace_queries.owner_of_message_unscoped(session, message_id)
    if owner is None:
        raise NotFound("Answer")
    return await replay(session, owner, message_id=message_id)


def _changed(then: Context, chatbot: Chatbot) -> tuple[str, ...]:
    now = Speaker.of(chatbot)
    names = [name for name in Speaker.__dataclass_fields__ if getattr(then.speaker, name) != getattr(now, name)]
    return (*names, *(["language"] if then.language != chatbot.language else []))
