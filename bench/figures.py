"""Timing and tables."""

import statistics
import time
from collections.abc import Awaitable, Callable, Sequence


async def timed(work: Callable[[str], Awaitable[object]], inputs: Sequence[str]) -> list[float]:
    """Milliseconds of one call an input, one after the other."""
    taken = []
    for value in inputs:
        started = time.perf_counter()
        await work(value)
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    return sorted(values)[max(round(0.95 * len(values)) - 1, 0)]


def table(header: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    """A Markdown table; floats with two decimals below ten, else with one."""

    def shown(value: object) -> str:
        return (
            f"{value:,.{2 if value < 10 else 1}f}"
            if isinstance(value, float)
            else f"{value:,}"
            if isinstance(value, int)
            else str(value)
        )

    return "\n".join(
        [
            f"| {' | '.join(header)} |",
            f"|{'---|' * len(header)}",
            *(f"| {' | '.join(map(shown, line))} |" for line in lines),
        ]
    )
