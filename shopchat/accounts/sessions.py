"""Where an account is signed in to the dashboard, and ending it from afar."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import queries
from shopchat.accounts.models import User
from shopchat.core import clock, security
from shopchat.core.errors import NotFound


@dataclass(frozen=True)
class SignIn:
    """A browser that is signed in; `is_here` is the one that asks."""

    id: uuid.UUID
    user_agent: str
    since: datetime
    is_here: bool


async def sign_ins(session: AsyncSession, account: User, *, token: str) -> Sequence[SignIn]:
    """The account's browsers, this one first, then the newest. `token` is that of the browser that asks."""
    here = security.hash_token(token)
    rows = await queries.sessions(session, account, clock.now())
    found = [SignIn(row.id, row.user_agent, row.created_at, row.token_hash == here) for row in rows]
    return sorted(found, key=lambda each: not each.is_here)


async def end(session: AsyncSession, account: User, *, session_id: uuid.UUID) -> None:
    """Signs one browser out. Raises `NotFound`."""
    if not await queries.delete_session(session, account, session_id):
        raise NotFound("Sign-in")


async def end_others(session: AsyncSession, account: User, *, token: str) -> None:
    """Signs every browser out but the one with this token, and every program that signed in with the password."""
    account.signed_out_at = clock.now()
    session.add(account)
    await queries.revoke_families(session, account, account.signed_out_at)
    await queries.delete_sessions_but(session, account, security.hash_token(token))
