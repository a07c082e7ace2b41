"""Whether the two servers that everything needs can be spoken to, said in one sentence when not."""

import redis
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from shopchat.core.config import Settings
from shopchat.core.db import driver_url

TIMEOUT = 5
"""Seconds to wait for an answer."""


class Unreachable(Exception):
    """A server that does not answer; the message names the setting and the reason."""


def database_version(settings: Settings) -> str:
    """PostgreSQL's version. Raises `Unreachable` when DATABASE_URL is wrong or nobody answers there."""
    if settings.database_url is None:
        raise Unreachable("DATABASE_URL is not set.")
    try:
        engine = create_engine(
            driver_url(settings.database_url), poolclass=NullPool, connect_args={"connect_timeout": TIMEOUT}
        )
        with engine.connect() as connection:
            return str(connection.execute(text("SHOW server_version")).scalar_one())
    except (SQLAlchemyError, ValueError) as error:
        raise Unreachable(f"DATABASE_URL does not lead to a PostgreSQL: {_reason(error)}.") from None


def redis_version(settings: Settings) -> str:
    """Redis's version. Raises `Unreachable` when REDIS_URL is wrong or nobody answers there."""
    if settings.redis_url is None:
        raise Unreachable("REDIS_URL is not set.")
    try:
        with redis.Redis.from_url(settings.redis_url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT) as client:
            return str(client.info("server")["redis_version"])
    except (redis.RedisError, ValueError) as error:
        raise Unreachable(f"REDIS_URL does not lead to a Redis: {_reason(error)}.") from None


def _reason(error: Exception) -> str:
    """The heart of a driver's message: no statement, no link to documentation, no second line."""
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split("\n")[0].split()).rstrip(".")
