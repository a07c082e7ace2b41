"""Links that stay inside the app: no page load, and the next page's code is fetched while the pointer is near."""

from typing import Any

import reflex as rx


class _RouterLink(rx.Component):
    library = "react-router"
    tag = "Link"
    to: rx.Var[str]
    prefetch: rx.Var[str]


def link(*children: Any, href: Any, **props: Any) -> rx.Component:
    """A link to another page of the app."""
    return _RouterLink.create(*children, to=href, prefetch="intent", **props)


def outside_link(*children: Any, href: Any, **props: Any) -> rx.Component:
    """A link to what this server answers without being a page of the app: the demo shop, the API's documents, files.

    Without the reload the app would look for a page of its own there, and say that there is none.
    """
    return rx.el.a(*children, href=href, reload_document=True, **props)
