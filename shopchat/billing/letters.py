"""What is mailed about plans and payments: pure texts."""

from datetime import datetime

from shopchat.accounts.letters import BRAND, Letter, letter
from shopchat.billing.plans import Plan


def nearly_used(what: str, used: int, limit: int, page: str) -> Letter:
    """Four fifths of a limit are used."""
    return letter(
        f"You have used {used} of {limit} {what}",
        [f"Your plan has {limit:,} {what}, and {used:,} are used. {_AT_THE_LIMIT[what]}"],
        ("See plan and usage", page),
        "You get this mail once.",
    )


def used_up(what: str, limit: int, page: str) -> Letter:
    """A limit is reached."""
    return letter(
        f"All {limit} {what} of your plan are used",
        [f"Your plan has {limit:,} {what}, and all are used. {_AT_THE_LIMIT[what]}"],
        ("Change to a larger plan", page),
        "A larger plan lifts the limit at once.",
    )


_AT_THE_LIMIT = {
    "conversations": (
        "At the limit, conversations under way go on, and new shoppers are told to come back until the first of next "
        "month."
    ),
    "knowledge entries": "At the limit, every entry goes on answering, and new ones are not taken.",
}


def payment_failed(plan: Plan, until: datetime, page: str) -> Letter:
    """A payment failed; the plan goes on for a while."""
    return letter(
        f"Your {BRAND} payment did not go through",
        [
            f"The payment for the {plan.label} plan failed. Please check your card.",
            f"Nothing changes until {until:%d %B %Y}.",
            "If it is still unpaid on that day, your account moves to the Free plan. Nothing is deleted.",
        ],
        ("Check the payment", page),
        "If you have paid in the meantime, there is nothing to do.",
    )


def grace_ends(plan: Plan, until: datetime, page: str) -> Letter:
    """The grace period is nearly over."""
    return letter(
        f"Your {plan.label} plan ends on {until:%d %B}",
        [f"Your last payment is still open. On {until:%d %B %Y} your account moves to the Free plan."],
        ("Check the payment", page),
        "Nothing is deleted, and paying brings the plan back at once.",
    )


def plan_ended(plan: Plan, page: str) -> Letter:
    """A paid plan is over."""
    return letter(
        f"Your {plan.label} plan has ended",
        [
            "Your account is on the Free plan now. Nothing was deleted.",
            "Entries above the limit go on answering; only new ones are not taken.",
        ],
        ("See plan and usage", page),
        "You can come back to a paid plan at any time.",
    )
