"""The engine and the unit of work: the only place that commits, and the place that knows for whom.

A unit of work that acts for an account is behind PostgreSQL's row-level security: it reaches that account's rows and no
others, whatever its queries forget to say. See docs/decisions/0010.
"""

import select
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Function, event, func, text
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core.config import get_settings

AfterCommit = Callable[[], Awaitable[None]]


class Unscoped(StrEnum):
    """Why a unit of work is not behind the wall, at least not from its first statement."""

    SIGN_IN = "a credential says whose it is; the statement that reads it raises the wall"
    PUBLIC_KEY = "a widget key says whose it is; the statement that reads it raises the wall"
    MAILED_LINK = "a link out of a mail says whose it is"
    JOB = "a job looks up its row, or works for all accounts"
    ADMIN = "an admin looks after all accounts"
    COMMAND_LINE = "whoever has the command line has the database"
    EVENT = "what the payments or the platform say names whose it is"
    HOUSE = "the house looks after itself: its health, its demo shop"


_KEEPS_PLANS = "keeps_plans"  # in a session's info, from its unit's first `fetch` on

_engine: AsyncEngine | None = None
_sessions: async_sessionmaker[AsyncSession] | None = None


def driver_url(url: str) -> str:
    """`url` with the psycopg 3 driver named, whichever PostgreSQL spelling came in."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def engine() -> AsyncEngine:
    """The process's engine, made on first use, because a mounted app's lifespan never runs."""
    global _engine, _sessions
    if _engine is None:
        settings = get_settings()
        if settings.database_url is None:
            raise RuntimeError("DATABASE_URL is not set and no embedded PostgreSQL was prepared.")
        _engine = create_async_engine(
            driver_url(settings.database_url),
            pool_size=settings.database_pool_size,
            max_overflow=5,
            pool_use_lifo=True,  # the connection that was used last has its statements planned
        )
        event.listen(_engine.sync_engine, "checkout", _discard_closed)
        _sessions = async_sessionmaker(_engine, class_=AsyncSession, expire_on_commit=False)
    return _engine


def _discard_closed(connection: Any, *_: object) -> None:
    """Has the pool replace its connections when the server has closed this one, as after its restart.

    An idle connection has nothing to read unless the server says goodbye, so a look at the socket tells what a question
    to the server would, and costs no round trip.
    """
    waiting = select.poll()
    waiting.register(connection.driver_connection.pgconn.socket, select.POLLIN)
    if waiting.poll(0):
        raise InvalidatePoolError


def after_commit(session: AsyncSession, action: AfterCommit) -> None:
    """`action` runs once the session's unit of work has committed, and not at all if it rolls back."""
    session.info.setdefault("after_commit", []).append(action)


@asynccontextmanager
async def unit_of_work(
    *, acting: uuid.UUID | None = None, unscoped: Unscoped | None = None
) -> AsyncIterator[AsyncSession]:
    """One transaction: commits when the block ends, rolls back when it raises, then runs what waited for the commit.

    With `acting`, the id of an account, all of it is behind that account's wall. Otherwise `unscoped` says why not;
    tests, which look from outside, may leave it out. A statement with `raising_wall_for` raises it later.
    """
    engine()
    assert _sessions is not None
    async with _sessions() as session:
        async with session.begin():
            if acting is not None:
                await _begin_behind_wall(session, acting)
            yield session
        for action in session.info.pop("after_commit", []):
            await action()


def raising_wall_for(account_id: Any) -> Function[bool]:
    """A column for the statement that finds out who acts, so that the wall costs no round trip of its own.

    Only for a statement that gives one row at most. The wall stands from the next statement to the end of the unit.
    """
    return func.shopchat_act_for(account_id)


async def act_for(session: AsyncSession, account_id: uuid.UUID) -> None:
    """From here to its end the unit of work reaches this account's rows and no others."""
    await (await session.connection()).execute(text("SELECT shopchat_act_for(:id)"), {"id": account_id})


async def forbid_writing(session: AsyncSession) -> None:
    """From here to its end the unit of work can change nothing: PostgreSQL refuses with `ReadOnlySqlTransaction`."""
    await (await session.connection()).execute(text("SET TRANSACTION READ ONLY"))


async def _begin_behind_wall(session: AsyncSession, account_id: uuid.UUID) -> None:
    """In one round trip with the transaction's own beginning."""
    driver = await _driver(session)
    async with driver.pipeline():
        await driver.execute("SELECT shopchat_act_for(%s)", [account_id])


@dataclass(frozen=True)
class DriverSql:
    """A statement in the server's own spelling: `$1` stands for the first of `names`."""

    text: str
    names: tuple[str, ...]


def driver_sql(statement: str) -> DriverSql:
    """The statement as `fetch` takes it, its `:name` written as the server wants it. For a constant of a module."""
    compiled = text(statement).compile(dialect=PGDialect(paramstyle="numeric_dollar"))  # type: ignore[no-untyped-call]
    return DriverSql(str(compiled), tuple(compiled.positiontup or ()))


async def fetch(session: AsyncSession, statement: DriverSql, parameters: Mapping[str, Any]) -> list[Any]:
    """The rows, as named tuples, of a short statement that runs often.

    It goes to the driver past SQLAlchemy and is not read by the driver either; PostgreSQL plans it once a connection,
    whatever the parameters are. Each of the three would cost more than running it. What the session holds and has not
    flushed is not seen. To the end of the unit its other statements keep their plans too, once the driver prepares
    them.
    """
    driver = await _driver(session)
    values = [parameters[name] for name in statement.names]
    try:
        async with psycopg.AsyncRawCursor(driver, row_factory=namedtuple_row) as cursor:
            if _KEEPS_PLANS in session.info:
                await cursor.execute(statement.text, values, prepare=True)
                return await cursor.fetchall()
            async with driver.pipeline():  # one round trip
                await _keep_plans(session, driver)
                await cursor.execute(statement.text, values, prepare=True)
                return await cursor.fetchall()
    except psycopg.Error as error:
        raise DBAPIError.instance(statement.text, dict(parameters), error, psycopg.Error) from error


async def expect_fetches(session: AsyncSession) -> None:
    """Does beforehand what the unit's first `fetch` would have to; for while something else is being waited for."""
    if _KEEPS_PLANS not in session.info:
        driver = await _driver(session)
        async with driver.pipeline():  # one round trip with the transaction's own beginning
            await _keep_plans(session, driver)


async def _keep_plans(session: AsyncSession, driver: psycopg.AsyncConnection) -> None:
    await driver.execute("SET LOCAL plan_cache_mode = force_generic_plan", prepare=True)
    session.info[_KEEPS_PLANS] = True


async def _driver(session: AsyncSession) -> psycopg.AsyncConnection:
    connection = await session.connection()
    driver: psycopg.AsyncConnection = (await connection.get_raw_connection()).driver_connection  # type: ignore[assignment]
    return driver


async def dispose() -> None:
    """Closes every connection; the next use opens a new engine."""
    global _engine, _sessions
    if _engine is not None:
        await _engine.dispose()
    _engine = _sessions = None
