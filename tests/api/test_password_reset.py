"""A forgotten password: nobody learns who exists, the link works once, and whoever was in is out."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from shopchat.accounts import service
from shopchat.accounts.errors import DeadCredential
from shopchat.core import clock, db, security
from shopchat.core.config import get_settings
from tests.doors import PASSWORD, Owner
from tests.mails import mails, mails_to, token_in

AUTH = "/api/v1/auth"
NEW_PASSWORD = "another horse altogether"


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "BCRYPT_ROUNDS", 4)


@pytest.fixture
def count_statements(client: httpx.AsyncClient) -> Iterator[Callable[[], int]]:
    """How many statements the database has been sent so far."""
    sent = 0

    def count(*_: Any) -> None:
        nonlocal sent
        sent += 1

    event.listen(db.engine().sync_engine, "before_cursor_execute", count)
    yield lambda: sent
    event.remove(db.engine().sync_engine, "before_cursor_execute", count)


async def ask(client: httpx.AsyncClient, email: str) -> httpx.Response:
    return await client.post(f"{AUTH}/password-reset", json={"email": email})


async def confirm(client: httpx.AsyncClient, token: str, password: str = NEW_PASSWORD) -> httpx.Response:
    return await client.post(f"{AUTH}/password-reset/confirm", json={"token": token, "new_password": password})


async def sign_in(client: httpx.AsyncClient, email: str, password: str) -> httpx.Response:
    return await client.post(f"{AUTH}/login", json={"email": email, "password": password})


async def mailed_token(client: httpx.AsyncClient, email: str) -> str:
    assert (await ask(client, email)).status_code == 202
    return token_in((await mails_to(email, "Choose a new"))[-1])


async def test_known_and_unknown_read_the_same_and_cause_the_same_work(
    owner: Owner, client: httpx.AsyncClient, count_statements: Callable[[], int]
) -> None:
    work = []
    answers = []
    for email in ("nobody@shop.example", owner.account.email):
        before = count_statements()
        answers.append(await ask(client, email))
        work.append(count_statements() - before)
    assert {(answer.status_code, answer.content) for answer in answers} == {(202, b"")}
    assert work[0] == work[1] > 0
    assert [mail.recipient for mail in await mails()] == [owner.account.email]


@pytest.mark.parametrize("written", ["OWNER0@shop.example", " owner0@shop.example "])
async def test_a_link_sets_a_new_password_once(owner: Owner, client: httpx.AsyncClient, written: str) -> None:
    assert (await ask(client, written)).status_code == 202
    token = token_in((await mails_to("owner0@shop.example", "Choose a new"))[0])
    answer = await confirm(client, token)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await sign_in(client, "owner0@shop.example", PASSWORD)).status_code == 401
    assert (await sign_in(client, "owner0@shop.example", NEW_PASSWORD)).status_code == 200
    assert (await confirm(client, token, "a third horse entirely")).status_code == 422
    assert (await sign_in(client, "owner0@shop.example", NEW_PASSWORD)).status_code == 200
    assert len(await mails_to("owner0@shop.example", "password was changed")) == 1


async def test_of_many_uses_at_once_one_works(owner: Owner, client: httpx.AsyncClient) -> None:
    token = await mailed_token(client, owner.account.email)
    answers = await asyncio.gather(*(confirm(client, token, f"{NEW_PASSWORD} {turn}") for turn in range(6)))
    assert sorted(answer.status_code for answer in answers) == [204, *[422] * 5]


async def test_every_sign_in_is_over(owner: Owner, client: httpx.AsyncClient) -> None:
    signed_in = (await sign_in(client, owner.account.email, PASSWORD)).json()
    async with db.unit_of_work() as session:
        browser = await service.open_session(session, owner.account)
    key = await owner.key()
    await confirm(client, await mailed_token(client, owner.account.email))
    bearer = {"Authorization": f"Bearer {signed_in['access_token']}"}
    assert (await client.get(f"{AUTH}/me", headers=bearer)).status_code == 401
    refresh = {"refresh_token": signed_in["refresh_token"]}
    assert (await client.post(f"{AUTH}/refresh", json=refresh)).status_code == 401
    with pytest.raises(DeadCredential):
        async with db.unit_of_work() as session:
            await service.account_for_session(session, token=browser)
    assert (await client.get("/api/v1/chatbots", headers=key)).status_code == 200, "a key is no sign-in"
    again = (await sign_in(client, owner.account.email, NEW_PASSWORD)).json()
    alive = await client.get(f"{AUTH}/me", headers={"Authorization": f"Bearer {again['access_token']}"})
    assert alive.status_code == 200


async def test_a_link_is_good_for_an_hour(owner: Owner, client: httpx.AsyncClient) -> None:
    token = await mailed_token(client, owner.account.email)
    with clock.moved(timedelta(hours=1, seconds=1)):
        assert (await confirm(client, token)).status_code == 422
    with clock.moved(timedelta(minutes=59)):
        assert (await confirm(client, token)).status_code == 204


async def test_a_newer_link_replaces_the_older(owner: Owner, client: httpx.AsyncClient) -> None:
    older = await mailed_token(client, owner.account.email)
    newer = await mailed_token(client, owner.account.email)
    assert (await confirm(client, older)).status_code == 422
    assert (await confirm(client, newer)).status_code == 204


async def test_a_weak_password_is_refused_and_leaves_the_link_good(owner: Owner, client: httpx.AsyncClient) -> None:
    token = await mailed_token(client, owner.account.email)
    answer = await confirm(client, token, "password1")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["body", "new_password"]
    assert (await confirm(client, token)).status_code == 204


@pytest.mark.parametrize("token", ["", "ml_unknown", "x" * 201, "\x00", "é"])
async def test_a_made_up_link_opens_nothing(client: httpx.AsyncClient, token: str) -> None:
    assert (await confirm(client, token)).status_code == 422


async def test_a_link_for_one_thing_does_not_do_another(client: httpx.AsyncClient) -> None:
    body = {"email": "new@shop.example", "password": PASSWORD}
    await client.post(f"{AUTH}/register", json=body)
    token = token_in((await mails_to("new@shop.example", "Confirm"))[0])
    assert (await confirm(client, token)).status_code == 422
    answer = await client.post(f"{AUTH}/verify-email", json={"token": token})
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await client.post(f"{AUTH}/verify-email", json={"token": token})).status_code == 422


async def test_a_link_in_the_old_mailbox_is_dead_after_a_change_of_address(
    owner: Owner, client: httpx.AsyncClient
) -> None:
    token = await mailed_token(client, owner.account.email)
    changed = await owner.http.patch(f"{AUTH}/me", json={"email": "next@shop.example", "current_password": PASSWORD})
    assert changed.status_code == 200
    assert (await confirm(client, token)).status_code == 422
    assert len(await mails_to(owner.account.email, "email was changed")) == 1
    assert len(await mails_to("next@shop.example", "Confirm")) == 1


async def _suspend(owner: Owner) -> None:
    async with db.unit_of_work() as session:
        (await session.merge(owner.account)).is_active = False


async def _delete(owner: Owner) -> None:
    await owner.http.request("DELETE", f"{AUTH}/me", json={"password": PASSWORD})


@pytest.mark.parametrize("end", [_suspend, _delete])
async def test_an_account_that_is_gone_is_not_recovered(
    owner: Owner, client: httpx.AsyncClient, end: Callable[[Owner], Awaitable[None]]
) -> None:
    token = await mailed_token(client, owner.account.email)
    await end(owner)
    assert (await confirm(client, token)).status_code == 422
    before = len(await mails())
    assert (await ask(client, owner.account.email)).status_code == 202
    assert len(await mails()) == before


async def test_requests_are_limited_by_email_and_by_address(owner: Owner, client: httpx.AsyncClient) -> None:
    limit = get_settings().rate_limit_reset
    spellings = [owner.account.email, owner.account.email.upper()]
    answers = [await ask(client, spellings[turn % 2]) for turn in range(limit + 1)]
    assert [answer.status_code for answer in answers] == [202] * limit + [429]
    left = get_settings().rate_limit_reset_from - limit
    answers = [await ask(client, f"stranger{turn}@shop.example") for turn in range(left + 1)]
    assert [answer.status_code for answer in answers] == [202] * left + [429]


async def test_a_change_of_password_ends_this_sign_in_too(owner: Owner) -> None:
    body = {"password": NEW_PASSWORD, "current_password": PASSWORD}
    assert (await owner.http.patch(f"{AUTH}/me", json=body)).status_code == 200
    assert (await owner.http.get(f"{AUTH}/me")).status_code == 401
    assert len(await mails_to(owner.account.email, "password was changed")) == 1


async def test_a_new_key_is_told_by_mail(owner: Owner) -> None:
    await owner.key()
    (mail,) = await mails_to(owner.account.email, "API key")
    assert "“program”" in mail.text
