"""Every method of a state is an endpoint that any browser can call: none goes without a mark, and the mark holds."""

import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
import reflex as rx
from reflex.state import BaseState
from sqlmodel import select

from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.core.db import unit_of_work
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges
from shopchat.knowledge.models import Entry
from shopchat.web import routes
from shopchat.web.owner.chatbot_settings import ChatbotSettingsState
from shopchat.web.owner.chatbots import ChatbotsState
from shopchat.web.owner.knowledge_editor import EditorState
from shopchat.web.session import GUARD, SessionState

PASSWORD = "a quiet sentence 42"
NOBODY = "00000000-0000-4000-8000-000000000000"


def _states(root: type[BaseState] = rx.State) -> Iterator[type[BaseState]]:
    for state in root.get_substates():
        if state.__module__.startswith("shopchat."):
            yield state
        yield from _states(state)


def _handlers() -> list[tuple[str, Any]]:
    assert routes.PAGES  # importing them has made every state
    return [
        (f"{state.__name__}.{name}", handler.fn)
        for state in _states()
        for name, handler in state.event_handlers.items()
        if name != "setvar"  # Reflex's own: it calls a handler of the name set_..., which carries a mark itself
    ]


def test_there_is_something_to_guard() -> None:
    names = [name for name, _ in _handlers()]
    assert "ChatbotsState.create" in names
    assert "KnowledgeState.load" in names  # inherited ones are endpoints of the heir
    assert len(names) > 40


@pytest.mark.parametrize(("name", "fn"), _handlers())
def test_each_handler_is_guarded_or_marked_public(name: str, fn: Any) -> None:
    mark = getattr(fn, GUARD, None)
    assert mark in {"signed_in", "public"}, f"{name}: put @signed_in or @public on it (shopchat.web.session)."


def test_a_handler_without_a_mark_is_found() -> None:
    def bare(self: SessionState) -> None: ...

    assert getattr(bare, GUARD, None) is None


@pytest.mark.parametrize(("name", "fn"), _handlers())
def test_no_browser_can_name_the_session_or_the_account(name: str, fn: Any) -> None:
    handler = rx.EventHandler(fn=fn)
    assert not {"session", "account"} & set(handler.get_parameters()), name


@pytest.mark.parametrize("page", [page for page in routes.PAGES if page.route.startswith("/dashboard")])
def test_dashboard_pages_load_through_a_guard(page: routes.Page) -> None:
    marks = [getattr(handler.fn, GUARD) for handler in page.on_load]
    assert "signed_in" in marks


def _in_a_tab[S: BaseState](state: type[S], token: str = "") -> S:
    raise NotImplementedError
