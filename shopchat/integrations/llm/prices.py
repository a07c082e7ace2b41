"""What tokens cost: a pure table, by the provider's public price list of November 2026."""

from dataclasses import dataclass
from decimal import Decimal

from shopchat.integrations.llm.model import Spent

MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class _Price:
    """US dollars a million tokens. Writing to the cache costs a quarter more than input, reading a tenth of it."""

    input: Decimal
    output: Decimal

    def of(self, spent: Spent) -> Decimal:
        weighed = spent.input + spent.cache_written * Decimal("1.25") + spent.cache_read * Decimal("0.1")
        return (weighed * self.input + spent.output * self.output) / MILLION


# For prompts of up to 100,000 tokens; a turn of ours has a few thousand.
_PRICES = {
    "claude-haiku-5-5": _Price(Decimal("0.10"), Decimal("0.50")),
    "claude-sonnet-5-5": _Price(Decimal(2), Decimal(10)),
    "claude-opus-5-5": _Price(Decimal(4), Decimal(20)),
}


def cost_usd(model: str, spent: Spent) -> Decimal | None:
    """US dollars, exact to a millionth; `None` for a model whose price is not known here."""
    price = _PRICES.get(model)
    return None if price is None else price.of(spent).quantize(Decimal("0.000001"))
