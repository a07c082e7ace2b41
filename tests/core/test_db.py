"""The pool after the server has closed connections, and statements that go straight to the driver."""

import asyncio

import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shopchat.core.db import driver_sql, expect_fetches, fetch, unit_of_work
from shopchat.core.real_arrays import RealArray

pytestmark = pytest.mark.usefixtures("clean_database")


async def backend() -> int:
    async with unit_of_work() as session:
        pid: int = (await (await session.connection()).execute(text("SELECT pg_backend_pid()"))).scalar_one()
    return pid


async def test_connections_that_the_server_closed_are_replaced_unnoticed() -> None:
    closed = set(await asyncio.gather(*(backend() for _ in range(4))))  # as many as then wait in the pool
    async with unit_of_work() as session:
        connection = await session.connection()
        others = [
            pid for pid in closed if pid != (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        ]
        await connection.execute(text("SELECT pg_terminate_backend(pid) FROM unnest(:pids) AS pid"), {"pids": others})
        await asyncio.sleep(0.2)
    assert others
    assert not set(await asyncio.gather(*(backend() for _ in range(4)))) & set(others)


async def test_the_connection_that_was_used_last_is_used_again() -> None:
    """It has planned the statements that run often."""
    await asyncio.gather(*(backend() for _ in range(4)))
    assert await backend() == await backend()


async def test_fetch_gives_rows_by_name_and_takes_any_text() -> None:
    sql = driver_sql(
        "SELECT CAST(:word AS text) AS word, '100%' AS share, CAST(:count AS int) AS count, :word AS again"
    )
    async with unit_of_work() as session:
        for word in ("%(x)s", ":count", "$2", "it's"):
            assert await fetch(session, sql, {"word": word, "count": 3}) == [(word, "100%", 3, word)]


async def test_a_failed_fetch_says_so_as_every_statement_does() -> None:
    with pytest.raises(DBAPIError):
        async with unit_of_work() as session:
            await fetch(session, driver_sql("SELECT 1 / CAST(:zero AS int)"), {"zero": 0})
    async with unit_of_work() as session:
        assert [row.one for row in await fetch(session, driver_sql("SELECT 1 AS one"), {})] == [1]


async def test_plans_are_kept_no_longer_than_the_unit_of_work() -> None:
    async with unit_of_work() as session:
        await fetch(session, driver_sql("SELECT 1"), {})
        assert await fetch(session, driver_sql("SHOW plan_cache_mode"), {}) == [("force_generic_plan",)]
    async with unit_of_work() as session:
        mode = await (await session.connection()).execute(text("SHOW plan_cache_mode"))
        assert mode.scalar_one() == "auto"


@pytest.mark.parametrize("count", [0, 1, 384])
async def test_numbers_arrive_as_they_were_sent(count: int) -> None:
    values = np.random.default_rng(1).standard_normal(count).astype(np.float32)
    sql = driver_sql("SELECT CAST(:values AS real[]) AS came")
    async with unit_of_work() as session:
        (row,) = await fetch(session, sql, {"values": RealArray(values)})
    assert np.array_equal(np.array(row.came, np.float32), values)


async def test_fetches_that_are_expected_keep_their_plans_for_their_unit_and_no_longer() -> None:
    sql = driver_sql("SELECT current_setting('plan_cache_mode') AS mode")
    async with unit_of_work() as session:
        await expect_fetches(session)
        await expect_fetches(session)
        assert [row.mode for row in await fetch(session, sql, {})] == ["force_generic_plan"]
    async with unit_of_work() as session:
        mode = (await (await session.connection()).execute(text("SHOW plan_cache_mode"))).scalar_one()
    assert mode == "auto"
