"""The plans: one pure table that limits, pages and the API read."""

from dataclasses import dataclass

UNLIMITED = -1


@dataclass(frozen=True)
class Plan:
    """A tier. `max_items` counts conversations a UTC month, `max_secondary` knowledge entries over all chatbots."""

    name: str
    label: str
    max_items: int
    max_secondary: int
    price_usd: int
    highlights: tuple[str, ...]


PLANS = {
    plan.name: plan
    for plan in (
        Plan("free", "Free", 50, 10, 0, ("50 conversations a month", "10 knowledge entries", "One script tag")),
        Plan(
            "pro",
            "Pro",
            1_000,
            500,
            29,
            ("1,000 conversations a month", "500 knowledge entries", "Catalogue import"),
        ),
        Plan(
            "enterprise",
            "Enterprise",
            UNLIMITED,
            UNLIMITED,
            199,
            ("Unlimited conversations", "Unlimited knowledge entries", "Catalogues of any size"),
        ),
    )
}


def plan_of(name: str) -> Plan:
    """The plan by name. `KeyError` for a name that no constraint would have let in."""
    return PLANS[name]
