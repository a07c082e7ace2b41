"""The second wall on a server where our user is an ordinary owner who may have no second role."""

import secrets
from collections.abc import Iterator

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core.config import get_settings
from shopchat.core.db import driver_url
from shopchat.core.record import metadata
from tests.tenant_rows import HOUSE, one_of_each
from tests.test_schema import migrate

NAME = "shopchat_ordinary_owner_test"
OUTLIVING = {"audit_log", "outbox", "platform_users"}
"""Their rows stay when the account goes."""


@pytest.fixture
def owned(servers: None) -> Iterator[URL]:
    """A migrated database of a user without any privilege beyond it."""
    url = get_settings().database_url
    assert url
    admin = create_engine(driver_url(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    password = secrets.token_hex(8)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)"))
        connection.execute(text(f"DROP ROLE IF EXISTS {NAME}"))
        connection.execute(text(f"CREATE ROLE {NAME} LOGIN PASSWORD '{password}'"))
        connection.execute(text(f"CREATE DATABASE {NAME} OWNER {NAME}"))
    with create_engine(admin.url.set(database=NAME), poolclass=NullPool).begin() as connection:
        connection.execute(text("CREATE EXTENSION vector"))
    own = admin.url.set(database=NAME, username=NAME, password=password)
    with create_engine(own, poolclass=NullPool).connect() as connection:
        migrate(connection, "head")
        connection.commit()
    yield own
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {NAME} WITH (FORCE)"))
        connection.execute(text(f"DROP ROLE {NAME}"))


async def test_the_wall_binds_the_owner_itself(owned: URL) -> None:
    engine = create_async_engine(owned, poolclass=NullPool)
    tenants: list[User] = []
    async with AsyncSession(engine, expire_on_commit=False) as session:
        for mark in ("ours", "theirs"):
            account = User(email=f"{mark}@shop.example", password_hash=mark, plan="enterprise")
            session.add(account)
            await session.flush()
            await one_of_each(session, account, mark)
            tenants.append(account)
        await session.commit()

    walled = [table.name for table in metadata.sorted_tables if table.name not in HOUSE]
    async with engine.begin() as connection:
        assert (await connection.execute(text("SELECT shopchat_has_role()"))).scalar() is False
        for table in walled:
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar() == 2, table
        await connection.execute(text("SELECT shopchat_act_for(:id)"), {"id": tenants[0].id})
        for table in walled:
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar() == 1, table
        assert (await connection.execute(text("DELETE FROM users"))).rowcount == 1
        await connection.execute(text("SELECT set_config('shopchat.account_id', '', true)"))
        for table in walled:
            left = 2 if table in OUTLIVING else 1
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar() == left, table
    await engine.dispose()
