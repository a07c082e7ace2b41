"""Answers by the model when there is one, by the composer otherwise, and by both when the model falls silent.

The composer goes first, always: it costs a few milliseconds, finds the sources that the model starts from, and its
answer is at hand the moment anything goes wrong. No database connection is held while the model speaks.
"""

import logging
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.assistant import claude_cache, claude_gate, prompts, service
from shopchat.assistant.answer import Answer, Source
from shopchat.assistant.claude_reply import Asked, Made, Replied, from_kept, shaped, to_keep
from shopchat.assistant.claude_talk import Refused, Show, Talk
from shopchat.assistant.compose import Speaker
from shopchat.assistant.grounding_evidence import Evidence, shop_hosts
from shopchat.assistant.grounding_instructions import without_instructions
from shopchat.assistant.lookups import LiveLookups
from shopchat.assistant.receipts import receipts_of
from shopchat.assistant.tools import Toolbox
from shopchat.assistant.trace import TracedLookups
from shopchat.core import clock, switches
from shopchat.core.db import unit_of_work
from shopchat.core.switches import Switch
from shopchat.integrations import llm
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.models import Entry
from shopchat.knowledge.search import SearchQuery

log = logging.getLogger(__name__)

PASSAGES = 8  # that the model is given before it searches itself
SMALL_TALK = frozenset({"greeting", "thanks", "goodbye", "person"})


async def reply(asked: Asked, show: Show) -> Replied:
    """The answer to a message. Sentences of the model are given to `show` as soon as each is checked."""
    wanted = llm.is_configured()
    name = claude_cache.cache_key(asked.chatbot, asked.message)
    kept = await claude_cache.read(name) if wanted and not asked.lines else None
    async with unit_of_work(acting=asked.owner.id) as session:
        made = await _made(session, asked)
        composed = made.composed
        is_on = wanted and await switches.is_on(session, Switch.LANGUAGE_MODEL)
        evidence = await _evidence(session, asked, composed, search=wanted and kept is None)
        wanted = wanted and composed.intent not in SMALL_TALK
        if wanted and is_on and kept is not None:
            ids = [UUID(each) for each in [*kept["products"], *(source[0] for source in kept["sources"])]]
            known = await knowledge.named(session, asked.owner, chatbot_id=asked.chatbot.id, entry_ids=ids)
            return replace(from_kept(composed, kept, {str(entry.id): entry for entry in known}), made=made)
        affordable = wanted and is_on and await claude_gate.within_budget(session, asked.owner, asked.chatbot)
    why = await _reason_to_compose(asked, is_on=is_on, affordable=affordable) if wanted else ""
    if not wanted or why:
        return replace(_composed(asked, composed, evidence, why), made=made)
    replied = await _ask(asked, composed, evidence, show)
    if replied.engine == "model" and not asked.lines:
        await claude_cache.write(name, to_keep(replied))
    return replace(replied, made=made)


async def _reason_to_compose(asked: Asked, *, is_on: bool, affordable: bool) -> str:
    """Why the model is not asked; empty when it is."""
    if not is_on:
        return "the language model is switched off"
    if not affordable:
        return "over budget"
    if await claude_gate.is_repeating(asked.chatbot.id, asked.visitor, asked.message):
        return "the same text again and again"
    return "the gateway is given a rest" if await claude_gate.is_open() else ""


async def _made(session: AsyncSession, asked: Asked) -> Made:
    bot = asked.chatbot
    lookups, speaker = TracedLookups(LiveLookups(session, asked.owner, bot)), Speaker.of(bot)
    composed = await service.answer_from(lookups, speaker, bot.language, message=asked.message, past=asked.past)
    return Made(composed, speaker, bot.language, lookups.seen, lookups.trace)


async def _evidence(session: AsyncSession, asked: Asked, composed: Answer, *, search: bool) -> Evidence:
    bot = asked.chatbot
    found = [(source.entry, source.passage, source.score) for source in (*composed.sources, *composed.nearest)]
    found += [(entry, entry.content, 1.0) for entry in composed.products]
    if search:
        query = SearchQuery(composed.turn.query or asked.message, language=bot.language, limit=PASSAGES)
        hits = await knowledge.find(session, asked.owner, chatbot_id=bot.id, query=query)
        found += [(hit.entry, hit.passage, hit.score) for hit in hits]
    evidence = Evidence(
        language=composed.turn.language,
        speaker=bot.name,
        hosts=shop_hosts(bot.allowed_origins, [entry for entry, _, _ in found]),
        limits=composed.turn.filters,
        exempt=frozenset(str(entry.id) for entry in composed.products),
    )
    for entry, passage, score in found:
        evidence.add(entry, passage, score)
    return evidence


def _composed(asked: Asked, composed: Answer, evidence: Evidence, why: str = "") -> Replied:
    receipts = receipts_of(composed, evidence, knowledge_version=asked.chatbot.knowledge_version, at=clock.now())
    return Replied(composed, receipts, why=why)


async def _ask(asked: Asked, composed: Answer, evidence: Evidence, show: Show) -> Replied:
    bot = asked.chatbot
    model = await llm.language_model()
    assert model is not None
    talk = Talk(
        model=model,
        system=prompts.system(bot.name, bot.personality, bot.language),
        toolbox=Toolbox(asked.owner, bot, evidence),
        show=show,
        knowledge_version=bot.knowledge_version,
        at=clock.now(),
    )
    why = ""
    try:
        await talk.run(prompts.messages(asked.message, asked.lines, evidence.items.values()))
        await claude_gate.succeeded()
    except Refused as refusal:
        why = str(refusal)
    except Exception as error:
        # Whatever a client library raises in the middle of a stream, the shopper gets an answer.
        why = "the model fell silent" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
        expected = isinstance(error, llm.ModelFailed | TimeoutError)
        log.warning("The model did not finish a turn: %s", why, exc_info=not expected)
        await claude_gate.failed()
    if talk.removed:
        log.info("The wall removed %s of the model's sentences", len(talk.removed))
    return _merged(asked, composed, talk, why)


def _merged(asked: Asked, composed: Answer, talk: Talk, why: str) -> Replied:
    used: dict[str, Any] = {"model": talk.model.name, "spent": talk.spent, "removed": tuple(talk.removed)}
    products, sources = _told(talk)
    asks_for_person = talk.toolbox.offers_person
    if talk.text and not why:
        answer = shaped(composed, talk.text.rstrip(), products, sources, offers_person=asks_for_person)
        return Replied(answer, tuple(talk.receipts), engine="model", **used)
    own = _composed(asked, composed, talk.evidence, why or "nothing that the model said was held by a source")
    text, engine = composed.text, "composer"
    if talk.text:  # What the shopper has read stays; the composer goes on below it.
        text, engine = f"{talk.text.rstrip()}\n\n{composed.text}", "both"
    answer = shaped(
        composed,
        text,
        [*products, *composed.products],
        [*sources, *composed.sources],
        offers_person=asks_for_person or composed.offers_person,
    )
    return replace(own, answer=answer, receipts=[*talk.receipts, *own.receipts], engine=engine, **used)


def _told(talk: Talk) -> tuple[list[Entry], list[Source]]:
    """The products that the model's words name, and the entries that they rest on."""
    sources = [talk.evidence.items[entry_id] for entry_id in dict.fromkeys(line["entry_id"] for line in talk.receipts)]
    return [item.entry for item in talk.products], [
        Source(item.entry, without_instructions(item.passage), item.score) for item in sources
    ]
