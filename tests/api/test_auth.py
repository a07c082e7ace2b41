"""Sign-in: strangers learn nothing, tokens are good once, and what is dead stays dead."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable

import httpx
import pytest
from sqlmodel import select

from shopchat.accounts import tokens
from shopchat.accounts.models import User
from shopchat.core import db
from shopchat.core.config import get_settings
from tests.doors import PASSWORD, Json, Owner

AUTH = "/api/v1/auth"


async def register(client: httpx.AsyncClient, email: str = "new@shop.example", password: str = PASSWORD) -> Json:
    answer = await client.post(f"{AUTH}/register", json={"email": email, "password": password})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def refresh(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post(f"{AUTH}/refresh", json={"refresh_token": token})


async def test_registration_signs_in(client: httpx.AsyncClient) -> None:
    made = await register(client, "New@Shop.Example")
    assert made["token_type"] == "bearer"
    assert made["expires_in"] == get_settings().access_token_minutes * 60
    user = made["user"]
    assert user.keys() == {
        "id", "email", "plan", "role", "external_platform_id", "external_store_id", "created_at", "updated_at",
    }  # fmt: skip
    assert (user["email"], user["plan"], user["role"]) == ("new@shop.example", "free", "owner")
    me = await client.get(f"{AUTH}/me", headers=bearer(made["access_token"]))
    assert me.json() == user


@pytest.mark.parametrize("again", ["new@shop.example", "NEW@SHOP.EXAMPLE", " New@Shop.example "])
async def test_an_email_is_taken_once(client: httpx.AsyncClient, again: str) -> None:
    await register(client)
    answer = await client.post(f"{AUTH}/register", json={"email": again, "password": PASSWORD})
    assert answer.status_code == 409
    assert answer.json().keys() == {"detail"}


async def test_of_many_who_register_one_email_at_once_one_gets_it(client: httpx.AsyncClient) -> None:
    body = {"email": "new@shop.example", "password": PASSWORD}
    answers = await asyncio.gather(*(client.post(f"{AUTH}/register", json=body) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("password", {"email": "new@shop.example", "password": "seven77"}),
        ("password", {"email": "new@shop.example", "password": "password1"}),
        ("password", {"email": "new@shop.example", "password": "x" * 12}),
        ("password", {"email": "new@shop.example", "password": "ab" * 129}),
        ("email", {"email": "new@shop", "password": PASSWORD}),
        ("email", {"email": "nobody", "password": PASSWORD}),
        ("email", {"email": "a@" + "b" * 250 + ".example", "password": PASSWORD}),
        ("email", {"password": PASSWORD}),
        ("role", {"email": "new@shop.example", "password": PASSWORD, "role": "admin"}),
    ],
)
async def test_a_bad_registration_says_what_is_wrong(client: httpx.AsyncClient, field: str, body: Json) -> None:
    answer = await client.post(f"{AUTH}/register", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["body", field]


async def test_an_unknown_email_and_a_wrong_password_read_the_same(owner: Owner, client: httpx.AsyncClient) -> None:
    wrong = await client.post(f"{AUTH}/login", json={"email": owner.account.email, "password": "not this one"})
    unknown = await client.post(f"{AUTH}/login", json={"email": "nobody@shop.example", "password": "not this one"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content
    assert wrong.headers["WWW-Authenticate"] == unknown.headers["WWW-Authenticate"]


@pytest.mark.parametrize("written", ["owner0@shop.example", "OWNER0@Shop.example", "  owner0@shop.example "])
async def test_sign_in_is_blind_to_case_and_outer_space(owner: Owner, client: httpx.AsyncClient, written: str) -> None:
    answer = await client.post(f"{AUTH}/login", json={"email": written, "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.json()["user"]["id"] == str(owner.account.id)


async def test_guesses_are_limited_however_the_email_is_written(owner: Owner, client: httpx.AsyncClient) -> None:
    limit = get_settings().rate_limit_login
    spellings = ["owner0@shop.example", " owner0@shop.example", "OWNER0@shop.example ", "\towner0@shop.example"]
    answers = [
        await client.post(f"{AUTH}/login", json={"email": spellings[turn % 4], "password": "guess number one"})
        for turn in range(limit + 1)
    ]
    assert [answer.status_code for answer in answers] == [401] * limit + [429]
    assert answers[-1].headers.keys() >= {"retry-after", "ratelimit"}


async def test_a_refresh_token_is_good_once_and_its_reuse_kills_the_family(client: httpx.AsyncClient) -> None:
    first = (await register(client))["refresh_token"]
    second = (await refresh(client, first)).json()["refresh_token"]
    third = (await refresh(client, second)).json()["refresh_token"]
    assert (await refresh(client, first)).status_code == 401
    assert (await refresh(client, third)).status_code == 401


async def test_of_two_refreshes_at_once_one_wins(client: httpx.AsyncClient) -> None:
    account_id = uuid.UUID((await register(client))["user"]["id"])
    for _ in range(200):
        async with db.unit_of_work() as session:
            account = (await session.exec(select(User).where(User.id == account_id))).one()
            token = (await tokens.issue(session, account)).refresh_token
        answers = await asyncio.gather(refresh(client, token), refresh(client, token))
        assert sorted(answer.status_code for answer in answers) == [200, 401]
        await _forget_limits()


async def test_a_sign_in_that_is_over_leaves_the_others(client: httpx.AsyncClient) -> None:
    here = await register(client)
    there = (await client.post(f"{AUTH}/login", json={"email": here["user"]["email"], "password": PASSWORD})).json()
    body = {"refresh_token": here["refresh_token"]}
    for _ in range(2):
        left = await client.post(f"{AUTH}/logout", json=body, headers=bearer(here["access_token"]))
        assert (left.status_code, left.content) == (204, b"")
    assert (await refresh(client, here["refresh_token"])).status_code == 401
    assert (await refresh(client, there["refresh_token"])).status_code == 200


async def test_no_one_ends_anothers_sign_in(owner: Owner, client: httpx.AsyncClient) -> None:
    made = await register(client)
    assert (await owner.http.post(f"{AUTH}/logout", json={"refresh_token": made["refresh_token"]})).status_code == 204
    assert (await refresh(client, made["refresh_token"])).status_code == 200


@pytest.mark.parametrize("token", ["", "rt_unknown", "x" * 201, "\x00", "é"])
async def test_an_unknown_refresh_token_is_refused(client: httpx.AsyncClient, token: str) -> None:
    assert (await refresh(client, token)).status_code in {401, 422}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (422, {"email": "next@shop.example", "current_password": "not this one"}),
        (422, {"password": "another horse", "current_password": "not this one"}),
        (422, {"password": "short", "current_password": PASSWORD}),
        (422, {"email": "nobody", "current_password": PASSWORD}),
        (422, {"email": None, "current_password": PASSWORD}),
        (422, {"current_password": PASSWORD}),
        (422, {"email": "next@shop.example"}),
        (422, {"plan": "enterprise", "current_password": PASSWORD}),
        (409, {"email": "OWNER1@shop.example", "current_password": PASSWORD}),
    ],
)
async def test_a_refused_change_changes_nothing(owner: Owner, other: Owner, status: int, body: Json) -> None:
    before = (await owner.http.get(f"{AUTH}/me")).json()
    assert (await owner.http.patch(f"{AUTH}/me", json=body)).status_code == status
    assert (await owner.http.get(f"{AUTH}/me")).json() == before


async def test_email_and_password_change_together(client: httpx.AsyncClient) -> None:
    made = await register(client)
    answer = await client.patch(
        f"{AUTH}/me",
        json={"email": "Next@shop.example", "password": "another horse", "current_password": PASSWORD},
        headers=bearer(made["access_token"]),
    )
    assert (answer.status_code, answer.json()["email"]) == (200, "next@shop.example")
    assert (await refresh(client, made["refresh_token"])).status_code == 401
    signed_in = await client.post(f"{AUTH}/login", json={"email": "next@shop.example", "password": "another horse"})
    assert signed_in.status_code == 200


async def test_deleting_the_account_takes_the_password(owner: Owner) -> None:
    refused = await owner.http.request("DELETE", f"{AUTH}/me", json={"password": "not this one"})
    assert refused.status_code == 422
    assert (await owner.http.get(f"{AUTH}/me")).status_code == 200


async def _delete(owner: Owner) -> None:
    answer = await owner.http.request("DELETE", f"{AUTH}/me", json={"password": PASSWORD})
    assert (answer.status_code, answer.content) == (204, b"")


async def _suspend(owner: Owner) -> None:
    async with db.unit_of_work() as session:
        account = await session.merge(owner.account)
        account.is_active = False


@pytest.mark.parametrize("end", [_delete, _suspend])
async def test_of_an_account_that_is_gone_every_credential_is_dead(
    owner: Owner, client: httpx.AsyncClient, end: Callable[[Owner], Awaitable[None]]
) -> None:
    bot = await owner.bot()
    key = await owner.key()
    signed_in = await client.post(f"{AUTH}/login", json={"email": owner.account.email, "password": PASSWORD})
    await end(owner)
    login = await client.post(f"{AUTH}/login", json={"email": owner.account.email, "password": PASSWORD})
    widget = await client.get("/api/v1/widget/config", params={"widget_key": bot["widget_key"]})
    assert login.status_code == 401
    assert (await owner.http.get(f"{AUTH}/me")).status_code == 401
    assert (await refresh(client, signed_in.json()["refresh_token"])).status_code == 401
    assert (await client.get("/api/v1/chatbots", headers=key)).status_code == 401
    assert widget.status_code == 404


async def _forget_limits() -> None:
    from shopchat.core.redis import redis

    await redis().flushdb()
