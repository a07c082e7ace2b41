"""Shoppers who asked for a person: who waits, and answering them by mail."""

import uuid
from collections.abc import Collection
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import outbox
from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.models import Chatbot
from shopchat.conversations import hand_off_queries as queries
from shopchat.conversations import letters, service
from shopchat.conversations.models import Conversation, Lead, Message
from shopchat.conversations.queries import message_with_client_id
from shopchat.conversations.taking_over import check_reply
from shopchat.core import clock, limits
from shopchat.core.config import get_settings
from shopchat.core.errors import NotFound


async def of_conversation(session: AsyncSession, account: User, *, conversation: Conversation) -> list[Lead]:
    """The wishes for a person in the account's conversation, oldest first."""
    return await queries.leads(session, account, conversation)


async def waiting(session: AsyncSession, account: User) -> int:
    """In how many of the account's conversations a shopper waits for a person."""
    return await queries.count_waiting(session, account)


async def waiting_among(
    session: AsyncSession, account: User, *, conversation_ids: Collection[uuid.UUID]
) -> set[uuid.UUID]:
    """Those of the account's conversations in which a shopper waits for a person."""
    return await queries.waiting_among(session, account, conversation_ids) if conversation_ids else set()


async def tell_owner(session: AsyncSession, owner: User, chatbot: Chatbot, lead: Lead) -> None:
    """Mails the owner that somebody waits."""
    mail = letters.wanted(
        _one_line(lead.name or lead.email),
        chatbot=_one_line(chatbot.name),
        question=lead.message,
        thread=f"{get_settings().site_url}/dashboard/conversations/{lead.conversation_id}",
    )
    await outbox.post(session, owner, mail)


async def reply(
    session: AsyncSession, account: User, *, lead_id: uuid.UUID, content: str, draft_id: str | None = None
) -> Message:
    """Mails `content` to the shopper; it stands in the conversation too, and her answer goes to the account's address.

    The same `draft_id` again gives the first message and mails nothing. Raises `NotFound`, `Invalid` for an empty or
    too long text, `TooManyRequests` for more mails in a day than an account may send.
    """
    said = check_reply(content)
    lead, row = await _held(session, account, lead_id)
    if draft_id is not None and (there := await message_with_client_id(session, row, draft_id)):
        return there
    chatbot = await chatbots.get_chatbot(session, account, chatbot_id=lead.chatbot_id)
    most = get_settings().rate_limit_reply_mails
    await limits.enforce(limits.Window("reply_mail", str(account.id), most, timedelta(days=1)))
    name = _one_line(chatbot.name)
    asked = lead.message or await queries.last_question(session, row)
    mail_id = await outbox.post(
        session,
        account,
        letters.reply(said, chatbot=name, question=asked),
        recipient=lead.email,
        sender_name=name,
        reply_to=account.email,
    )
    message = Message(
        conversation_id=row.id,
        position=row.next_position(),
        role="person",
        content=said,
        meta={"mailed_to": lead.email, "mail_id": str(mail_id)},
        client_message_id=draft_id,
    )
    _close(lead)
    session.add_all([row, message, lead])
    await session.flush()
    return message


async def settle(session: AsyncSession, account: User, *, lead_id: uuid.UUID) -> Lead:
    """Closes the wish without a mail; twice is not an error. Raises `NotFound`."""
    lead, _ = await _held(session, account, lead_id)
    _close(lead)
    session.add(lead)
    return lead


def _one_line(text: str) -> str:
    return " ".join(text.split())  # a mail's head has no line breaks


def _close(lead: Lead) -> None:
    if lead.status != "closed":
        lead.status, lead.closed_at = "closed", clock.now()


async def _held(session: AsyncSession, account: User, lead_id: uuid.UUID) -> tuple[Lead, Conversation]:
    """The wish and its conversation, which is held: two replies at once follow one another."""
    lead = await queries.lead(session, account, lead_id)
    if lead is None:
        raise NotFound("Hand-off")
    row = await service.hold_conversation(session, account, conversation_id=lead.conversation_id)
    await session.refresh(lead)
    return lead, row
