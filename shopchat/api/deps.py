"""What routes ask for: a unit of work, the acting account, a page."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Query, Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import api_keys, tokens
from shopchat.accounts.errors import DeadCredential
from shopchat.accounts.models import User
from shopchat.core import limits
from shopchat.core.config import get_settings
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import Forbidden
from shopchat.core.paging import MAX_PAGE, MAX_PAGE_SIZE, PageParams
from shopchat.core.text import is_storable

MINUTE = timedelta(minutes=1)

_bearer = HTTPBearer(auto_error=False, description="The access token of a sign-in")
_api_key = APIKeyHeader(name="X-API-Key", auto_error=False, description="A key from /api-keys")


Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
Key = Annotated[str | None, Security(_api_key)]


async def _unit() -> AsyncIterator[AsyncSession]:
    async with unit_of_work(unscoped=Unscoped.SIGN_IN) as session:
        yield session


# Scope "function": the commit comes before the answer, so that no one is told of what was not stored.
Session = Annotated[AsyncSession, Depends(_unit, scope="function")]


async def _signed_in(session: Session, bearer: Bearer) -> User:
    if bearer is None:
        raise DeadCredential
    return await _limited(await tokens.account_for_access(session, access_token=bearer.credentials))


async def _signed_in_briefly(bearer: Bearer) -> User:
    async with unit_of_work(unscoped=Unscoped.SIGN_IN) as session:
        return await _signed_in(session, bearer)


async def _signed_in_or_key(request: Request, session: Session, bearer: Bearer, key: Key) -> User:
    return await _acting(session, bearer, key, "read" if request.method in ("GET", "HEAD") else "write")


async def _signed_in_or_reading_key(session: Session, bearer: Bearer, key: Key) -> User:
    return await _acting(session, bearer, key, "read")


async def _acting(session: AsyncSession, bearer: Bearer, key: Key, needed: str) -> User:
    if bearer is not None:
        return await _limited(await tokens.account_for_access(session, access_token=bearer.credentials))
    if not key or not is_storable(key):
        raise DeadCredential
    account, scopes = await api_keys.account_for_key(session, secret=key)
    if needed not in scopes:
        raise Forbidden(f"This API key lacks the scope {needed!r}. Use a key that has it.")
    return await _limited(account)


async def _limited(account: User) -> User:
    await limits.enforce(limits.Window("api", str(account.id), get_settings().rate_limit_api, MINUTE))
    return account


Account = Annotated[User, Depends(_signed_in)]
# For a route that asks another server: no transaction stays open meanwhile.
AccountAlone = Annotated[User, Depends(_signed_in_briefly)]
AccountOrKey = Annotated[User, Depends(_signed_in_or_key)]
# For a POST that changes nothing.
AccountOrReadingKey = Annotated[User, Depends(_signed_in_or_reading_key)]


async def _paging(
    page: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 1,
    page_size: Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE)] = 20,
) -> PageParams:
    return PageParams(page=page, page_size=page_size)


Paging = Annotated[PageParams, Depends(_paging)]
