"""Refresh tokens: they expire, they are swept away, and only their own account ends them."""

from datetime import timedelta

import pytest
from sqlmodel import func, select

from shopchat.accounts import service, tokens
from shopchat.accounts.errors import DeadCredential
from shopchat.accounts.models import RefreshFamily, RefreshToken, User
from shopchat.core import clock, db
from shopchat.core.config import get_settings
from shopchat.core.errors import Unauthenticated

pytestmark = pytest.mark.usefixtures("clean_database")
LIFETIME = timedelta(days=get_settings().refresh_token_days)


async def signed_in() -> tuple[User, tokens.TokenPair]:
    async with db.unit_of_work() as session:
        user = User(email="owner@shop.example", password_hash="!")
        session.add(user)
        await session.flush()
        return user, await tokens.issue(session, user)


async def rotate(token: str) -> tokens.TokenPair | None:
    async with db.unit_of_work() as session:
        rotated = await tokens.rotate(session, refresh_token=token)
    return rotated[1] if rotated else None


async def test_a_refresh_token_expires_and_a_new_one_lives_anew() -> None:
    _, pair = await signed_in()
    with clock.moved(LIFETIME - timedelta(minutes=1)):
        second = await rotate(pair.refresh_token)
    assert second is not None
    with clock.moved(LIFETIME + timedelta(days=1)):
        third = await rotate(second.refresh_token)
    assert third is not None
    with clock.moved(3 * LIFETIME), pytest.raises(DeadCredential):
        await rotate(third.refresh_token)


async def test_an_access_token_expires() -> None:
    user, pair = await signed_in()
    async with db.unit_of_work() as session:
        assert (await tokens.account_for_access(session, access_token=pair.access_token)).id == user.id
    with clock.moved(timedelta(minutes=get_settings().access_token_minutes)):
        async with db.unit_of_work() as session:
            with pytest.raises(Unauthenticated):
                await tokens.account_for_access(session, access_token=pair.access_token)


async def test_what_has_expired_is_swept_and_what_lives_stays() -> None:
    _, pair = await signed_in()
    async with db.unit_of_work() as session:
        await service.forget_expired(session)
    second = await rotate(pair.refresh_token)
    assert second is not None
    with clock.moved(2 * LIFETIME):
        async with db.unit_of_work() as session:
            await service.forget_expired(session)
    async with db.unit_of_work() as session:
        for table in (RefreshToken, RefreshFamily):
            assert (await session.exec(select(func.count()).select_from(table))).one() == 0


async def test_nothing_of_a_token_but_its_hash_is_stored() -> None:
    _, pair = await signed_in()
    async with db.unit_of_work() as session:
        row = (await session.exec(select(RefreshToken))).one()
    assert pair.refresh_token not in repr(row)
