"""The settings page, as a browser can call it: sign-ins, mails, the zip, the end."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from sqlmodel import col, select

from shopchat.accounts import service as accounts
from shopchat.accounts import tokens
from shopchat.accounts.errors import DeadCredential
from shopchat.accounts.models import DashboardSession, OutboxMail, User
from shopchat.billing import warnings
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.core.db import unit_of_work
from shopchat.exports.models import AccountExport
from shopchat.web.owner.settings_deletion import DeletionState
from shopchat.web.owner.settings_export import ExportState
from shopchat.web.owner.settings_mails import MailChoicesState
from shopchat.web.owner.settings_profile import ProfileState
from shopchat.web.owner.settings_sign_ins import SignInsState
from shopchat.web.user_agents import browser_of
from tests.doors import PASSWORD, PASSWORD_HASH
from tests.web.tabs import call, tab

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass(frozen=True)
class Owner:
    """An account and the browser that it is signed in with."""

    account: User
    token: str


async def an_owner(email: str) -> Owner:
    async with unit_of_work() as session:
        account = User(email=email, password_hash=PASSWORD_HASH)
        session.add(account)
        await session.flush()
        return Owner(account, await accounts.open_session(session, account, user_agent=FIREFOX))


@pytest_asyncio.fixture
async def ada(clean_database: None) -> AsyncIterator[Owner]:
    yield await an_owner("ada@example.com")


async def another_browser(owner: Owner) -> str:
    async with unit_of_work() as session:
        return await accounts.open_session(session, owner.account)


async def living(owner: Owner) -> int:
    async with unit_of_work() as session:
        mine = select(DashboardSession).where(col(DashboardSession.user_id) == owner.account.id)
        return len((await session.exec(mine)).all())


async def test_nobody_and_a_neighbour_change_nothing(ada: Owner) -> None:
    eve = await an_owner("eve@example.com")
    async with unit_of_work() as session:
        hers = (await session.exec(select(DashboardSession.id).where(DashboardSession.user_id == ada.account.id))).one()
    for token in ("", eve.token):
        state = tab(SignInsState, token)
        for asked in (str(hers), str(uuid.uuid4()), "no id"):
            await call(state, "end", asked)
        await call(state, "end_others")
        assert str(hers) not in {row.id for row in state.rows}
        export = tab(ExportState, token)
        await call(export, "load")
        assert export.status == ""
    assert await living(ada) == 1
    for name, argument in (("save", {}), ("load", None)):
        await call(tab(MailChoicesState), name, *([argument] if argument is not None else []))
    await call(tab(DeletionState), "delete", {"password": PASSWORD})
    async with unit_of_work() as session:
        assert (await session.get_one(User, ada.account.id)).mails_usage


async def test_the_account_is_told(ada: Owner) -> None:
    state = tab(ProfileState, ada.token)
    await call(state, "load")
    assert (state.address, state.is_confirmed, state.platform) == ("ada@example.com", False, "")


async def test_another_browser_is_signed_out_from_here(ada: Owner) -> None:
    other = await another_browser(ada)
    state = tab(SignInsState, ada.token)
    await call(state, "load")
    assert [(row.browser, row.is_here) for row in state.rows] == [
        ("Firefox on Windows", True),
        ("Unknown browser", False),
    ]
    await call(state, "end", state.rows[1].id)
    assert len(state.rows) == 1
    there = tab(ProfileState, other)
    assert "/login" in str(await call(there, "load"))


async def test_everywhere_else_is_signed_out_and_here_is_not(ada: Owner) -> None:
    for _ in range(3):
        await another_browser(ada)
    async with unit_of_work() as session:
        pair = await tokens.issue(session, ada.account)
    state = tab(SignInsState, ada.token)
    await call(state, "end_others")
    assert [row.is_here for row in state.rows] == [True]
    async with unit_of_work() as session:
        with pytest.raises(DeadCredential):
            await tokens.rotate(session, refresh_token=pair.refresh_token)
    await call(state, "load")
    assert len(state.rows) == 1


async def test_what_is_not_wanted_is_not_mailed(ada: Owner) -> None:
    state = tab(MailChoicesState, ada.token)
    await call(state, "load")
    assert (state.mails_hand_offs, state.mails_usage) == (True, True)
    await call(state, "save", {"mails_hand_offs": "on"})
    async with unit_of_work() as session:
        account = await session.get_one(User, ada.account.id)
        assert (account.mails_hand_offs, account.mails_usage) == (True, False)
        await warnings.after_use(session, account, warnings.ENTRIES, used=10, limit=10)
        assert (await session.exec(select(OutboxMail))).all() == []
    await call(state, "save", {"mails_usage": "on"})
    async with unit_of_work() as session:
        account = await session.get_one(User, ada.account.id)
        await warnings.after_use(session, account, warnings.CONVERSATIONS, used=50, limit=50)
        assert len((await session.exec(select(OutboxMail))).all()) == 1


async def test_the_zip_is_asked_for_once_and_a_failed_one_again(ada: Owner) -> None:
    state = tab(ExportState, ada.token)
    for _ in range(2):
        await call(state, "begin")
        assert state.status == "queued"
    async with unit_of_work() as session:
        row = (await session.exec(select(AccountExport))).one()
        row.status = "failed"
    await call(state, "load")
    assert state.status == "failed"
    await call(state, "begin")
    assert state.status == "queued"


async def test_the_account_goes_with_its_password_alone(ada: Owner) -> None:
    async with unit_of_work() as session:
        await chatbots.create_chatbot(session, ada.account, fields=ChatbotChanges(name="Ivy"))
    state = tab(DeletionState, ada.token)
    await call(state, "ask")
    assert state.goes == ["1 chatbot", "0 knowledge entries", "0 conversations", "0 API keys"]
    await call(state, "delete", {"password": "not this one"})
    assert list(state.errors) == ["password"]
    async with unit_of_work() as session:
        assert await session.get(User, ada.account.id) is not None
    assert "/login?gone=1" in str(await call(state, "delete", {"password": PASSWORD}))
    async with unit_of_work() as session:
        assert await session.get(User, ada.account.id) is None
    assert await living(ada) == 0


MOZILLA = "Mozilla/5.0"
BLINK = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "browser"),
    [
        ("", "Unknown browser"),
        ("curl/8.5", "Unknown browser"),
        (FIREFOX, "Firefox on Windows"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) Version/18 Safari/605.1", "Safari on macOS"),
        (f"{MOZILLA} (X11; Linux x86_64) {BLINK}", "Chrome on Linux"),
        (f"{MOZILLA} (Windows NT 10.0) {BLINK} Edg/142.0", "Edge on Windows"),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        (f"{MOZILLA} (Linux; Android 15) Something/1.0", "A browser on Android"),
    ],
)
def test_browsers_are_named(user_agent: str, browser: str) -> None:
    assert browser_of(user_agent) == browser
