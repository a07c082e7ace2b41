"""A chat turn: store what the shopper said, answer it, store the answer. No connection is held in between.

The shopper's message is committed before anything else happens, so that a turn that dies leaves it stored, and the same
`client_message_id` sent again finds it and finishes the turn.
"""

import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.assistant import claude
from shopchat.assistant.answer import Answer
from shopchat.assistant.claude_reply import Asked, Replied
from shopchat.assistant.claude_talk import Show
from shopchat.assistant.prompts import Line
from shopchat.assistant.turns import PastTurn
from shopchat.billing import service as billing
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.models import Chatbot
from shopchat.conversations import events, queries, service, traces
from shopchat.conversations.gaps import clustering
from shopchat.conversations.models import Conversation, Gap, Message
from shopchat.core import clock, security
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import NotFound

PAST_MESSAGES = 12  # what a follow-up can refer to


@dataclass(frozen=True)
class Said:
    """What a shopper's message brings along. `visitor_token` comes from the conversation's first turn."""

    widget_key: str
    visitor_id: str
    message: str
    visitor_token: str | None = None
    visitor_name: str | None = None
    client_message_id: str | None = None
    page_url: str | None = None


@dataclass(frozen=True)
class Begun:
    """A turn whose question is stored. `reply` is there already when the message had been answered before.

    `for_person` says that somebody of the shop answers it, and the chatbot does not.
    """

    chatbot: Chatbot
    owner: User
    conversation_id: uuid.UUID
    question: Message
    visitor_token: str | None
    past: tuple[PastTurn, ...]
    lines: tuple[Line, ...]
    visitor_id: str
    reply: Message | None
    for_person: bool


Admit = Callable[[Chatbot], Awaitable[None]]


async def _anyone(_: Chatbot) -> None:
    """Nobody is turned away."""


async def begin(said: Said, admit: Admit = _anyone) -> Begun:
    """Stores the shopper's message in the visitor's active conversation, or in a new one.

    `admit` is asked before anything is stored, and raises for a caller that the chatbot does not answer.
    `visitor_token` is set when this turn starts the conversation or the request carried it. Raises `NotFound` for the
    key, `TooManyRequests` when a new conversation is over the plan's limit.
    """
    async with unit_of_work(unscoped=Unscoped.PUBLIC_KEY) as session:
        chatbot, owner = await chatbots.find_live(session, widget_key=said.widget_key, hold=True)
        await admit(chatbot)
        repeated = await _repeated(session, chatbot, said)
        if repeated is not None:
            question, conversation = repeated
            token = _token_for_repeat(said, question, conversation)
        else:
            conversation, token = await _conversation(session, chatbot, owner, said)
            # Asked again now that the conversation is held: the same message may have come twice at once.
            repeated = await _repeated(session, chatbot, said)
            if repeated is not None:
                question, token = repeated[0], _token_for_repeat(said, *repeated)
            else:
                question = await _store_question(session, conversation, said)
        before = await queries.messages_before(session, question, PAST_MESSAGES)
        reply = await queries.reply_to(session, question)
    return Begun(
        chatbot=chatbot,
        owner=owner,
        conversation_id=conversation.id,
        question=question,
        visitor_token=token,
        past=past_turns(before),
        lines=tuple(Line("user" if message.role == "user" else "assistant", message.content) for message in before),
        visitor_id=said.visitor_id,
        reply=reply,
        for_person=_is_for_person(question),
    )


def _unseen(_: str) -> None:
    """Nobody reads along."""


async def finish(begun: Begun, show: Show = _unseen) -> Message | None:
    """The stored answer to the question; makes and stores it unless it is there. Safe to run twice at once.

    `None` when a person answers, also one who took over while the answer was made. `show` gets the parts of the answer
    that can be read before all of it is there: the answer begins with them.
    """
    if begun.reply is not None or begun.for_person:
        return begun.reply
    started = time.perf_counter()
    asked = Asked(
        begun.chatbot, begun.owner, begun.question.content, begun.visitor_id, past=begun.past, lines=begun.lines
    )
    replied = await claude.reply(asked, show)
    latency = round((time.perf_counter() - started) * 1000, 1)
    async with unit_of_work(acting=begun.owner.id) as session:
        await chatbots.hold_chatbot(session, begun.owner, chatbot_id=begun.chatbot.id)
        message = await _store_answer(session, begun, replied, latency)
        # Last, because all turns of the account meet in one row, which is then held for a moment only.
        await _count_tokens(session, begun, replied)
    return message


async def _count_tokens(session: AsyncSession, begun: Begun, replied: Replied) -> None:
    """Also of an answer that loses against another one to the same message: it was paid for."""
    if replied.spent.total_input or replied.spent.output:
        await billing.spend_tokens(
            session,
            begun.owner,
            chatbot_id=begun.chatbot.id,
            input_tokens=replied.spent.total_input,
            output_tokens=replied.spent.output,
            cost_usd=replied.cost_usd or Decimal(0),
        )


async def _repeated(session: AsyncSession, chatbot: Chatbot, said: Said) -> tuple[Message, Conversation] | None:
    if said.client_message_id is None:
        return None
    return await queries.by_client_message_id(session, chatbot, said.visitor_id, said.client_message_id)


def _carried(said: Said, conversation: Conversation) -> bool:
    return bool(said.visitor_token) and security.hash_token(said.visitor_token or "") == conversation.visitor_token_hash


def _token_for_repeat(said: Said, question: Message, conversation: Conversation) -> str | None:
    """The token for a turn that comes again: the first turn is told it again, for its answer may never have arrived."""
    if _carried(said, conversation):
        return said.visitor_token
    return _first_token(conversation.id) if question.position == 1 else None


def _first_token(conversation_id: uuid.UUID) -> str:
    return security.derived_token("vt", conversation_id)


async def _conversation(
    session: AsyncSession, chatbot: Chatbot, owner: User, said: Said
) -> tuple[Conversation, str | None]:
    """The conversation that the message belongs to, held, and the token that may be told."""
    current = await _current(session, chatbot, owner, said)
    if current is not None:
        return current, said.visitor_token if _carried(said, current) else None
    conversation_id = uuid.uuid4()
    token = _first_token(conversation_id)
    row = Conversation(
        id=conversation_id,
        chatbot_id=chatbot.id,
        visitor_id=said.visitor_id,
        visitor_name=said.visitor_name,
        visitor_token_hash=security.hash_token(token),
    )
    if not await queries.insert_if_none_active(session, row):
        # Another first message of the visitor came in between; its conversation is committed by now.
        current = await queries.active_of_visitor(session, chatbot, said.visitor_id)
        if current is None:
            raise NotFound("Conversation")
        return current, None
    await billing.start_conversation(session, owner)
    stored = await queries.conversation_for_turn(session, row.id)
    assert stored is not None
    await events.started(session, owner, stored)
    return stored, token


async def _current(session: AsyncSession, chatbot: Chatbot, owner: User, said: Said) -> Conversation | None:
    """The active conversation of the token, or else of the visitor; one that has been idle too long ends here."""
    row = None
    if said.visitor_token:
        row = await queries.by_token(session, chatbot, security.hash_token(said.visitor_token), lock=True)
    if row is None or row.status != "active":
        row = await queries.active_of_visitor(session, chatbot, said.visitor_id)
    if row is not None and service.is_idle(row):
        await service.close(session, owner, row)
        await session.flush()
        return None
    return row


async def _store_question(session: AsyncSession, conversation: Conversation, said: Said) -> Message:
    meta: dict[str, Any] = {"page_url": said.page_url} if said.page_url else {}
    if conversation.taken_over_at is not None:
        meta["for_person"] = True
    message = Message(
        conversation_id=conversation.id,
        position=conversation.next_position(),
        role="user",
        content=said.message,
        meta=meta or None,
        client_message_id=said.client_message_id,
    )
    if said.visitor_name:
        conversation.visitor_name = said.visitor_name
    session.add(message)
    session.add(conversation)
    await session.flush()
    return message


def _is_for_person(question: Message) -> bool:
    return bool((question.meta or {}).get("for_person"))


def past_turns(messages: Sequence[Message]) -> tuple[PastTurn, ...]:
    """What the composer knows of earlier messages."""
    return tuple(
        PastTurn.from_stored(message.meta["turn"])
        for message in messages
        if message.role == "assistant" and message.meta and "turn" in message.meta
    )


async def _store_answer(session: AsyncSession, begun: Begun, replied: Replied, latency: float) -> Message | None:
    answer = replied.answer
    conversation = await queries.conversation_for_turn(session, begun.conversation_id)
    if conversation is None:
        raise NotFound("Conversation")
    there = await queries.reply_to(session, begun.question)
    if there is not None:
        return there
    if conversation.taken_over_at is not None:
        await queries.mark_for_person(session, begun.question)
        return None
    message = Message(
        conversation_id=conversation.id,
        position=conversation.next_position(),
        role="assistant",
        content=answer.text,
        meta=_kept(answer, latency) | replied.kept(),
        reply_to_id=begun.question.id,
    )
    session.add(message)
    session.add(conversation)
    await session.flush()
    await traces.keep(session, begun.chatbot, message, replied.made)
    if answer.is_gap:
        await session.exec(_gap(begun, answer))
        await clustering.ask_for_clusters(session, begun.chatbot.id)
        await events.gap_found(session, begun.owner, begun.chatbot.id, begun.question)
    return message


def _kept(answer: Answer, latency: float) -> dict[str, Any]:
    return {
        "intent": answer.intent,
        "products": answer.product_cards(),
        "sources": [source.shown() for source in answer.sources],
        "suggestions": list(answer.suggestions),
        "offers_person": answer.offers_person,
        "turn": answer.turn.stored(),
        "latency_ms": latency,
    }


def _gap(begun: Begun, answer: Answer) -> Any:
    values = {
        "id": uuid.uuid4(),
        "chatbot_id": begun.chatbot.id,
        "message_id": begun.question.id,
        "question": begun.question.content,
        "words": clustering.plain_words(begun.question.content),
        "nearest": [source.shown() for source in answer.nearest],
        "created_at": clock.now(),
    }
    return insert(Gap).values(**values).on_conflict_do_nothing(index_elements=[col(Gap.message_id)])
