"""What a process remembers for a while."""

import pytest

from shopchat.core.remembered import Remembered


def test_a_value_is_there_until_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("shopchat.core.remembered.monotonic", lambda: now)
    kept: Remembered[str, int] = Remembered(seconds=10, most=5)
    kept.put("lamps", 0)
    assert kept.get("lamps") == 0
    assert kept.get("mugs") is None
    now = 110.0
    assert kept.get("lamps") is None


def test_what_was_put_in_first_goes_first() -> None:
    kept: Remembered[str, int] = Remembered(seconds=10, most=2)
    for name in ("lamps", "mugs", "lamps", "tents"):
        kept.put(name, 1)
    assert [kept.get(name) for name in ("lamps", "mugs", "tents")] == [1, None, 1]
    kept.forget()
    assert kept.get("tents") is None
