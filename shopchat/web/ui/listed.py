"""A list: its four faces, its rows, and the way to its other pages."""

from typing import Any

import reflex as rx

from shopchat.web.ui.pagination import pagination
from shopchat.web.ui.states import faces


def listed(
    state: Any, item: Any, *, noun: tuple[str, str], when_none: rx.Component, above: rx.Component | None = None
) -> rx.Component:
    """The rows of a state that is a `shopchat.web.listing` list, each shown by `item`.

    `noun` names one and several of them; `above` stands over the rows.
    """
    one, several = noun
    full = rx.el.div(
        above,
        rx.el.ul(rx.foreach(state.rows, item), class_name="divide-y divide-line"),
        pagination(
            page=state.page,
            pages=state.pages,
            total=state.total,
            noun=rx.cond(state.total == 1, one, several),
            turn=state.turn,
        ),
    )
    return faces(
        loaded=state.loaded,
        failed=state.failed,
        retry=state.load,
        none=state.total == 0,
        when_none=when_none,
        full=full,
    )
