"""Credentials: what is not ours is refused, whatever is wrong with it."""

import base64
import json
import uuid
from datetime import timedelta
from typing import Any

import jwt
import pytest

from shopchat.core import clock, security
from shopchat.core.config import get_settings
from shopchat.core.errors import Unauthenticated

SECRET = "a-secret-of-the-tests-that-is-long-enough-for-every-algorithm-here"
USER = uuid.UUID("6f1c2a94-6d0e-4f6e-9d53-0d8ef9a1c001")


@pytest.fixture(autouse=True)
def _known_secret(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(security, "BCRYPT_ROUNDS", 4)
    monkeypatch.setenv("JWT_SECRET", SECRET)
    get_settings.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()


def claims(**changes: Any) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    good = {
        "iss": "shopchat",
        "aud": "shopchat-api",
        "sub": str(USER),
        "typ": "access",
        "jti": "1",
        "iat": now,
        "exp": now + 60,
    }
    return good | changes


def signed(secret: str = SECRET, algorithm: str | None = "HS256", **changes: Any) -> str:
    return jwt.encode(claims(**changes), secret if algorithm else "", algorithm=algorithm)


def test_the_handmade_token_that_the_next_tests_spoil_is_good() -> None:
    assert security.read_access_token(signed()).user_id == USER


@pytest.mark.parametrize("missing", security.CLAIMS)
def test_a_token_without_one_of_its_claims_is_refused(missing: str) -> None:
    without = {name: value for name, value in claims().items() if name != missing}
    with pytest.raises(Unauthenticated):
        security.read_access_token(jwt.encode(without, SECRET, algorithm="HS256"))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "someone"},
        {"aud": "something"},
        {"aud": ["shopchat-api", "something"]},
        {"typ": "refresh"},
        {"sub": "not-a-uuid"},
        {"exp": 0},
        {"exp": "9999999999"},
        {"exp": None},
    ],
    ids=str,
)
def test_a_token_with_another_claim_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        security.read_access_token(signed(**changes))


def test_a_token_of_another_key_or_algorithm_is_refused() -> None:
    for token in (
        signed(secret="another-secret-that-is-just-as-long-as-ours-for-every-algorithm-here"),
        signed(algorithm="HS512"),
    ):
        with pytest.raises(Unauthenticated):
            security.read_access_token(token)


def test_an_unsigned_token_is_refused() -> None:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    for algorithm in ("none", "None", "NONE"):
        with pytest.raises(Unauthenticated):
            security.read_access_token(f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(claims())}.")


@pytest.mark.parametrize(
    "junk", ["", ".", "..", "a.b.c", "\ud800.x.y", "é" * 20, "x" * 100_000, "[" * 3000, "eyJhbGciOiJIUzI1NiJ9.W10.x"]
)
def test_junk_is_refused(junk: str) -> None:
    with pytest.raises(Unauthenticated):
        security.read_access_token(junk)


def test_a_token_ends_with_its_lifetime() -> None:
    token = security.new_access_token(USER, timedelta(minutes=30))
    with clock.moved(timedelta(minutes=29)):
        assert security.read_access_token(token).user_id == USER
    with clock.moved(timedelta(minutes=30, seconds=1)), pytest.raises(Unauthenticated):
        security.read_access_token(token)


async def test_only_the_password_fits_its_hash() -> None:
    hashed = await security.hash_password("correct horse")
    assert await security.verify_password("correct horse", hashed)
    assert not await security.verify_password("correct horsf", hashed)
    assert "correct" not in hashed


async def test_all_of_a_long_password_counts() -> None:
    hashed = await security.hash_password("x" * 100 + "1")
    assert not await security.verify_password("x" * 100 + "2", hashed)


async def test_a_nul_ends_no_password() -> None:
    hashed = await security.hash_password("first\x00second")
    assert not await security.verify_password("first\x00third", hashed)


async def test_two_keyboards_spell_one_password() -> None:
    hashed = await security.hash_password("caf\u00e9 au lait")
    assert await security.verify_password("cafe\u0301 au lait", hashed)


async def test_nobody_signs_in_as_an_unknown_user() -> None:
    assert not await security.verify_password("anything", None)


def test_the_unknown_user_costs_what_a_known_one_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert security.NOBODYS_HASH.startswith(f"$2b${security.BCRYPT_ROUNDS}$")


def test_tokens_are_long_random_and_told_apart() -> None:
    tokens = {security.new_token("sc") for _ in range(100)}
    assert len(tokens) == 100
    assert all(token.startswith("sc_") and len(token) == 46 for token in tokens)
    assert security.new_widget_key().startswith("wk_")


def test_a_stored_hash_does_not_hold_the_token() -> None:
    assert len(security.hash_token("sc_x")) == 64
    assert security.hash_token("sc_x") != security.hash_token("sc_y")
    assert len(security.hash_token("\ud800")) == 64
