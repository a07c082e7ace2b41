"""Files of the dashboard: for the session that owns them, and for nobody else."""

import uuid
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from shopchat.accounts import service as accounts
from shopchat.core.db import unit_of_work
from shopchat.exports import service as exports
from shopchat.exports.models import AccountExport, AccountExportPart
from shopchat.http import errors
from shopchat.web import downloads
from shopchat.web.session import SESSION_COOKIE
from tests.doors import Owner, api, client, new_owner, other, owner

__all__ = ["api", "client", "new_owner", "other", "owner"]

FILES = ("knowledge.csv", "conversations.csv", "conversations.csv?status=waiting&q=x&tag=vip")


@pytest_asyncio.fixture
async def site(servers: None) -> AsyncIterator[httpx.AsyncClient]:
    """The routes alone, as the web process has them."""
    app = FastAPI()
    errors.install(app)
    app.include_router(downloads.router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://site.test") as browser:
        yield browser


async def get(site: httpx.AsyncClient, owner: Owner | None, file: str) -> httpx.Response:
    cookies = {}
    if owner is not None:
        async with unit_of_work() as session:
            cookies[SESSION_COOKIE] = await accounts.open_session(session, owner.account)
    site.cookies = httpx.Cookies(cookies)
    return await site.get(f"{downloads.PREFIX}/{file}")


async def an_export(owner: Owner, status: str = "ready") -> AccountExport:
    async with unit_of_work(acting=owner.account.id) as session:
        row = await exports.request_export(session, owner.account)
    async with unit_of_work() as session:
        row = await session.get_one(AccountExport, row.id)
        row.status, row.size = status, 5
        session.add(AccountExportPart(export_id=row.id, position=0, content=b"bytes"))
    return row


async def test_nobody_is_sent_to_the_sign_in(site: httpx.AsyncClient, owner: Owner) -> None:
    row = await an_export(owner)
    for file in (*FILES, f"account/{row.id}.zip"):
        for cookie in ("", "nonsense"):
            site.cookies = httpx.Cookies({SESSION_COOKIE: cookie} if cookie else {})
            answer = await site.get(f"{downloads.PREFIX}/{file}")
            assert (answer.status_code, answer.headers.get("location")) == (303, "/login")


async def test_a_neighbour_gets_her_own_and_nothing_of_anothers(
    site: httpx.AsyncClient, owner: Owner, other: Owner
) -> None:
    bot = await owner.bot()
    await owner.entry(bot, title="Secret recipe")
    row = await an_export(owner)
    assert "Secret recipe" not in (await get(site, other, "knowledge.csv")).text
    for file in (f"knowledge.csv?chatbot={bot['id']}", f"conversations.csv?chatbot={bot['id']}"):
        theirs = await get(site, other, file)
        absent = await get(site, other, file.replace(bot["id"], str(uuid.uuid4())))
        assert (theirs.status_code, theirs.content) == (404, absent.content)
    for export_id in (row.id, uuid.uuid4()):
        assert (await get(site, other, f"account/{export_id}.zip")).status_code == 404


async def test_the_owner_gets_the_files(site: httpx.AsyncClient, owner: Owner) -> None:
    bot = await owner.bot()
    await owner.entry(bot, title="Secret recipe")
    row = await an_export(owner)
    table = await get(site, owner, f"knowledge.csv?chatbot={bot['id']}")
    assert (table.status_code, table.headers["cache-control"]) == (200, "no-store")
    assert "Secret recipe" in table.text
    assert (await get(site, owner, "conversations.csv")).text.startswith("conversation_id,")
    zipped = await get(site, owner, f"account/{row.id}.zip")
    assert (zipped.status_code, zipped.content) == (200, b"bytes")


@pytest.mark.parametrize("status", ["queued", "failed"])
async def test_what_is_not_written_is_not_there(site: httpx.AsyncClient, owner: Owner, status: str) -> None:
    row = await an_export(owner, status)
    assert (await get(site, owner, f"account/{row.id}.zip")).status_code == 404


@pytest.mark.parametrize("file", ["conversations.csv?status=odd", "knowledge.csv?chatbot=x", "account/x.zip"])
async def test_bad_addresses_are_refused(site: httpx.AsyncClient, owner: Owner, file: str) -> None:
    assert (await get(site, owner, file)).status_code == 422
