"""Forged access tokens: none is let in."""

import base64
import hashlib
import hmac
import json
import time
import uuid
from typing import Any

import httpx
import jwt
import pytest

from shopchat.core.config import get_settings
from tests.doors import Json, Owner

NOW = int(time.time())  # of the import: a test may run an hour later
DROP = object()
NO_ALGS: tuple[Any, ...] = ("none", "None", "NONE", "nOnE", "", None, ["HS256"])
GUESSES = ("", "secret", "shopchat", "changeme", "null")


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def part(content: Any) -> str:
    return b64(json.dumps(content).encode())


def secret() -> str:
    found = get_settings().jwt_secret
    assert found is not None
    return found.get_secret_value()


def claims(owner: Owner, **changes: Any) -> Json:
    whole = {
        "iss": "shopchat",
        "aud": "shopchat-api",
        "sub": str(owner.account.id),
        "typ": "access",
        "jti": uuid.uuid4().hex,
        "iat": NOW,
        "exp": NOW + 86400,
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not DROP}


def by_hand(header: Any, payload: Any, key: str, digest: str = "sha256") -> str:
    """A token that no library would make; signed as its reader would check it."""
    signed = f"{part(header)}.{part(payload)}"
    return f"{signed}.{b64(hmac.new(key.encode(), signed.encode(), digest).digest())}"


def forged(owner: Owner) -> dict[str, str]:
    """What somebody without the secret could send, or with a token of ours that was made for something else."""
    good = claims(owner)
    unsigned = f"{part(good)}."
    ours = jwt.encode(good, secret(), algorithm="HS256")
    head, body, signature = ours.split(".")
    return {
        **{f"alg {alg!r}": f"{part({'alg': alg})}.{unsigned}" for alg in NO_ALGS},
        "no alg": f"{part({})}.{unsigned}",
        "signature cut": f"{head}.{body}.",
        "signature shortened": ours[:-4],
        "signature of another": f"{head}.{part(claims(owner, sub=str(uuid.uuid4())))}.{signature}",
        "payload swapped": f"{head}.{part(claims(owner, typ='admin'))}.{signature}",
        **{f"key {key!r}": by_hand({"alg": "HS256"}, good, key) for key in GUESSES},
        "HS384": jwt.encode(good, secret(), algorithm="HS384"),
        "HS512": jwt.encode(good, secret(), algorithm="HS512"),
        "RS256 with our secret as key": by_hand({"alg": "RS256"}, good, secret()),
        "ES256 with our secret as key": by_hand({"alg": "ES256"}, good, secret()),
        "digest of another alg": by_hand({"alg": "HS256"}, good, secret(), "sha512"),
        "own key in the header": by_hand(
            {"alg": "HS256", "jwk": {"kty": "oct", "k": b64(b"mine")}, "kid": "../../dev/null"}, good, "mine"
        ),
        "unknown crit": by_hand({"alg": "HS256", "crit": ["x-unknown"], "x-unknown": 1}, good, secret()),
        "bare payload": part(good),
        "certificate of another": by_hand({"alg": "RS256", "x5u": "https://evil.example"}, good, "mine"),
        "PS256 with our secret as key": by_hand({"alg": "PS256"}, good, secret()),
        "EdDSA with our secret as key": by_hand({"alg": "EdDSA"}, good, secret()),
        "key set of another": by_hand({"alg": "HS256", "jku": "https://evil.example/jwks"}, good, "mine"),
        "encrypted by name": f"{part({'alg': 'dir', 'enc': 'A256GCM'})}..{b64(b'iv')}.{part(good)}.{b64(b'tag')}",
        "payload compressed by name": by_hand({"alg": "HS256", "zip": "DEF", "crit": ["zip"]}, good, secret()),
        "unencoded payload": by_hand({"alg": "HS256", "b64": False, "crit": ["b64"]}, good, secret()),
        "padded": f"{head}=.{body}=.{signature}=",
        "spaced": f"{head}. {body}.{signature}",
        "signature twice": f"{ours}.{signature}",
        "header no object": by_hand(["HS256"], good, secret()),
        "payload no object": by_hand({"alg": "HS256"}, [good], secret()),
        "payload a text": by_hand({"alg": "HS256"}, json.dumps(good), secret()),
        "huge": by_hand({"alg": "HS256"}, {**good, "pad": "x" * 5000}, secret()),
        "deep": f"{head}.{b64(b'[' * 2500)}.{signature}",
        "dots": "....",
        "not ASCII": "é.é.é",
        "a hash of the secret": hashlib.sha256(secret().encode()).hexdigest(),
    }  # fmt: skip


def misused(owner: Owner) -> dict[str, str]:
    """Rightly signed, wrongly claimed."""
    wrong: dict[str, Json] = {
        "expired": {"exp": NOW - 1},
        "no exp": {"exp": DROP},
        "exp true": {"exp": True},
        "exp text": {"exp": "tomorrow"},
        "exp null": {"exp": None},
        "exp list": {"exp": [NOW + 3600]},
        "refresh as access": {"typ": "refresh"},
        "no typ": {"typ": DROP},
        "other audience": {"aud": "another-api"},
        "audiences": {"aud": ["shopchat-api", "another-api"]},
        "no audience": {"aud": DROP},
        "other issuer": {"iss": "another"},
        "no issuer": {"iss": DROP},
        "no subject": {"sub": DROP},
        "subject null": {"sub": None},
        "subject number": {"sub": 1},
        "subject not a UUID": {"sub": "admin"},
        "subject with NUL": {"sub": f"{owner.account.id}\x00"},
        "nobody's id": {"sub": str(uuid.uuid4())},
        "not yet": {"nbf": NOW + 86400},
        "no jti": {"jti": DROP},
        "no iat": {"iat": DROP},
        "typ in a list": {"typ": ["access"]},
        "typ in capitals": {"typ": "ACCESS"},
        "audience in capitals": {"aud": "SHOPCHAT-API"},
        "issuer in a list": {"iss": ["shopchat"]},
        "exp before all time": {"exp": -(10**18)},
        "exp beyond all numbers": {"exp": "1e999"},
        "nbf text": {"nbf": "yesterday"},
        "iat of tomorrow": {"iat": NOW + 86400},
        "iat not a number": {"iat": float("nan")},
        "subject of two": {"sub": [str(owner.account.id)]},
    }
    header = {"alg": "HS256", "typ": "JWT"}
    return {name: by_hand(header, claims(owner, **changes), secret()) for name, changes in wrong.items()}


async def test_no_forged_token_is_accepted(owner: Owner, client: httpx.AsyncClient) -> None:
    tokens = forged(owner) | misused(owner)
    assert len(tokens) >= 60
    accepted = []
    for name, token in tokens.items():
        answer = await client.get("/api/v1/auth/me", headers=[(b"Authorization", f"Bearer {token}".encode())])
        if answer.status_code != 401 or "WWW-Authenticate" not in answer.headers:
            accepted.append(name)
    assert accepted == []


async def test_the_same_by_hand_with_everything_right_is_accepted(owner: Owner, client: httpx.AsyncClient) -> None:
    token = by_hand({"alg": "HS256", "typ": "JWT"}, claims(owner), secret())
    answer = await client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic b3duZXI6cGFzcw==", "bearer\t", "Token x", "Bearer a b c", "null"]
)
async def test_what_is_no_bearer_token_is_refused(client: httpx.AsyncClient, header: str) -> None:
    answer = await client.get("/api/v1/auth/me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_refresh_token_and_an_api_key_are_no_access_tokens(owner: Owner, client: httpx.AsyncClient) -> None:
    key = (await owner.key())["X-API-Key"]
    for path in ("/api/v1/auth/me", "/api/v1/chatbots"):
        for token in (key, "rt_x"):
            assert (await client.get(path, headers={"Authorization": f"Bearer {token}"})).status_code == 401
    for key_header in ("", "sc_x", "é", "x" * 5000, key.upper(), key[:-1]):
        answer = await client.get("/api/v1/chatbots", headers=[(b"X-API-Key", key_header.encode())])
        assert answer.status_code == 401
