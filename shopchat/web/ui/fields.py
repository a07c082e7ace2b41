"""Form fields: each with its label, its hint, and its error beside it."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from shopchat.web.theme import INPUT


def error_text(error: Any, key: str) -> rx.Component:
    """The sentence under a field, read aloud when it appears."""
    return rx.cond(
        error,
        rx.el.p(
            rx.icon("circle_alert", size=14, class_name="mt-0.5 shrink-0", aria_hidden="true"),
            error,
            id=f"{key}-error",
            role="alert",
            class_name="flex gap-1.5 text-[0.8125rem] text-bad",
        ),
    )


def _framed(control: rx.Component, *, key: str, label: Any, hint: Any, error: Any) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=key, class_name="text-[0.8125rem] font-medium text-ink"),
        control,
        rx.el.p(hint, id=f"{key}-hint", class_name="text-[0.8125rem] text-muted") if hint else None,
        error_text(error, key),
        class_name="flex flex-col gap-1.5",
    )


def _wiring(key: str, hint: Any, error: Any) -> dict[str, Any]:
    described = f"{key}-hint {key}-error" if hint else f"{key}-error"
    return {"id": key, "aria_invalid": rx.cond(error, "true", "false"), "aria_describedby": described}


def live_input(*, wait_ms: int = 250, **props: Any) -> rx.Component:
    """A bare input whose `value` is the state's: it keeps what is typed, and tells the state after a pause."""
    return rx.debounce_input(rx.el.input(**props), debounce_timeout=wait_ms)


def search_box(label: str, **props: Any) -> rx.Component:
    """A search field; `label` is its placeholder and its name. Takes `value` and `on_change`."""
    return rx.el.div(
        rx.icon(
            "search",
            size=16,
            class_name="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-faint",
            aria_hidden="true",
        ),
        live_input(type="search", aria_label=label, placeholder=label, class_name=f"{INPUT} pl-9", **props),
        class_name="relative min-w-52 grow",
    )


def text_field(
    label: Any, name: str, *, key: str | None = None, hint: Any = None, error: Any = "", **props: Any
) -> rx.Component:
    """A one-line field. `name` is its name in the form's data; `key` its id when two forms share a name."""
    key = key or name
    props.setdefault("type", "text")
    build = live_input if "value" in props else rx.el.input
    control = build(name=name, class_name=INPUT, **_wiring(key, hint, error), **props)
    return _framed(control, key=key, label=label, hint=hint, error=error)


def text_area(
    label: Any, name: str, *, key: str | None = None, hint: Any = None, error: Any = "", rows: int = 4, **props: Any
) -> rx.Component:
    """A field of several lines that grows with its text."""
    key = key or name
    control = rx.el.textarea(
        name=name,
        rows=rows,
        class_name=f"{INPUT} resize-y field-sizing-content max-h-[60vh] leading-relaxed",
        style={"min_height": f"calc({rows} * 1.625em + 1.125rem)"},
        **_wiring(key, hint, error),
        **props,
    )
    return _framed(control, key=key, label=label, hint=hint, error=error)


def select(options: Sequence[tuple[str, str]], class_name: str = "", **props: Any) -> rx.Component:
    """A bare select of `(value, label)` pairs; give it an `aria_label` where it stands without one."""
    return rx.el.select(
        *[rx.el.option(label, value=value) for value, label in options],
        class_name=f"{INPUT} select {class_name}",
        **props,
    )


def select_field(
    label: Any,
    name: str,
    options: Sequence[tuple[str, str]],
    *,
    key: str | None = None,
    hint: Any = None,
    error: Any = "",
    **props: Any,
) -> rx.Component:
    """A labelled select of `(value, label)` pairs."""
    key = key or name
    control = select(options, name=name, **_wiring(key, hint, error), **props)
    return _framed(control, key=key, label=label, hint=hint, error=error)


def switch(label: Any, hint: Any, name: str, **props: Any) -> rx.Component:
    """A labelled switch; it is a checkbox, sent with the form as `on` when it is on."""
    return rx.el.div(
        rx.el.div(
            rx.el.label(label, html_for=name, class_name="text-[0.8125rem] font-medium"),
            rx.el.p(hint, id=f"{name}-hint", class_name="text-[0.8125rem] text-muted"),
        ),
        rx.el.input(
            type="checkbox",
            role="switch",
            id=name,
            name=name,
            aria_describedby=f"{name}-hint",
            class_name="switch mt-0.5",
            **props,
        ),
        class_name="flex items-start justify-between gap-6",
    )
