"""Signed messages after the Standard Webhooks specification (standardwebhooks.com), version 1."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from shopchat.core import clock
from shopchat.core.errors import Unauthenticated

TOLERANCE = timedelta(minutes=5)
SECRET_PREFIX = "whsec_"  # noqa: S105 - what a secret begins with
SCHEME = "v1"
SECONDS = re.compile(r"[0-9]{1,12}")


def sign(secret: str, message_id: str, timestamp: datetime, body: bytes) -> str:
    """The value of the `webhook-signature` header."""
    return _signature(_keys(secret)[0], message_id, str(int(timestamp.timestamp())), body)


def verify(headers: Mapping[str, str], body: bytes, *secrets: str) -> str:
    """The message's id, once the signature is good under one of `secrets` and at most five minutes old or early.

    `headers` are looked up in lower case; `body` is the raw one. The id is the idempotency key: refusing a repeated
    one is the caller's. Raises `Unauthenticated`.
    """
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "")
    if not (message_id and timestamp and given):
        raise Unauthenticated("The headers webhook-id, webhook-timestamp and webhook-signature are needed.")
    if not _is_recent(timestamp):
        raise Unauthenticated("webhook-timestamp is not within five minutes of now.")
    good = [
        _signature(key, message_id, timestamp, body).encode() for secret in secrets if secret for key in _keys(secret)
    ]
    offered = [part.encode("utf-8", "surrogateescape") for part in given.split()]
    if not any(hmac.compare_digest(one, other) for one in good for other in offered):
        raise Unauthenticated("webhook-signature does not match this message.")
    return message_id


def _signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode("utf-8", "surrogateescape") + body
    return f"{SCHEME},{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"


def _keys(secret: str) -> list[bytes]:
    """The keys that a secret may stand for: base64 after the specification; a text that was chosen freely, as it is."""
    try:
        decoded = [base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)]
    except binascii.Error:
        decoded = []
    plain = [] if decoded and secret.startswith(SECRET_PREFIX) else [secret.encode()]
    return [key for key in decoded + plain if key]


def _is_recent(timestamp: str) -> bool:
    if SECONDS.fullmatch(timestamp) is None:
        return False
    return abs(clock.now().timestamp() - int(timestamp)) <= TOLERANCE.total_seconds()
