"""Rate limits: sliding windows in Redis, counted exactly by one script whatever runs at the same time."""

import hashlib
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

from redis import RedisError

from shopchat.core.errors import TooManyRequests
from shopchat.core.redis import key, redis

log = logging.getLogger(__name__)

# Checks every window first and counts in all of them only if all allow, so that a refused request uses up nothing.
# A window holds at most `limit` members and disappears a period after the last one: memory is bounded by the limit.
SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local member = ARGV[1]
local refused, longest, lowest, lowest_left = 0, -1, 1, nil
for i, name in ipairs(KEYS) do
  local limit, period = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  redis.call('ZREMRANGEBYSCORE', name, '-inf', now - period)
  local used = redis.call('ZCARD', name)
  if used >= limit then
    local freeing = redis.call('ZRANGE', name, used - limit, used - limit, 'WITHSCORES')
    local wait = (tonumber(freeing[2]) or now) + period - now
    if wait > longest then refused, longest = i, wait end
  elseif lowest_left == nil or limit - used - 1 < lowest_left then
    lowest, lowest_left = i, limit - used - 1
  end
end
if refused > 0 then return {0, refused, 0, longest} end
for i, name in ipairs(KEYS) do
  redis.call('ZADD', name, now, member)
  redis.call('PEXPIRE', name, math.ceil(tonumber(ARGV[2 * i + 1]) / 1000))
end
return {1, lowest, lowest_left, 0}
"""


_taken: ContextVar[list["Decision"] | None] = ContextVar("taken", default=None)


@dataclass(frozen=True)
class Window:
    """At most `limit` (1 or more) hits in any stretch of `period`, for whoever `key` names under the rule `name`."""

    name: str
    key: str
    limit: int
    period: timedelta


@dataclass(frozen=True)
class Decision:
    """What the windows say to one hit; `name`, `limit`, `remaining` are those of the tightest, or the refusing, one."""

    allowed: bool
    name: str
    limit: int
    remaining: int
    retry_after: timedelta
    period: timedelta


async def hit(*windows: Window) -> Decision:
    """Counts one hit in every window if all of them allow it, in none otherwise. Raises nothing of its own.

    Without Redis every hit is allowed and a line is logged: a shop's assistant that answers unlimited for a while is
    better than one that is silent, and what guards a password (its slow hash) does not need Redis.
    """
    member = secrets.token_hex(8)
    numbers = [number for window in windows for number in (window.limit, window.period // timedelta(microseconds=1))]
    keys = [stored_key(window) for window in windows]
    try:
        allowed, index, remaining, wait = await redis().eval(SCRIPT, len(keys), *keys, member, *numbers)  # type: ignore[misc]
    except (RedisError, OSError) as error:
        log.warning("Redis does not count, so rate limits are off: %s", error)
        first = windows[0]
        return Decision(True, first.name, first.limit, first.limit, timedelta(), first.period)
    window = windows[index - 1]
    decision = Decision(
        bool(allowed), window.name, window.limit, remaining, timedelta(microseconds=wait), window.period
    )
    if (taken := _taken.get()) is not None:
        taken.append(decision)
    return decision


@contextmanager
def observed() -> Iterator[list[Decision]]:
    """Within the block, whatever this task's `hit` decides is in the list, for a door that tells its caller."""
    taken: list[Decision] = []
    token = _taken.set(taken)
    try:
        yield taken
    finally:
        _taken.reset(token)


def stored_key(window: Window) -> str:
    """Where Redis keeps the window: short whatever a stranger sends as a key, and without addresses and emails."""
    digest = hashlib.sha256(window.key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return key("limit", window.name, digest)


async def enforce(*windows: Window) -> Decision:
    """Like `hit`, but a refusal raises `TooManyRequests` with the time to wait."""
    decision = await hit(*windows)
    if not decision.allowed:
        seconds = -(-decision.retry_after // timedelta(seconds=1))
        raise TooManyRequests(
            f"Too many requests. Try again in {seconds} second{'' if seconds == 1 else 's'}.",
            retry_after=decision.retry_after,
            limit=decision.limit,
        )
    return decision
