"""Links that stay inside the app: no page load, and the next page's code is fetched while the pointer is near."""

from typing import Any

import reflex as rx


class _RouterLink(rx.Component):
    library = "react-router"
    tag = "Link"
    to: rx.Var[str]
    prefetch: rx.Var[str]


def link(*children: Any, href: Any, **props: Any) -> rx.Component:
    """A link to another page of the app. For `/demo` and `/docs`, which Reflex does not serve, use `rx.el.a`."""
    return _RouterLink.create(*children, to=href, prefetch="intent", **props)
