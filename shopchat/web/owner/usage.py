"""A meter of the plan as pages show it."""

from dataclasses import dataclass

from shopchat.billing.plans import UNLIMITED
from shopchat.billing.service import Meter, Tokens


@dataclass(frozen=True)
class MeterRow:
    """`percent` is 0 without a limit."""

    label: str
    used: str
    limit: str
    percent: int


def meter_row(label: str, meter: Meter) -> MeterRow:
    """The meter in words."""
    if meter.limit == UNLIMITED:
        return MeterRow(label, f"{meter.used:,}", "unlimited", 0)
    return MeterRow(label, f"{meter.used:,}", f"{meter.limit:,}", _percent(meter))


def token_row(tokens: Tokens, budget: int) -> MeterRow:
    """The month's language-model tokens, in and out, as a meter."""
    return meter_row("Language-model tokens", Meter(tokens.input + tokens.output, budget))


def _percent(meter: Meter) -> int:
    return min(100 * meter.used // meter.limit, 100) if meter.limit else 100
