"""Which function answers to which job name."""

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

# The handler's own arguments arrive as keywords and differ from job to job.
Handler = Callable[..., Coroutine[Any, Any, Any]]

DEFAULT_TIMEOUT = timedelta(minutes=5)
DOTTED_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


@dataclass(frozen=True)
class Definition:
    """A job as declared: its handler and the terms it runs on."""

    name: str
    handler: Handler
    max_attempts: int
    timeout: timedelta
    every: timedelta | None = None


_definitions: dict[str, Definition] = {}


def job(name: str, *, max_attempts: int = 5, timeout: timedelta = DEFAULT_TIMEOUT) -> Callable[[Handler], Handler]:
    """Makes `async def handler(run: JobRun, **args)` the handler of the jobs called `name`.

    `name` is dotted, slice first: `"knowledge.embed_entry"`. A handler that raises, or runs longer than `timeout`,
    is tried again with growing pauses until `max_attempts`. It runs on the worker's one event loop, so whatever
    computes for longer than a moment goes through `asyncio.to_thread`.
    """
    return _register(name, max_attempts, timeout, None)


def periodic(
    name: str, *, every: timedelta, max_attempts: int = 1, timeout: timedelta = DEFAULT_TIMEOUT
) -> Callable[[Handler], Handler]:
    """Like `job`, and one run arises in each interval of `every` (5 seconds to a day), however many workers there are.

    While one still waits or runs the next is not added, and missed intervals are not made up for.
    """
    if not timedelta(seconds=5) <= every <= timedelta(days=1):
        raise ValueError(f"Periodic job {name!r}: `every` must lie between 5 seconds and a day.")
    return _register(name, max_attempts, timeout, every)


def find(name: str) -> Definition | None:
    """The definition of `name`, or `None` if no imported module declares it."""
    return _definitions.get(name)


def is_periodic(name: str) -> bool:
    """Whether the job comes round by itself."""
    definition = _definitions.get(name)
    return definition is not None and definition.every is not None


def periodic_definitions() -> list[Definition]:
    """Every declared periodic job."""
    return [definition for definition in _definitions.values() if definition.every is not None]


def _register(
    name: str, max_attempts: int, timeout: timedelta, every: timedelta | None
) -> Callable[[Handler], Handler]:
    if not DOTTED_NAME.fullmatch(name) or len(name) > 100:
        raise ValueError(f"Job name {name!r} is not dotted lower case of at most 100 characters, like 'noun.verb'.")

    def decorate(handler: Handler) -> Handler:
        known = _definitions.get(name)
        if known is not None and known.handler.__qualname__ != handler.__qualname__:
            raise ValueError(f"Two handlers are declared for the job {name!r}.")
        _definitions[name] = Definition(name, handler, max_attempts, timeout, every)
        return handler

    return decorate
