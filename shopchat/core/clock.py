"""The one place that reads the time, so that a test can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_offset = timedelta()


def now() -> datetime:
    """The current time in UTC, timezone-aware."""
    return datetime.now(UTC) + _offset


def month_start(moment: datetime) -> datetime:
    """Midnight UTC of the first day of `moment`'s month: where a plan's period begins."""
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def next_month_start(moment: datetime) -> datetime:
    """Midnight UTC of the first day after `moment`'s month: where a plan's period ends."""
    return month_start(month_start(moment) + timedelta(days=32))


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Within the block, `now()` is shifted by `by`. For tests."""
    global _offset
    before, _offset = _offset, _offset + by
    try:
        yield
    finally:
        _offset = before
