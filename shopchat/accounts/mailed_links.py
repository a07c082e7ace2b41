"""Links in mails: an unguessable token that lets its reader do one thing, once."""

from datetime import timedelta
from typing import Literal

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import queries
from shopchat.accounts.errors import DeadLink
from shopchat.accounts.models import MailedLink, User
from shopchat.core import clock, security
from shopchat.core.db import act_for

Purpose = Literal["verify_email", "reset_password"]
LIFETIMES: dict[Purpose, timedelta] = {"verify_email": timedelta(days=3), "reset_password": timedelta(hours=1)}


async def make(session: AsyncSession, account: User, purpose: Purpose, *, lifetime: timedelta | None = None) -> str:
    """A new token for the account's present address; those mailed before for the same purpose are dead."""
    await queries.delete_mailed_links(session, account, purpose)
    token = security.new_token("ml")
    session.add(
        MailedLink(
            user_id=account.id,
            purpose=purpose,
            email=account.email,
            token_hash=security.hash_token(token),
            expires_at=clock.now() + (lifetime or LIFETIMES[purpose]),
        )
    )
    await session.flush()
    return token


async def use(session: AsyncSession, purpose: Purpose, token: str) -> User:
    """The account that the link was mailed to, for which the unit of work acts from here on. Raises `DeadLink`.

    From the commit on the link is used up. Of two uses at once the second waits for the first, and then finds nothing.
    """
    taken = await queries.take_mailed_link_unscoped(session, security.hash_token(token), purpose, clock.now())
    if taken is None:
        raise DeadLink
    user_id, email = taken
    user = await queries.user_by_id_unscoped(session, user_id, lock=True)
    if user is None or not user.is_active or user.email != email:
        raise DeadLink
    await act_for(session, user.id)
    return user
