"""What the answers of some days cost, and who wrote them: a language model or the built-in composer."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from shopchat.analytics.service import Figures
from shopchat.web.ui.states import section


@dataclass(frozen=True)
class Cost:
    """The figures as the page shows them; `note` says what is not in them, if anything is."""

    has_model: bool = False
    total: str = ""
    change: str = ""
    each: str = ""
    answers: str = ""
    tokens: str = ""
    note: str = ""


def cost_of(now: Figures, before: Figures) -> Cost:
    """The cost of now beside that of before."""
    priced = now.by_model - now.unpriced
    return Cost(
        has_model=now.by_model > 0,
        total=_dollars(now.cost_usd),
        change=f"{_dollars(before.cost_usd)} before",
        each=_dollars(now.cost_usd / priced) if priced else "–",
        answers=f"{now.by_model:,} of {now.answers:,}",
        tokens=f"{now.input_tokens:,} in, {now.output_tokens:,} out",
        note=_note(now.unpriced),
    )


def _dollars(amount: Any) -> str:
    # Two digits would make most months of a small shop free of charge.
    return f"${amount:,.2f}" if amount >= 1 or not amount else f"${amount:,.4f}"


def _note(unpriced: int) -> str:
    if not unpriced:
        return ""
    return f"{unpriced:,} {'answer is' if unpriced == 1 else 'answers are'} of a model whose price is not known here."


def _figure(label: str, value: Any, note: Any = None) -> rx.Component:
    return rx.el.div(
        rx.el.dt(label, class_name="text-[0.8125rem] text-muted"),
        rx.el.dd(value, class_name="mt-1 font-medium tabular-nums"),
        rx.el.dd(note, class_name="text-xs text-faint") if note is not None else None,
    )


def cost(seen: Any) -> rx.Component:
    """A `Cost`."""
    return section(
        "What the answers cost",
        "By price list, of the answers that stand in the conversations.",
        rx.cond(
            seen.has_model,
            rx.fragment(
                rx.el.dl(
                    _figure("Language model", seen.total, seen.change),
                    _figure("Each of its answers", seen.each),
                    _figure("Answers that it wrote", seen.answers),
                    _figure("Tokens", seen.tokens),
                    class_name="grid grid-cols-2 gap-x-4 gap-y-5",
                ),
                rx.cond(seen.note, rx.el.p(seen.note, class_name="mt-4 text-xs text-muted")),
            ),
            rx.el.p(
                "Nothing: no language model wrote an answer in these days.",
                class_name="text-[0.8125rem] text-muted",
            ),
        ),
    )
