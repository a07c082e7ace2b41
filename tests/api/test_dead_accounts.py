"""An account that is deleted or suspended: not one of its credentials, nor its visitors', opens anything."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
import pytest

from shopchat.accounts import service
from shopchat.accounts.errors import DeadCredential
from shopchat.core import db, security
from tests.doors import PASSWORD, Json, Owner

API = "/api/v1"


@dataclass(frozen=True)
class Credentials:
    """Everything that lets somebody in on account of one owner."""

    key: dict[str, str]
    signed_in: Json
    browser: str
    widget_key: str
    visitor_token: str

    async def try_all(self, client: httpx.AsyncClient, email: str) -> dict[str, int]:
        """The status that each of them gets."""
        bearer = {"Authorization": f"Bearer {self.signed_in['access_token']}"}
        refresh = {"refresh_token": self.signed_in["refresh_token"]}
        visit = {"widget_key": self.widget_key, "visitor_token": self.visitor_token}
        say = {"widget_key": self.widget_key, "visitor_id": "visitor", "message": "Hello"}
        answers = {
            "access token": await client.get(f"{API}/auth/me", headers=bearer),
            "access token, writing": await client.post(f"{API}/chatbots", json={"name": "x"}, headers=bearer),
            "export": await client.get(f"{API}/auth/me/export", headers=bearer),
            "API key": await client.get(f"{API}/chatbots", headers=self.key),
            "API key, writing": await client.post(f"{API}/chatbots", json={"name": "x"}, headers=self.key),
            "refresh token": await client.post(f"{API}/auth/refresh", json=refresh),
            "password": await client.post(f"{API}/auth/login", json={"email": email, "password": PASSWORD}),
            "widget": await client.get(f"{API}/widget/config", params={"widget_key": self.widget_key}),
            "visitor, speaking": await client.post(f"{API}/widget/chat", json={**say, **visit}),
            "visitor, reading": await client.post(f"{API}/widget/history", json=visit),
        }
        return {name: answer.status_code for name, answer in answers.items()} | {"dashboard": await self._dashboard()}

    async def _dashboard(self) -> int:
        try:
            async with db.unit_of_work() as session:
                await service.account_for_session(session, token=self.browser)
        except DeadCredential:
            return 401
        return 200


@pytest.fixture
async def credentials(owner: Owner, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> Credentials:
    monkeypatch.setattr(security, "BCRYPT_ROUNDS", 4)
    bot = await owner.bot()
    say = {"widget_key": bot["widget_key"], "visitor_id": "visitor", "message": "Hello"}
    said = (await client.post(f"{API}/widget/chat", json=say)).json()
    login = await client.post(f"{API}/auth/login", json={"email": owner.account.email, "password": PASSWORD})
    async with db.unit_of_work() as session:
        browser = await service.open_session(session, owner.account)
    return Credentials(await owner.key(), login.json(), browser, bot["widget_key"], said["visitor_token"])


async def _delete(owner: Owner) -> None:
    await owner.http.request("DELETE", f"{API}/auth/me", json={"password": PASSWORD})


async def _suspend(owner: Owner) -> None:
    async with db.unit_of_work() as session:
        (await session.merge(owner.account)).is_active = False


async def test_they_all_work_while_the_account_does(
    owner: Owner, client: httpx.AsyncClient, credentials: Credentials
) -> None:
    found = await credentials.try_all(client, owner.account.email)
    assert {name: status for name, status in found.items() if status >= 300} == {}


@pytest.mark.parametrize("end", [_delete, _suspend])
async def test_none_works_afterwards(
    owner: Owner, client: httpx.AsyncClient, credentials: Credentials, end: Callable[[Owner], Awaitable[None]]
) -> None:
    await end(owner)
    found = await credentials.try_all(client, owner.account.email)
    assert {name: status for name, status in found.items() if status not in {401, 404}} == {}
