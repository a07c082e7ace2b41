"""Key figures of some days, each compared with what it was in as many days before."""

from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from shopchat.analytics.service import Figures
from shopchat.web.ui.numbers import stat

NOTHING = "–"


@dataclass(frozen=True)
class Figure:
    """A number, and how it differs from the one before; `trend` is `up`, `down` or empty."""

    value: str = ""
    change: str = ""
    trend: str = ""


@dataclass(frozen=True)
class Compared:
    """The figures as the page shows them."""

    conversations: Figure = Figure()
    messages: Figure = Figure()
    answered: Figure = Figure()
    satisfaction: Figure = Figure()
    helpful: Figure = Figure()
    clicks: Figure = Figure()
    hand_offs: Figure = Figure()
    response: Figure = Figure()


def compared(now: Figures, before: Figures) -> Compared:
    """Each figure of now with its difference to before."""
    return Compared(
        conversations=_count(now.conversations, before.conversations),
        messages=_count(now.messages, before.messages),
        answered=_share(now.resolution_rate, before.resolution_rate),
        satisfaction=_score(now.satisfaction, before.satisfaction),
        helpful=_share(_helpful(now), _helpful(before)),
        clicks=_count(now.product_clicks, before.product_clicks),
        # More of these two is no better, so they have no trend.
        hand_offs=replace(_count(now.hand_offs, before.hand_offs), trend=""),
        response=replace(_time(now.response_ms, before.response_ms), trend=""),
    )


def _helpful(seen: Figures) -> float | None:
    said = seen.helpful + seen.unhelpful
    return seen.helpful / said if said else None


def _count(now: int, before: int) -> Figure:
    return _figure(f"{now:,}", now - before, f"{abs(now - before):,}", f"{before:,}")


def _share(now: float | None, before: float | None) -> Figure:
    if now is None or before is None:
        return _alone(None if now is None else f"{now:.0%}", None if before is None else f"{before:.0%}")
    # What is compared is what is read: two shares that look the same are the same.
    points = round(100 * now) - round(100 * before)
    return _figure(f"{now:.0%}", points, f"{abs(points)} {'point' if abs(points) == 1 else 'points'}", f"{before:.0%}")


def _score(now: float | None, before: float | None) -> Figure:
    if now is None or before is None:
        return _alone(None if now is None else f"{now:.1f}", None if before is None else f"{before:.1f}")
    steps = round(10 * now) - round(10 * before)
    return _figure(f"{now:.1f}", steps, f"{abs(steps) / 10:.1f}", f"{before:.1f}")


def _time(now: float | None, before: float | None) -> Figure:
    if now is None or before is None:
        return _alone(None if now is None else _seconds(now), None if before is None else _seconds(before))
    hundredths = round(now / 10) - round(before / 10)
    return _figure(_seconds(now), hundredths, f"{abs(hundredths) / 100:.2f} s", _seconds(before))


def _seconds(milliseconds: float) -> str:
    return f"{round(milliseconds / 10) / 100:.2f} s"


def _figure(value: str, difference: int, size: str, before: str) -> Figure:
    if difference == 0:
        return Figure(value, "Same as before")
    up = difference > 0
    return Figure(value, f"{'Up' if up else 'Down'} {size} from {before}", "up" if up else "down")


def _alone(now: str | None, before: str | None) -> Figure:
    return Figure(now or NOTHING, "None before" if before is None else f"{before} before")


def _change(figure: Any) -> rx.Component:
    return rx.el.span(
        rx.match(
            figure.trend,
            ("up", rx.icon("trending_up", size=14, class_name="shrink-0 text-good", aria_hidden="true")),
            ("down", rx.icon("trending_down", size=14, class_name="shrink-0 text-warn", aria_hidden="true")),
            rx.fragment(),
        ),
        figure.change,
        class_name="inline-flex items-center gap-1.5",
    )


def figures(seen: Any) -> rx.Component:
    """The figures of a `Compared`."""
    shown = (
        ("Conversations", seen.conversations, "messages_square"),
        ("Messages", seen.messages, "message_circle"),
        ("Answered", seen.answered, "circle_check"),
        ("Satisfaction, of 5", seen.satisfaction, "star"),
        ("Answers found helpful", seen.helpful, "thumbs_up"),
        ("Product clicks", seen.clicks, "mouse_pointer_click"),
        ("Asked for a person", seen.hand_offs, "hand_helping"),
        ("Time of an answer, median", seen.response, "timer"),
    )
    return rx.el.dl(
        *[stat(label, figure.value, _change(figure), icon) for label, figure, icon in shown],
        class_name="grid grid-cols-2 gap-3 lg:grid-cols-4",
    )
