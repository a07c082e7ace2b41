"""Every method of a state is an endpoint that any browser can call: none goes without a mark, and the mark holds."""

from collections.abc import Iterator
from typing import Any

import pytest
import reflex as rx
from reflex.state import BaseState

from shopchat.web import routes
from shopchat.web.session import GUARD


def every_state(root: type[BaseState] = rx.State) -> Iterator[type[BaseState]]:
    """The product's own states, each once."""
    for state in sorted(root.get_substates(), key=lambda each: each.get_full_name()):
        if state.__module__.startswith("shopchat."):
            yield state
        yield from every_state(state)


def every_handler() -> list[tuple[str, Any]]:
    """Each endpoint as `State.method`, with its function."""
    assert routes.PAGES  # importing them has made every state
    return [
        (f"{state.__name__}.{name}", handler.fn)
        for state in every_state()
        for name, handler in state.event_handlers.items()
        if name != "setvar"  # Reflex's own: it calls a handler of the name set_..., which carries a mark itself
    ]


ADMINS = {state.__name__ for state in every_state() if state.__module__.startswith("shopchat.web.admin.")}


def test_there_is_something_to_guard() -> None:
    names = [name for name, _ in every_handler()]
    assert "ChatbotsState.create" in names
    assert "KnowledgeState.load" in names  # inherited ones are endpoints of the heir
    assert len(names) > 40
    assert len(ADMINS) >= 5


@pytest.mark.parametrize(("name", "fn"), every_handler())
def test_each_handler_is_guarded_or_marked_public(name: str, fn: Any) -> None:
    mark = getattr(fn, GUARD, None)
    marks = {"as_admin"} if name.partition(".")[0] in ADMINS else {"signed_in", "public"}
    assert mark in marks, f"{name}: put {' or '.join(marks)} on it (shopchat.web.session)."


@pytest.mark.parametrize(("name", "fn"), every_handler())
def test_no_browser_can_name_the_session_or_the_account(name: str, fn: Any) -> None:
    handler = rx.EventHandler(fn=fn)
    assert not {"session", "account"} & set(handler.get_parameters()), name


@pytest.mark.parametrize("page", [page for page in routes.PAGES if page.route.startswith("/dashboard")])
def test_dashboard_pages_load_through_a_guard(page: routes.Page) -> None:
    marks = [getattr(handler.fn, GUARD) for handler in page.on_load]
    assert "signed_in" in marks


@pytest.mark.parametrize("page", [page for page in routes.PAGES if page.route.startswith("/admin")])
def test_admin_pages_load_through_the_admins_guard(page: routes.Page) -> None:
    assert {getattr(handler.fn, GUARD) for handler in page.on_load} == {"as_admin"}
