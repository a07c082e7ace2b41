"""Numbers of a day, or of several, that can be added up."""

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


def _many() -> Any:
    return Field(default=0, sa_type=BigInteger, nullable=False)


def _map() -> Any:
    return Field(default_factory=dict, sa_type=JSONB, nullable=False)


class Counts(SQLModel):
    """What happened. `latencies` counts the answers by their milliseconds, rounded to three digits, `languages` by the
    language they were written in (ISO 639-1), and `hours` the questions by the UTC hour, `0` to `23`.

    `by_model` are answers that a language model wrote, `unpriced` those of them of a model whose price is not known;
    `cost_micros` is what the others cost, in millionths of a US dollar.
    """

    conversations: int = 0
    messages: int = 0
    ended: int = 0
    score_sum: float = 0.0
    scores: int = 0
    asked: int = 0
    unanswered: int = 0
    helpful: int = 0
    unhelpful: int = 0
    product_clicks: int = 0
    hand_offs: int = 0
    by_model: int = _many()
    unpriced: int = _many()
    input_tokens: int = _many()
    output_tokens: int = _many()
    cost_micros: int = _many()
    latencies: dict[str, int] = _map()
    languages: dict[str, int] = _map()
    hours: dict[str, int] = _map()

    def add(self, other: "Counts") -> None:
        """Adds what the other one holds."""
        for name in NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in MAPS:
            mine = getattr(self, name)
            for key, count in getattr(other, name).items():
                mine[key] = mine.get(key, 0) + count

    def median_latency(self) -> float | None:
        """In milliseconds, to three digits; none without an answer that was timed."""
        total = sum(self.latencies.values())
        middle, passed = ((total - 1) // 2, total // 2), 0
        found: list[float] = []
        for milliseconds, count in sorted((float(key), count) for key, count in self.latencies.items()):
            found += [milliseconds for place in middle if passed <= place < passed + count]
            passed += count
        return sum(found) / 2 if found else None


MAPS = ("latencies", "languages", "hours")
NUMBERS = [name for name in Counts.model_fields if name not in MAPS]
