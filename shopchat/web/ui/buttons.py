"""Buttons, and links that look like buttons."""

from typing import Any, Literal

import reflex as rx

from shopchat.web.ui.link import link, outside_link

Kind = Literal["primary", "secondary", "ghost", "danger"]

_BASE = (
    "tap inline-flex items-center justify-center gap-2 rounded-lg text-sm font-medium whitespace-nowrap select-none "
    "transition-colors min-h-9 px-3.5"
)
_KINDS: dict[Kind, str] = {
    "primary": "bg-brand text-white hover:bg-brand-strong",
    "secondary": "border border-edge bg-surface text-ink hover:bg-sunken",
    "ghost": "text-muted hover:bg-sunken hover:text-ink",
    "danger": "bg-bad-fill text-white hover:opacity-90",
}


def _look(kind: Kind, extra: str) -> str:
    return f"{_BASE} {_KINDS[kind]} {extra}".strip()


def button(*children: Any, kind: Kind = "primary", class_name: str = "", **props: Any) -> rx.Component:
    """A button. `type` is `button` unless the caller says `submit`."""
    props.setdefault("type", "button")
    return rx.el.button(*children, class_name=_look(kind, class_name), **props)


def submit(label: Any, class_name: str = "") -> rx.Component:
    """A form's own button."""
    return button(label, type="submit", class_name=class_name)


def cancel_or(verb: Any, *, cancel: Any) -> rx.Component:
    """The last row of a form in a dialog: a way out, and the form's own button."""
    return rx.el.div(
        button("Cancel", kind="secondary", on_click=cancel),
        submit(verb),
        class_name="mt-2 flex flex-wrap justify-end gap-2",
    )


def link_button(*children: Any, href: Any, kind: Kind = "primary", class_name: str = "", **props: Any) -> rx.Component:
    """A link within the app that looks like a button."""
    return link(*children, href=href, class_name=_look(kind, class_name), **props)


def outside_button(*children: Any, href: Any, kind: Kind = "primary", class_name: str = "") -> rx.Component:
    """A link that leaves the app's own pages (the demo shop, the API documentation) and looks like a button."""
    return outside_link(*children, href=href, class_name=_look(kind, class_name))


def icon_button(icon: str, label: Any, class_name: str = "", **props: Any) -> rx.Component:
    """A square button with nothing but an icon; `label` is what a screen reader says and a tooltip shows."""
    props.setdefault("type", "button")
    return rx.el.button(
        rx.icon(icon, size=17, aria_hidden="true"),
        aria_label=label,
        title=label,
        class_name=(
            "tap inline-flex size-9 items-center justify-center rounded-lg text-muted transition-colors "
            f"hover:bg-sunken hover:text-ink {class_name}"
        ),
        **props,
    )
