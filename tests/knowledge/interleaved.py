"""Two units of work side by side, the second one let in after each statement of the first in turn."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar

from sqlalchemy import event, text
from sqlalchemy.util import await_only

from shopchat.core.db import engine, unit_of_work

Work = Callable[[], Awaitable[object]]

_statements: ContextVar[list[str] | None] = ContextVar("statements", default=None)
_BLOCKED = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


async def statements_of(work: Work) -> list[str]:
    """What `work` says to the database when nobody disturbs it."""
    said: list[str] = []
    async with _listening(lambda: None):
        _statements.set(said)
        try:
            await work()
        finally:
            _statements.set(None)
    return said


async def interleaved(first: Work, second: Work, after: int) -> tuple[object, object]:
    """Both results or errors. `second` begins once `first` has sent `after` statements, and runs until it waits."""
    said: list[str] = []
    other: list[asyncio.Task[object]] = []

    async def let_in() -> None:
        if len(said) == after:
            other.append(asyncio.create_task(_run(second)))
            while not other[0].done() and not await _is_blocked():
                await asyncio.sleep(0.005)

    async with _listening(lambda: await_only(let_in())):
        _statements.set(said)
        try:
            one = await asyncio.gather(first(), return_exceptions=True)
        finally:
            _statements.set(None)
    two = await asyncio.gather(*other, return_exceptions=True)
    return one[0], two[0] if two else None


async def _run(work: Work) -> object:
    _statements.set(None)
    return await work()


async def _is_blocked() -> bool:
    async with unit_of_work() as session:
        connection = await session.connection()
        return bool((await connection.execute(_BLOCKED)).scalar_one())


@asynccontextmanager
async def _listening(pause: Callable[[], None]) -> AsyncIterator[None]:
    def heard(_: object, __: object, statement: str, *rest: object) -> None:
        said = _statements.get()
        if said is not None:
            said.append(statement)
            _statements.set(None)  # What is done in the pause is not the first one's.
            pause()
            _statements.set(said)

    event.listen(engine().sync_engine, "after_cursor_execute", heard)
    try:
        yield
    finally:
        event.remove(engine().sync_engine, "after_cursor_execute", heard)
