"""Every handler of every page over a bare socket: without a session, and with another owner's.

A handler is an endpoint: no page has to be open, and what a page would send is up to the caller. Whatever is sent, a
tenant's rows stay as they are and nothing of them comes back.
"""

import asyncio
from collections.abc import Iterator
from typing import Any, get_origin, get_type_hints

import pytest
import reflex as rx
from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import service as accounts
from shopchat.accounts.models import NO_PASSWORD, User
from shopchat.core.db import unit_of_work
from shopchat.core.record import metadata
from shopchat.exports.contents import owned_by
from tests.tenant_rows import HOUSE, one_of_each
from tests.web.sockets import Socket, web_process
from tests.web.test_guards import every_handler, every_state

pytestmark = pytest.mark.browser  # it needs the built pages, as a browser does

MARK = "theirs0815"
NAMES = {
    f"{state.__name__}.{name}": f"{state.get_full_name()}.{name}"
    for state in every_state()
    for name in state.event_handlers
}


@pytest.fixture
def server(clean_database: None) -> Iterator[str]:
    """Host and port of a web process over the test's own servers."""
    with web_process() as web:
        yield web.host


async def an_account(session: AsyncSession, email: str) -> User:
    account = User(email=email, password_hash=NO_PASSWORD, plan="enterprise")
    session.add(account)
    await session.flush()
    return account


async def owned(account: User) -> dict[str, list[str]]:
    """Every row of the account as text, by table."""
    async with unit_of_work() as session:
        found = {}
        for table in metadata.sorted_tables:
            whose = owned_by(table, account)
            if table.name in HOUSE or whose is None:
                continue
            connection = await session.connection()
            found[table.name] = sorted(str(tuple(row)) for row in await connection.execute(select(table).where(whose)))
    return found


def payloads(fn: Any, ids: list[str]) -> list[dict[str, Any]]:
    """What to send a handler: each id wherever a text, an id or a field of a form may stand."""
    names = list(rx.EventHandler(fn=fn).get_parameters())[1:]
    hints = get_type_hints(fn)
    if not names:
        return [{}]
    return [{name: _value(hints.get(name), each) for name in names} for each in ids]


def _value(hint: Any, each: str) -> Any:
    if isinstance(hint, type) and hasattr(hint, "__annotations__") and issubclass(hint, dict):
        return dict.fromkeys(hint.__annotations__, each)
    return {int: 1, bool: True, dict: {"form": each}, list: [each]}.get(get_origin(hint) or hint, each)


@pytest.mark.parametrize("who", ["nobody", "a neighbour"])
async def test_no_handler_touches_or_tells_what_is_anothers(server: str, who: str) -> None:
    async with unit_of_work() as session:
        theirs = await an_account(session, f"{MARK}@shop.example")
        rows = await one_of_each(session, theirs, MARK)
        neighbour = await an_account(session, "eve@example.com")
    ids = sorted({str(getattr(row, "id", "")) for row in rows.values()} - {"", str(theirs.id)})
    bot, talk = str(rows["chatbots"].id), str(rows["conversations"].id)  # type: ignore[attr-defined]
    before = await owned(theirs)
    assert all(before.values())

    handlers = [(name, fn) for name, fn in every_handler() if "UploadFile" not in str(get_type_hints(fn))]
    socket = await asyncio.to_thread(Socket, server)
    # Twice, as what the first round leaves in the tab is what the second works on.
    rounds = {f"/dashboard/chatbots/{bot}": ids, f"/dashboard/conversations/{talk}": [bot]}
    for at, named in rounds.items():
        for name, fn in handlers:
            if who == "a neighbour":  # anew, as one of the handlers before may have signed out
                async with unit_of_work() as session:
                    socket.sign_in(await accounts.open_session(session, neighbour))
            for payload in payloads(fn, named if who == "a neighbour" else [bot]):
                socket.call(NAMES[name], payload, at, chatbot_id=bot, open_conversation=talk)
            await asyncio.to_thread(socket.settle)

    assert await owned(theirs) == before
    told = [message for message in socket.heard if MARK in message]
    assert told == []
    assert len(socket.heard) > len(handlers)

    socket.close()


async def test_the_same_calls_by_the_owner_tell(server: str) -> None:
    """Else the silence above would mean nothing."""
    async with unit_of_work() as session:
        theirs = await an_account(session, f"{MARK}@shop.example")
        await one_of_each(session, theirs, MARK)
        own = await accounts.open_session(session, theirs)
    socket = await asyncio.to_thread(Socket, server)
    socket.sign_in(own)
    socket.call(NAMES["KnowledgeState.load"], {})
    await asyncio.to_thread(socket.settle)
    assert any(f"{MARK}-knowledge_base-title" in message for message in socket.heard), "\n".join(socket.heard)
    socket.close()
