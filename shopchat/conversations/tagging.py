"""Tags: words by which an owner finds conversations again."""

import uuid
from collections.abc import Iterable

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.conversations import queries, service
from shopchat.conversations.models import Conversation
from shopchat.core.errors import Invalid

LONGEST = 30  # characters
MOST = 10  # of a conversation


def plain(tag: str) -> str:
    """The tag as it is kept: in lower case, without blanks around it, and with single ones in it.

    Raises `Invalid` for an empty or too long one.
    """
    written = " ".join(tag.split()).lower()
    if not 1 <= len(written) <= LONGEST:
        raise Invalid(f"A tag has 1 to {LONGEST} characters.", loc=("body", "tags"))
    return written


async def set_tags(
    session: AsyncSession, account: User, *, conversation_id: uuid.UUID, tags: Iterable[str]
) -> Conversation:
    """Gives the conversation these tags and no others, each once, in their order. Raises `NotFound`, `Invalid`."""
    wanted = list(dict.fromkeys(plain(tag) for tag in tags))
    if len(wanted) > MOST:
        raise Invalid(f"A conversation has at most {MOST} tags.", loc=("body", "tags"))
    row = await service.hold_conversation(session, account, conversation_id=conversation_id)
    row.tags = wanted
    session.add(row)
    return row


async def used(session: AsyncSession, account: User) -> list[str]:
    """The tags of the account's conversations, in the order of the alphabet."""
    return await queries.used_tags(session, account)
