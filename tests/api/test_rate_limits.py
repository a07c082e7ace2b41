"""`RateLimit` fields: a caller sees what is left before it is refused."""

import httpx

from shopchat.core.config import get_settings
from tests.doors import Owner

ME = "/api/v1/auth/me"


async def test_each_answer_says_what_is_left(owner: Owner) -> None:
    limit = get_settings().rate_limit_api
    answers = [await owner.http.get(ME) for _ in range(3)]
    assert [answer.headers["RateLimit"] for answer in answers] == [f'"api";r={limit - turn}' for turn in (1, 2, 3)]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {f'"api";q={limit};w=60'}


async def test_a_refusal_of_another_kind_says_it_too(owner: Owner) -> None:
    answer = await owner.http.get("/api/v1/chatbots/00000000-0000-4000-8000-000000000000")
    assert answer.status_code == 404
    assert answer.headers["RateLimit"].startswith('"api";r=')


async def test_the_refused_one_says_when_to_come_back(client: httpx.AsyncClient) -> None:
    limit = get_settings().rate_limit_login
    body = {"email": "nobody@shop.example", "password": "guess number one"}
    answers = [await client.post("/api/v1/auth/login", json=body) for _ in range(limit + 1)]
    assert answers[-2].headers["RateLimit"] == '"login";r=0'
    last = answers[-1]
    assert last.status_code == 429
    assert last.headers["RateLimit"] == f'"login";r=0;t={last.headers["Retry-After"]}'
    assert last.headers["RateLimit-Policy"] == f'"login";q={limit};w=60'


async def test_the_tightest_of_several_limits_is_shown(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/auth/password-reset", json={"email": "nobody@shop.example"})
    limit = get_settings().rate_limit_reset
    assert answer.headers["RateLimit-Policy"] == f'"reset";q={limit};w=3600'


async def test_an_answer_without_a_limit_says_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/billing/plans")
    assert "RateLimit" not in answer.headers
