"""Real servers for the tests: started once for the whole run, migrated by Alembic, emptied between tests.

With DATABASE_URL set, the run makes a database of its own on that server and drops it at the end; with REDIS_URL set,
its keys carry a prefix of their own. Otherwise both servers are embedded ones with a home of their own.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import pytest_asyncio
import redis
from psycopg import sql
from sqlalchemy.engine import make_url
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core import db, embedded, migrations
from shopchat.core import redis as core_redis
from shopchat.core.config import get_settings
from tests.network import no_network

__all__ = ["no_network"]

RUN = secrets.token_hex(4)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """Reports travel between the halves of a run as UTF-8, and what hostile texts leave in a log is none."""
    return _encodable((yield))


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_encodable(key): _encodable(each) for key, each in value.items()}
    return [_encodable(each) for each in value] if isinstance(value, list | tuple) else value


def _libpq(url: str) -> str:
    """`url` for psycopg itself, whichever driver it names."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def servers() -> Iterator[None]:
    """PostgreSQL with a fresh, migrated database, and Redis; their addresses are in the environment."""
    home = Path(tempfile.mkdtemp(prefix="shopchat-tests-"))
    os.environ |= {"SHOPCHAT_HOME": str(home), "REDIS_PREFIX": f"shopchat-test-{RUN}"}
    get_settings.cache_clear()
    given = get_settings().database_url
    name = f"shopchat_test_{RUN}"
    if given:
        with psycopg.connect(_libpq(given), autocommit=True) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        os.environ["DATABASE_URL"] = make_url(given).set(database=name).render_as_string(hide_password=False)
        get_settings.cache_clear()
    embedded.prepare()
    migrations.upgrade()
    yield
    if given:
        with psycopg.connect(_libpq(given), autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    _forget_keys()
    embedded.leave()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def _cleaner(servers: None) -> Iterator[psycopg.Connection]:
    url = get_settings().database_url
    assert url
    with psycopg.connect(_libpq(url), autocommit=True) as connection:
        # A test that left a transaction open is told so, instead of everything standing still.
        connection.execute("SET lock_timeout = '10s'")
        yield connection


@pytest_asyncio.fixture(scope="session")
async def _open_clients(servers: None) -> AsyncIterator[None]:
    """The engine and the Redis client belong to the run's one event loop, and are closed in it."""
    yield
    await db.dispose()
    await core_redis.close()


@pytest.fixture
def clean_database(_cleaner: psycopg.Connection, _open_clients: None) -> None:
    """Before the test, no row in any table and no key in Redis."""
    _empty(_cleaner)


@pytest.fixture(scope="module")
def clean_database_for_all(_cleaner: psycopg.Connection, _open_clients: None) -> None:
    """Before the module's tests, no row in any table: for tests that leave nothing behind."""
    _empty(_cleaner)


def _empty(cleaner: psycopg.Connection) -> None:
    tables = cleaner.execute(
        "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    ).fetchall()
    # Truncating is slow for what is empty already, which most tables are.
    union = " UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for (name,) in tables)
    if filled := [name for (name,) in cleaner.execute(union).fetchall()]:
        cleaner.execute(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE")
    _forget_keys()


@pytest_asyncio.fixture
async def session(clean_database: None) -> AsyncIterator[AsyncSession]:
    """A unit of work over an empty database; committed when the test ends."""
    async with db.unit_of_work() as unit:
        yield unit


def _forget_keys() -> None:
    url = get_settings().redis_url
    assert url
    with redis.Redis.from_url(url) as client:
        if keys := list(client.scan_iter(f"*{get_settings().redis_prefix}*", count=1000)):
            client.delete(*keys)
