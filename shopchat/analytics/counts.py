"""Numbers of a day, or of several, that can be added up."""

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class Counts(SQLModel):
    """What happened. `latencies` counts the answers by their milliseconds, rounded to three digits."""

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
    latencies: dict[str, int] = Field(default_factory=dict, sa_type=JSONB, nullable=False)

    def add(self, other: "Counts") -> None:
        """Adds what the other one holds."""
        for name in NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for milliseconds, count in other.latencies.items():
            self.latencies[milliseconds] = self.latencies.get(milliseconds, 0) + count

    def median_latency(self) -> float | None:
        """In milliseconds, to three digits; none without an answer that was timed."""
        total = sum(self.latencies.values())
        middle, passed = ((total - 1) // 2, total // 2), 0
        found: list[float] = []
        for milliseconds, count in sorted((float(key), count) for key, count in self.latencies.items()):
            found += [milliseconds for place in middle if passed <= place < passed + count]
            passed += count
        return sum(found) / 2 if found else None


NUMBERS = [name for name in Counts.model_fields if name != "latencies"]
