"""Callers for the tests of the HTTP doors: the application in this process, owners, and what they have."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from shopchat.accounts.models import User
from shopchat.core import db, security
from shopchat.doors import make_api
from widget_server import chat

__all__ = ["PASSWORD", "Json", "Owner", "api", "client", "new_owner", "other", "owner"]

Json = dict[str, Any]
PASSWORD = "a horse of seven colours"
# Of PASSWORD, at the lowest cost there is.
PASSWORD_HASH = "$2b$04$24Pvo72o28QE390BWL2k0uPYYO5HGYvNCockkPHIP67ynSmAyKLM6"


@dataclass(frozen=True)
class Owner:
    """An account with a client that is signed in to it."""

    account: User
    http: httpx.AsyncClient

    async def bot(self, **fields: Any) -> Json:
        return await self._made("/api/v1/chatbots", {"name": "Alba", **fields})

    async def entry(self, bot: Json, **fields: Any) -> Json:
        known = {"chatbot_id": bot["id"], "title": "Returns", "content": "You can return anything within 30 days."}
        return await self._made("/api/v1/knowledge", {**known, **fields})

    async def product(self, bot: Json, title: str, price: str, **facts: Any) -> Json:
        metadata = {"price": price, "currency": "EUR", **facts}
        return await self.entry(
            bot, title=title, content=f"{title}, well made.", source_type="product_catalog", metadata=metadata
        )

    async def key(self, *scopes: str) -> dict[str, str]:
        """The header that a new API key is sent with."""
        made = await self._made("/api/v1/api-keys", {"name": "program", "scopes": list(scopes) or ["read", "write"]})
        return {"X-API-Key": made["key"]}

    async def _made(self, path: str, body: Json) -> Json:
        answer = await self.http.post(path, json=body)
        assert answer.status_code == 201, answer.text
        made: Json = answer.json()
        return made


@pytest.fixture(scope="session")
def api(servers: None) -> FastAPI:
    """All doors but the people's."""
    return make_api()


@pytest_asyncio.fixture
async def client(
    clean_database: None, api: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """Nobody's client. Fails on an answer that the OpenAPI document does not declare, and so on any 500."""
    monkeypatch.setattr(chat, "PAUSE", 0)
    monkeypatch.setattr(security, "BCRYPT_ROUNDS", 4)
    monkeypatch.setattr(security, "NOBODYS_HASH", PASSWORD_HASH)
    async with _client(api) as nobody:
        yield nobody


@pytest_asyncio.fixture
async def new_owner(client: httpx.AsyncClient, api: FastAPI) -> AsyncIterator[Callable[..., Awaitable[Owner]]]:
    """Makes owners: `await new_owner("pro")`."""
    clients: list[httpx.AsyncClient] = []

    async def make(plan: str = "enterprise", **fields: Any) -> Owner:
        email = fields.pop("email", f"owner{len(clients)}@shop.example")
        async with db.unit_of_work() as session:
            account = User(email=email, password_hash=PASSWORD_HASH, plan=plan, **fields)
            session.add(account)
        clients.append(_client(api))
        token = security.new_access_token(account.id, timedelta(hours=1))
        clients[-1].headers["Authorization"] = f"Bearer {token}"
        return Owner(account, clients[-1])

    yield make
    for each in clients:
        await each.aclose()


@pytest_asyncio.fixture
async def owner(new_owner: Callable[..., Awaitable[Owner]]) -> Owner:
    """An owner without limits."""
    return await new_owner()


@pytest_asyncio.fixture
async def other(owner: Owner, new_owner: Callable[..., Awaitable[Owner]]) -> Owner:
    """Another owner, who must never see or change what is `owner`'s."""
    return await new_owner()


def _client(api: FastAPI) -> httpx.AsyncClient:
    declared = _declared(api)

    async def check(answer: httpx.Response) -> None:
        request = answer.request
        statuses = next((known for method, path, known in declared if _is_at(request, method, path)), None)
        if statuses is not None:
            assert answer.status_code in statuses, f"{request.method} {request.url} answered {answer.status_code}"
        else:
            assert answer.status_code < 500, f"{request.method} {request.url} answered {answer.status_code}"

    transport = httpx.ASGITransport(app=api, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://shopchat.test", event_hooks={"response": [check]})


def _declared(api: FastAPI) -> list[tuple[str, re.Pattern[str], set[int]]]:
    """Method, path and declared statuses of each operation; paths without parameters first."""
    paths = sorted(api.openapi()["paths"].items(), key=lambda item: "{" in item[0])
    return [
        (
            method.upper(),
            re.compile(re.sub(r"{\w+}", "[^/]+", path)),
            {int(status) for status in operation["responses"]},
        )
        for path, operations in paths
        for method, operation in operations.items()
    ]


def _is_at(request: httpx.Request, method: str, path: re.Pattern[str]) -> bool:
    return request.method == method and path.fullmatch(request.url.path) is not None
