"""What a shopper may do with a conversation: everything goes by the token that its first turn handed out.

The door has found the live chatbot behind the widget key, with its owner, and let the calling page in.
"""

import uuid
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.emails import normalise_email
from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.conversations import events, hand_offs, queries, service
from shopchat.conversations.models import Conversation, Lead, Message, ProductClick
from shopchat.core import clock, security
from shopchat.core.errors import NotFound
from shopchat.knowledge import service as knowledge
from shopchat.knowledge import standing


@dataclass(frozen=True)
class History:
    """The active conversation and what was said in it; `helpful` holds the shopper's thumbs by message."""

    conversation: Conversation
    messages: list[Message]
    helpful: dict[uuid.UUID, bool]


async def history(session: AsyncSession, owner: User, chatbot: Chatbot, *, visitor_token: str) -> History | None:
    """The token's conversation while it is active, else `None`."""
    row = await queries.by_token(session, chatbot, security.hash_token(visitor_token))
    if row is None or row.status != "active":
        return None
    return History(row, await queries.messages(session, row), await queries.feedback(session, row))


async def rate(session: AsyncSession, owner: User, chatbot: Chatbot, *, visitor_token: str, score: float) -> None:
    """Scores the conversation, ended or not. Raises `NotFound`, `Invalid`."""
    row = await _held(session, chatbot, visitor_token)
    service.rate(session, row, score)


async def end(session: AsyncSession, owner: User, chatbot: Chatbot, *, visitor_token: str) -> None:
    """Ends the conversation; the next message starts a new one. Raises `NotFound`."""
    row = await _held(session, chatbot, visitor_token)
    await service.close(session, owner, row)


async def feedback(
    session: AsyncSession, owner: User, chatbot: Chatbot, *, visitor_token: str, message_id: uuid.UUID, helpful: bool
) -> None:
    """The shopper's thumb on an answer; the last one counts, also for the entries that the answer rests on.

    Raises `NotFound`, also for another's message.
    """
    row = await _held(session, chatbot, visitor_token)
    message = await queries.answer_in(session, row, message_id)
    if message is None:
        raise NotFound("Message")
    before = (await queries.feedback(session, row)).get(message.id)
    await queries.set_feedback(session, message, helpful, clock.now())
    sources = [uuid.UUID(source["entry_id"]) for source in (message.meta or {}).get("sources", [])]
    await standing.vote(session, owner, entry_ids=sources, helpful=helpful, before=before)


async def hand_off(
    session: AsyncSession,
    owner: User,
    chatbot: Chatbot,
    *,
    visitor_token: str,
    email: str,
    name: str | None,
    message: str | None,
) -> None:
    """Records that the shopper wants to hear from a person, and mails the owner, once a conversation.

    Raises `NotFound`, `Invalid` for a bad email.
    """
    row = await _held(session, chatbot, visitor_token)
    is_first = not await hand_offs.of_conversation(session, owner, conversation=row)
    lead = Lead(chatbot_id=chatbot.id, conversation_id=row.id, email=normalise_email(email), name=name, message=message)
    session.add(lead)
    await events.handed_off(session, owner, lead)
    if is_first and owner.mails_hand_offs:
        await hand_offs.tell_owner(session, owner, chatbot, lead)


async def product_click(
    session: AsyncSession, owner: User, chatbot: Chatbot, *, visitor_token: str, entry_id: uuid.UUID
) -> None:
    """Counts that the shopper followed a card, and the first time as a word for the product.

    Raises `NotFound`, also for an entry of another chatbot.
    """
    row = await _held(session, chatbot, visitor_token)
    if not await knowledge.named(session, owner, chatbot_id=chatbot.id, entry_ids=[entry_id]):
        raise NotFound("Product")
    if not await queries.has_clicked(session, row, entry_id):
        await standing.vote(session, owner, entry_ids=[entry_id], helpful=True)
    session.add(ProductClick(chatbot_id=chatbot.id, conversation_id=row.id, entry_id=entry_id))


async def _held(session: AsyncSession, chatbot: Chatbot, visitor_token: str) -> Conversation:
    row = await queries.by_token(session, chatbot, security.hash_token(visitor_token), lock=True)
    if row is None:
        raise NotFound("Conversation")
    return row
