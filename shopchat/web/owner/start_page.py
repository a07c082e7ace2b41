"""The page of the first five steps: the steps across the top, the one that is open below."""

import reflex as rx

from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.owner.start import StartState
from shopchat.web.owner.start_steps import STEPS
from shopchat.web.ui.poll import poll
from shopchat.web.ui.states import card, failure, skeleton

_READS_MS = 1000
_TALKS_MS = 3000


def _step(at: int, label: str) -> rx.Component:
    here = StartState.step == at
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                str(at),
                aria_hidden="true",
                class_name=rx.cond(
                    here,
                    "grid size-7 shrink-0 place-items-center rounded-full bg-brand text-xs font-semibold text-white",
                    "grid size-7 shrink-0 place-items-center rounded-full bg-sunken text-xs font-semibold text-muted",
                ),
            ),
            rx.el.span(label, class_name=rx.cond(here, "font-medium", "text-muted max-sm:sr-only")),
            type="button",
            aria_current=rx.cond(here, "step", "false"),
            disabled=StartState.reached < at,
            on_click=StartState.go(at),
            class_name="tap flex min-h-9 items-center gap-2 rounded-lg text-sm whitespace-nowrap disabled:opacity-60",
        ),
        class_name="flex items-center",
    )


def _steps() -> rx.Component:
    return rx.fragment(
        rx.el.nav(
            rx.el.ol(
                *[_step(at, label) for at, (label, _) in enumerate(STEPS, start=1)],
                class_name="flex flex-wrap gap-x-6 gap-y-2",
            ),
            aria_label="Steps",
            class_name="mb-6",
        ),
        rx.match(StartState.step, *[(at, view()) for at, (_, view) in enumerate(STEPS, start=1)], rx.fragment()),
        rx.cond(StartState.is_reading, poll(StartState.load, every_ms=_READS_MS)),
        rx.cond((StartState.step == 4) & ~StartState.has_talked, poll(StartState.load, every_ms=_TALKS_MS)),
    )


def page() -> rx.Component:
    """The page."""
    loading = card(
        rx.el.span("Loading…", class_name="sr-only", role="status"),
        skeleton("h-4 w-40"),
        skeleton("mt-6 h-10 w-full"),
        class_name="max-w-2xl p-6",
    )
    return dashboard(
        rx.cond(StartState.failed, card(failure(StartState.arrive)), rx.cond(StartState.loaded, _steps(), loading)),
        title="Your first answer",
        text="Five small steps; you can leave at any time and come back.",
        active=theme.HOME,
        back=("Home", theme.HOME),
    )
