"""Sliding windows: exactly the limit passes, whatever runs at the same time."""

import asyncio
import uuid
from datetime import timedelta

import pytest

from shopchat.core import limits, redis
from shopchat.core.errors import TooManyRequests
from shopchat.core.limits import Decision, Window, enforce, hit

pytestmark = pytest.mark.usefixtures("clean_database")

MINUTE = timedelta(minutes=1)


def window(limit: int, *, name: str = "test", period: timedelta = MINUTE) -> Window:
    return Window(name, uuid.uuid4().hex, limit, period)


@pytest.mark.parametrize("round_number", range(10))
async def test_of_many_at_once_exactly_the_limit_passes(round_number: int) -> None:
    one = window(100)
    decisions = await asyncio.gather(*(hit(one) for _ in range(150)))
    assert sum(decision.allowed for decision in decisions) == 100


async def test_a_refusal_counts_in_no_window() -> None:
    wide, narrow = window(10, name="wide"), window(1, name="narrow")
    assert (await hit(wide, narrow)).allowed
    for _ in range(20):
        refused = await hit(wide, narrow)
        assert (refused.allowed, refused.name, refused.limit, refused.remaining) == (False, "narrow", 1, 0)
    assert (await hit(wide)).remaining == 8


async def test_many_windows_at_once_pass_exactly_the_narrowest() -> None:
    wide, narrow = window(50), window(7)
    decisions = await asyncio.gather(*(hit(wide, narrow) for _ in range(60)))
    assert sum(decision.allowed for decision in decisions) == 7
    assert (await hit(wide)).remaining == 50 - 7 - 1


async def test_what_remains_is_told_of_the_tightest_window() -> None:
    wide, narrow = window(10, name="wide"), window(3, name="narrow")
    assert [(await hit(wide, narrow)).remaining for _ in range(3)] == [2, 1, 0]
    assert (await hit(wide)) == Decision(True, "wide", 10, 6, timedelta(), MINUTE)


async def test_others_have_windows_of_their_own() -> None:
    mine, yours = window(1), window(1)
    assert (await hit(mine)).allowed
    assert (await hit(yours)).allowed
    assert not (await hit(mine)).allowed


async def test_the_window_slides_and_the_refusal_says_when() -> None:
    one = window(2, period=timedelta(seconds=1))
    await hit(one)
    await asyncio.sleep(0.5)
    await hit(one)
    refused = await hit(one)
    assert timedelta() < refused.retry_after <= timedelta(seconds=1)
    await asyncio.sleep(refused.retry_after.total_seconds() + 0.01)
    # The first hit has left the window. A fixed window would be empty or full here, a sliding one has room for one.
    assert (await hit(one)).allowed
    assert not (await hit(one)).allowed


async def test_a_lowered_limit_says_when_there_is_room_under_it() -> None:
    before = window(5, period=timedelta(seconds=1))
    for _ in range(3):
        await hit(before)
        await asyncio.sleep(0.2)
    lowered = Window(before.name, before.key, 2, before.period)
    refused = await hit(lowered)
    assert not refused.allowed
    # Not the first but the second hit has to leave.
    await asyncio.sleep(refused.retry_after.total_seconds() + 0.01)
    assert (await hit(lowered)).allowed


@pytest.mark.parametrize("key", ["\ud800", "\x00", "", "owner@example.com" * 10_000, "a:b c"])
async def test_any_key_of_a_stranger_is_counted_and_none_is_stored(key: str) -> None:
    one = Window("test", key, 1, MINUTE)
    assert [(await hit(one)).allowed for _ in range(2)] == [True, False]
    assert len(limits.stored_key(one)) < 100
    assert "owner" not in limits.stored_key(one)


async def test_the_window_is_forgotten_and_bounded() -> None:
    one = window(5)
    for _ in range(50):
        await hit(one)
    stored = limits.stored_key(one)
    assert await redis.redis().zcard(stored) == 5
    assert 0 < await redis.redis().pttl(stored) <= MINUTE / timedelta(milliseconds=1)


async def test_a_refusal_is_a_sentence_with_the_time_to_wait() -> None:
    one = window(1)
    await enforce(one)
    with pytest.raises(TooManyRequests, match=r"Try again in \d+ seconds\.") as refusal:
        await enforce(one)
    assert refusal.value.limit == 1
    assert refusal.value.retry_after is not None


async def test_without_redis_the_shopper_is_answered(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from redis.asyncio import Redis

    monkeypatch.setattr(limits, "redis", lambda: Redis.from_url("redis://localhost:1"))
    assert (await hit(window(1))).allowed
    assert "rate limits are off" in caplog.text
