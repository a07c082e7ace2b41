"""What each answer was made from, stored beside it in the same transaction, and forgotten after `REPLAY_DAYS`."""

import hashlib
import json
import uuid
import zlib
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.assistant.answer import Answer
from shopchat.assistant.claude_reply import Made
from shopchat.assistant.compose import Speaker
from shopchat.chatbots.models import Chatbot
from shopchat.conversations import trace_queries
from shopchat.conversations.models import AnswerContext, Message, MessageTrace
from shopchat.core import clock
from shopchat.core.config import get_settings
from shopchat.knowledge import revisions
from shopchat.knowledge.catalogue import Vocabulary

# No turn takes as long: what was replaced before then is in all traces that it will ever be in.
SETTLED = timedelta(hours=1)
CONTEXTS_KEPT = 200  # in memory, each as large as its shop's vocabulary, compressed

_VOCABULARY = TypeAdapter(Vocabulary)


@dataclass(frozen=True)
class Context:
    """What a chatbot was like when it answered."""

    speaker: Speaker
    language: str
    vocabulary: Vocabulary

    def packed(self) -> bytes:
        """Compressed JSON; the same content gives the same bytes."""
        content = {
            **asdict(self.speaker),
            "language": self.language,
            "vocabulary": _VOCABULARY.dump_python(self.vocabulary, mode="json"),
        }
        return zlib.compress(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())

    @classmethod
    def unpacked(cls, packed: bytes) -> "Context":
        """What `packed` wrote."""
        content = json.loads(zlib.decompress(packed))
        speaker = Speaker(content["name"], content["personality"], tuple(content["suggested_questions"]))
        return cls(speaker, content["language"], _VOCABULARY.validate_python(content["vocabulary"]))


_contexts: OrderedDict[uuid.UUID, tuple[Context, uuid.UUID, bytes]] = OrderedDict()


def digest(answer: Answer) -> str:
    """Equal for two answers of the composer with the same text, cards and sources."""
    told = [answer.text, answer.product_cards(), [source.shown() for source in answer.sources]]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


async def keep(session: AsyncSession, chatbot: Chatbot, message: Message, made: Made | None) -> None:
    """Stores what the answer `message` was made from; nothing where `REPLAY_DAYS` is 0."""
    if made is None or not get_settings().replay_days:
        return
    context_id, content = _identified(chatbot, Context(made.speaker, made.language, made.vocabulary))
    if not await trace_queries.hold_context(session, context_id):
        await trace_queries.insert_context(
            session, AnswerContext(id=context_id, chatbot_id=chatbot.id, content=content)
        )
    session.add(
        MessageTrace(
            message_id=message.id,
            context_id=context_id,
            knowledge_version=chatbot.knowledge_version,
            revisions=made.trace.revisions,
            found=made.trace.packed(),
            digest=digest(made.composed),
        )
    )
    await session.flush()


def _identified(chatbot: Chatbot, context: Context) -> tuple[uuid.UUID, bytes]:
    """The context's id and content. Packed anew only when it is another than the chatbot's last one."""
    known = _contexts.get(chatbot.id)
    if known is None or known[0] != context:
        content = context.packed()
        known = (context, uuid.uuid5(chatbot.id, hashlib.sha256(content).hexdigest()), content)
    _contexts[chatbot.id] = known
    _contexts.move_to_end(chatbot.id)
    while len(_contexts) > CONTEXTS_KEPT:
        _contexts.popitem(last=False)
    return known[1], known[2]


async def forget(session: AsyncSession) -> None:
    """Removes traces older than `REPLAY_DAYS`, then the contexts and states of entries that no trace leads to."""
    moment = clock.now()
    oldest = moment - timedelta(days=get_settings().replay_days)
    settled = moment - SETTLED
    await trace_queries.delete_traces_unscoped(session, before=oldest)
    await trace_queries.delete_unused_contexts_unscoped(session, before=settled)
    for chatbot_id in await revisions.unsettled_unscoped(session, replaced_before=settled):
        needed: Any = trace_queries.revisions_in_traces(chatbot_id)
        await revisions.settle_unscoped(session, chatbot_id, replaced_before=settled, needed=needed)
    await revisions.forget_unscoped(session, replaced_before=oldest - SETTLED)
