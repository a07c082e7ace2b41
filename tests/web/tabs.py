"""A browser's tab without the browser: the state that it shows, and its handlers called as a browser can call them."""

from typing import Any, TypeVar

import reflex as rx

from shopchat.web.session import SessionState

S = TypeVar("S", bound=SessionState)


def tab(state: type[S], token: str = "") -> S:
    """A tab with this session token; the state that it shows."""
    root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    shown = root.get_substate(state.get_full_name().split("."))
    shown.session_token = token
    return shown  # type: ignore[return-value]


def beside(shown: SessionState, state: type[S]) -> S:
    """Another state of the same tab."""
    return shown._get_root_state().get_substate(state.get_full_name().split("."))  # type: ignore[return-value]


async def call(shown: SessionState, name: str, *args: Any) -> Any:
    """What the handler of that name returns."""
    return await type(shown).event_handlers[name].fn(shown, *args)
