"""Tokens for programs: short access JWTs, and refresh tokens in families that die together."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import queries
from shopchat.accounts.errors import DeadCredential
from shopchat.accounts.models import RefreshFamily, RefreshToken, User
from shopchat.core import clock, security
from shopchat.core.config import get_settings


@dataclass(frozen=True)
class TokenPair:
    """What a sign-in gives to a program; `expires_in` is the access token's life in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int


async def issue(session: AsyncSession, user: User) -> TokenPair:
    """A new pair, and a new family for it."""
    family = RefreshFamily(user_id=user.id)
    session.add(family)
    await session.flush()
    return await _next_pair(session, user, family)


async def rotate(session: AsyncSession, *, refresh_token: str) -> tuple[User, TokenPair] | None:
    """The next pair of the token's family; the token is used up.

    A token used before revokes its family and gives `None` instead of raising, so that the revocation is committed;
    the door then refuses. Raises `DeadCredential` for what is unknown, expired or revoked.
    """
    found = await queries.refresh_token_unscoped(session, security.hash_token(refresh_token))
    if found is None:
        raise DeadCredential
    token, family = found
    moment = clock.now()
    if family.revoked_at is not None:
        raise DeadCredential
    if token.used_at is not None:
        family.revoked_at = moment
        session.add(family)
        return None
    user = await queries.user_by_id_unscoped(session, family.user_id)
    if user is None or not user.is_active or token.expires_at <= moment:
        raise DeadCredential
    token.used_at = moment
    session.add(token)
    return user, await _next_pair(session, user, family)


async def revoke(session: AsyncSession, account: User, *, refresh_token: str) -> None:
    """Ends the token's family if it is the account's; anything else is as good as ended."""
    found = await queries.refresh_token_unscoped(session, security.hash_token(refresh_token))
    if found is not None and found[1].user_id == account.id:
        found[1].revoked_at = found[1].revoked_at or clock.now()
        session.add(found[1])


async def account_for_access(session: AsyncSession, *, access_token: str) -> User:
    """The account that an access token names; the unit of work acts for it from here on.

    Raises `DeadCredential`, also when the account is gone or suspended or has ended all its sign-ins since.
    """
    token = security.read_access_token(access_token)
    user = await queries.acting_user_unscoped(session, token.user_id)
    if user is None or not user.is_active:
        raise DeadCredential
    if user.signed_out_at is not None and token.issued_at <= user.signed_out_at.timestamp():
        raise DeadCredential
    return user


async def _next_pair(session: AsyncSession, user: User, family: RefreshFamily) -> TokenPair:
    settings = get_settings()
    refresh_token = security.new_token("rt")
    session.add(
        RefreshToken(
            family_id=family.id,
            token_hash=security.hash_token(refresh_token),
            expires_at=clock.now() + timedelta(days=settings.refresh_token_days),
        )
    )
    await session.flush()
    lifetime = timedelta(minutes=settings.access_token_minutes)
    return TokenPair(security.new_access_token(user.id, lifetime), refresh_token, int(lifetime.total_seconds()))
