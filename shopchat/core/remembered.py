"""What a process remembers for a while of what it has looked up."""

from collections import OrderedDict
from collections.abc import Hashable
from time import monotonic
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """At most `most` values, each for `seconds`; the ones that were put in first go first. For one event loop."""

    def __init__(self, *, seconds: float, most: int) -> None:
        self._seconds, self._most = seconds, most
        self._values: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value, unless it was never put in or its time is over."""
        found = self._values.get(key)
        return found[1] if found is not None and monotonic() < found[0] else None

    def put(self, key: K, value: V) -> None:
        """Remembers the value from now on."""
        self._values[key] = (monotonic() + self._seconds, value)
        self._values.move_to_end(key)
        while len(self._values) > self._most:
            self._values.popitem(last=False)

    def forget(self) -> None:
        """Everything is looked up anew."""
        self._values.clear()
