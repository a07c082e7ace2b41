"""Webhooks and the platform's calls: what is not signed, not of now or not whole is refused, whatever it looks like.

The signers are the official Stripe SDK and the reference library of Standard Webhooks, which share no code with ours.
"""

import base64
import json
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook
from stripe import WebhookSignature

from shopchat.core import db
from shopchat.core.config import get_settings
from shopchat.webhooks import journal
from tests.doors import api, client, new_owner, other, owner

__all__ = ["api", "client", "new_owner", "other", "owner"]

Headers = dict[str, str]
Signer = Callable[[bytes, int], Headers]
Case = tuple[str, Headers, bytes]

STRIPE = "/api/v1/webhooks/stripe"
PLATFORM = "/api/v1/webhooks/platform-events"
PROVISION = "/api/v1/auth/provision"
USAGE = "/api/v1/usage/platform?external_platform_id=p1"
STRIPE_BODY = json.dumps(
    {"id": "evt_1", "object": "event", "type": "invoice.paid", "created": 1, "data": {"object": {"customer": "cus_1"}}}
).encode()
PLATFORM_BODY = json.dumps(
    {"type": "user.created", "data": {"external_platform_id": "p1", "email": "a@b.example"}}
).encode()
PROVISION_BODY = json.dumps({"external_platform_id": "p1", "email": "a@b.example"}).encode()
SECRETS = (
    "whsec_" + base64.b64encode(b"old secret of 24 bytes!!").decode(),
    "whsec_" + base64.b64encode(b"new secret of 24 bytes!!").decode(),
)


@pytest.fixture(autouse=True)
def two_secrets(servers: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both are good while one is being replaced by the other."""
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", ",".join(SECRETS))
    monkeypatch.setenv("PLATFORM_WEBHOOK_SECRET", ",".join(SECRETS))
    get_settings.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()


def by_stripe(secret: str) -> Signer:
    def sign(body: bytes, at: int) -> Headers:
        header = WebhookSignature.generate_signature_header(body.decode("latin-1"), secret, timestamp=at)
        return {"Stripe-Signature": header}

    return sign


def by_platform(secret: str) -> Signer:
    def sign(body: bytes, at: int) -> Headers:
        signature = Webhook(secret).sign("msg_1", datetime.fromtimestamp(at, UTC), body.decode("latin-1"))
        return {"webhook-id": "msg_1", "webhook-timestamp": str(at), "webhook-signature": signature}

    return sign


def forgeries(sign: Signer, body: bytes, *, count: int = 200) -> Iterator[Case]:
    """Requests of which each is wrong in one way: `sign` signs rightly."""
    chance, now = random.Random(20_261_125), int(time.time())
    good = sign(body, now)
    name = next(each for each in good if "ignature" in each)
    yield "no headers", {}, body
    for missing in good:
        yield f"no {missing}", {each: value for each, value in good.items() if each != missing}, body
        yield f"empty {missing}", {**good, missing: ""}, body
    for away in (310, 330, 3600, 86_400, 10**7):
        yield f"{away} s old", sign(body, int(time.time()) - away), body
        yield f"{away} s early", sign(body, int(time.time()) + away), body
    for strange in ("whsec_" + base64.b64encode(b"x" * 24).decode(), "whsec_" + base64.b64encode(b"\0" * 32).decode()):
        yield "another secret", (by_stripe if "Stripe-Signature" in good else by_platform)(strange)(body, now), body
    signature = good[name]
    yield "upper case", {**good, name: signature.upper()}, body
    yield "another scheme", {**good, name: signature.replace("v1", "v0")}, body
    yield "its end in another alphabet", {**good, name: signature.replace("+", "-").replace("/", "_") + "="}, body
    yield "hex and base64 exchanged", {**good, name: _exchanged(signature)}, body
    yield (
        "twice the time",
        {**good, name: f"t=1,{signature}"} if "t=" in signature else {**good, "webhook-timestamp": f"{now},{now}"},
        body,
    )
    for digits in ("٣" * 10, f"+{now}", f" {now}", f"{now}.0", f"{now:x}", "1e9", "9" * 400, "-1", "NaN"):
        encoded = digits.encode().decode("latin-1")
        if "Stripe-Signature" in good:
            yield f"time {digits[:12]}", {name: signature.replace(str(now), encoded)}, body
        else:
            yield f"time {digits[:12]}", {**good, "webhook-timestamp": encoded}, body
    if body:
        for number, changed in enumerate(_changed(body)):
            yield f"body {number}", good, changed
    made = 0
    while made < count:
        made += 1
        at = chance.randrange(len(signature))
        if chance.random() < 0.5:
            yield "cut short", {**good, name: signature[:at]}, body
        else:
            letter = chance.choice([each for each in "abcdef0123456789ABCZ+/=,;" if each != signature[at]])
            yield "one letter", {**good, name: signature[:at] + letter + signature[at + 1 :]}, body


def _exchanged(signature: str) -> str:
    if "v1=" in signature:
        prefix, _, digest = signature.partition("v1=")
        return f"{prefix}v1={base64.b64encode(bytes.fromhex(digest)).decode()}"
    return f"v1,{base64.b64decode(signature.removeprefix('v1,')).hex()}"


def _changed(body: bytes) -> Iterator[bytes]:
    """The same JSON in other bytes, and other JSON."""
    known: Any = json.loads(body)
    yield json.dumps(known, indent=1).encode()
    yield json.dumps(known, separators=(",", ":")).encode()
    yield json.dumps(dict(reversed(known.items()))).encode()
    yield body + b"\n"
    yield b" " + body
    yield b"\xef\xbb\xbf" + body
    yield body.decode().encode("utf-16")
    yield body[:-1]
    yield b""
    yield body.replace(b"p1", b"p2").replace(b"cus_1", b"cus_2")
    yield body.replace(b"1", b"\\u0031")


ENDPOINTS = [
    pytest.param(by_stripe, "POST", STRIPE, STRIPE_BODY, 400, id="stripe"),
    pytest.param(by_platform, "POST", PLATFORM, PLATFORM_BODY, 401, id="platform-events"),
    pytest.param(by_platform, "POST", PROVISION, PROVISION_BODY, 401, id="provision"),
    pytest.param(by_platform, "GET", USAGE, b"", 401, id="usage"),
]


@pytest.mark.parametrize(("signer", "method", "path", "body", "refusal"), ENDPOINTS)
async def test_200_forged_stale_early_cut_and_encoded_anew_are_all_refused(
    client: httpx.AsyncClient, signer: Callable[[str], Signer], method: str, path: str, body: bytes, refusal: int
) -> None:
    refused = 0
    for case, headers, content in forgeries(signer(SECRETS[0]), body):
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        request = client.build_request(method, path, content=content, headers=raw)
        answer = await client.send(request)
        assert answer.status_code == refusal, f"{case}: {answer.status_code} {answer.text}"
        refused += 1
    assert refused >= 200
    async with db.unit_of_work() as session:
        from shopchat.core.paging import PageParams

        assert (await journal.list_events(session, paging=PageParams()))[1] == 0


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("away", [0, -290, 290])
async def test_either_secret_within_five_minutes_is_taken(client: httpx.AsyncClient, secret: str, away: int) -> None:
    at = int(time.time()) + away
    stripe = await client.post(STRIPE, content=STRIPE_BODY, headers=by_stripe(secret)(STRIPE_BODY, at))
    platform = await client.post(PLATFORM, content=PLATFORM_BODY, headers=by_platform(secret)(PLATFORM_BODY, at))
    again = await client.post(PROVISION, content=PROVISION_BODY, headers=by_platform(secret)(PROVISION_BODY, at))
    usage = await client.get(USAGE, headers=by_platform(secret)(b"", at))
    assert (stripe.status_code, stripe.json()) == (200, {"status": "ignored"})
    assert (platform.status_code, platform.json()) == (200, {"status": "processed"})
    assert (again.status_code, again.json()["created"]) == (200, False)
    assert (usage.status_code, usage.json()["items"]) == (200, {"used": 0, "limit": 50})


async def test_a_second_signature_in_the_header_may_be_the_good_one(client: httpx.AsyncClient) -> None:
    now = int(time.time())
    good = by_stripe(SECRETS[1])(STRIPE_BODY, now)["Stripe-Signature"]
    header = good.replace("v1=", f"v1={'0' * 64},v0=abc,v1=")
    assert (await client.post(STRIPE, content=STRIPE_BODY, headers={"Stripe-Signature": header})).status_code == 200
    headers = by_platform(SECRETS[1])(PLATFORM_BODY, now)
    headers["webhook-signature"] = f"v1,{'A' * 43}= v1a,x {headers['webhook-signature']}"
    assert (await client.post(PLATFORM, content=PLATFORM_BODY, headers=headers)).status_code == 200


JUNK = [
    b"",
    b"null",
    b"[]",
    b"7",
    b'"text"',
    b"{",
    b"{}",
    b"\x00",
    b"\xff\xfe{}",
    b"NaN",
    b'{"id": 1e999}',
    b"[" * 100_000,
    b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    b'{"id": ' + b"9" * 5000 + b"}",
]
STRIPE_JUNK = [
    b'{"id": "evt", "type": "a", "created": "x", "data": {"object": {}}}',
    b'{"id": "evt", "type": "a", "created": 1e300, "data": {"object": {}}}',
    b'{"id": "evt", "type": "a", "created": 99999999999999, "data": {"object": {}}}',
    b'{"id": "evt", "type": "a", "created": 1, "data": []}',
    b'{"id": "evt", "type": "a", "created": 1, "data": {"object": null}}',
    b'{"id": null, "type": "a", "created": 1, "data": {"object": {}}}',
    b'{"id": "' + b"e" * 300 + b'", "type": "a", "created": 1, "data": {"object": {}}}',
]
PLATFORM_JUNK = [
    b'{"type": "user.created"}', b'{"type": "user.created", "data": null}', b'{"type": "user.created", "data": {}}',
    b'{"type": "user.created", "data": {"external_platform_id": "p", "email": "nobody"}}',
    b'{"type": "user.created", "data": {"external_platform_id": "\\u0000", "email": "a@b.example"}}',
    b'{"type": "subscription.updated", "data": {"external_platform_id": "p", "plan": "gold"}}',
    b'{"type": "store.connected", "data": {"external_platform_id": "p"}}',
    b'{"type": {"$gt": ""}, "data": {}}', b'{"type": "", "data": {}}',
]  # fmt: skip


@pytest.mark.parametrize("body", JUNK + STRIPE_JUNK, ids=lambda body: str(body[:40]))
async def test_what_is_no_event_of_stripe_is_refused_though_signed(client: httpx.AsyncClient, body: bytes) -> None:
    headers = by_stripe(SECRETS[0])(body, int(time.time())) if _is_text(body) else {}
    answer = await client.post(STRIPE, content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize("body", JUNK + PLATFORM_JUNK, ids=lambda body: str(body[:40]))
async def test_what_the_platform_cannot_mean_is_refused_though_signed(client: httpx.AsyncClient, body: bytes) -> None:
    for path in (PLATFORM, PROVISION):
        headers = by_platform(SECRETS[0])(body, int(time.time())) if _is_text(body) else {}
        answer = await client.post(path, content=body, headers=headers)
        assert answer.status_code == (422 if headers else 401)
        assert answer.json()["detail"].endswith(".")


async def test_an_event_that_nobody_knows_is_no_error(client: httpx.AsyncClient) -> None:
    for body in (b'{"type": "cart.updated", "data": []}', b'{"type": "cart.updated"}'):
        headers = by_platform(SECRETS[0])(body, int(time.time()))
        answer = await client.post(PLATFORM, content=body, headers=headers)
        assert (answer.status_code, answer.json()) == (200, {"status": "ignored"})


async def test_what_postgresql_cannot_store_is_taken_all_the_same(client: httpx.AsyncClient) -> None:
    """A product's name in somebody's event is no reason to lose the event."""
    body = STRIPE_BODY.replace(b'"cus_1"', b'"cus_1", "note": "a\\u0000b\\ud800", "sum": 12345678901234567890123')
    headers = by_stripe(SECRETS[0])(body, int(time.time()))
    assert (await client.post(STRIPE, content=body, headers=headers)).status_code == 200


async def test_a_body_over_the_bound_is_refused(client: httpx.AsyncClient) -> None:
    for path in (STRIPE, PLATFORM, PROVISION):
        assert (await client.post(path, content=b" " * (1024 * 1024 + 1))).status_code == 413


def _is_text(body: bytes) -> bool:
    """What the foreign signers can sign: they take text."""
    return all(byte < 128 for byte in body)
