"""API keys: a program's credential without a sign-in."""

import uuid
from datetime import timedelta
from typing import Annotated

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import letters, outbox, queries
from shopchat.accounts.errors import DeadCredential
from shopchat.accounts.models import ApiKey, User
from shopchat.core import clock, security
from shopchat.core.config import get_settings
from shopchat.core.errors import NotFound
from shopchat.core.paging import PageParams
from shopchat.core.text import Storable, Trimmed, up_to

SCOPES = ("read", "write")
KeyName = Annotated[str, up_to(255, example="Nightly stock sync"), Trimmed, Storable]
# Last use is for people to look at: to the minute is enough, and a busy key then costs one write a minute.
LAST_USED_PRECISION = timedelta(minutes=1)


async def create(session: AsyncSession, account: User, *, name: str, scopes: list[str]) -> tuple[ApiKey, str]:
    """A new key, and the secret that is shown this once. The owner is mailed that it exists."""
    secret = security.new_token("sc")
    row = ApiKey(
        user_id=account.id,
        key_prefix=secret[:11],
        key_hash=security.hash_token(secret),
        name=name,
        scopes=[scope for scope in SCOPES if scope in scopes],
    )
    session.add(row)
    await session.flush()
    await outbox.post(session, account, letters.api_key_made(row.name, row.key_prefix, get_settings().site_url))
    return row, secret


async def list_keys(session: AsyncSession, account: User, *, paging: PageParams) -> tuple[list[ApiKey], int]:
    """The account's keys that still work, newest first."""
    return await queries.api_keys(session, account, paging)


async def revoke(session: AsyncSession, account: User, *, key_id: uuid.UUID) -> None:
    """The key is dead from now on. Raises `NotFound`."""
    row = await queries.api_key(session, account, key_id)
    if row is None:
        raise NotFound("API key")
    row.is_active = False
    session.add(row)


async def account_for_key(session: AsyncSession, *, secret: str) -> tuple[User, frozenset[str]]:
    """The key's account and scopes; the unit of work acts for it from here on. Raises `DeadCredential`."""
    found = await queries.acting_user_and_key_unscoped(session, security.hash_token(secret))
    if found is None or not found[0].is_active:
        raise DeadCredential
    user, row = found
    moment = clock.now()
    if row.last_used is None or moment - row.last_used > LAST_USED_PRECISION:
        row.last_used = moment
        session.add(row)
    return user, frozenset(row.scopes)
