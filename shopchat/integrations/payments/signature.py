"""The signature of Stripe's webhooks (docs.stripe.com/webhooks/signature), scheme v1, checked from both sides of now.

The SDK's own check takes a timestamp of tomorrow and raises whatever junk makes it raise.
"""

import hashlib
import hmac
import re
from datetime import datetime, timedelta

from shopchat.core import clock
from shopchat.core.errors import ShopChatError

TOLERANCE = timedelta(minutes=5)
HEADER = "stripe-signature"
_SECONDS = re.compile(r"[0-9]{1,12}")
_LONGEST_HEADER = 4096


class BadSignature(ShopChatError):
    """Not from Stripe, or not of now."""

    status = 400

    def __init__(self, detail: str = "The Stripe-Signature header does not match this message.") -> None:
        super().__init__(detail)


def sign(secret: str, timestamp: datetime, body: bytes) -> str:
    """The value of the `Stripe-Signature` header."""
    seconds = str(int(timestamp.timestamp()))
    return f"t={seconds},v1={_digest(secret, seconds, body)}"


def verify(header: str, body: bytes, secrets: tuple[str, ...]) -> None:
    """Raises `BadSignature` unless one of `secrets` signed the raw `body` at most five minutes ago, or ahead."""
    if not header or len(header) > _LONGEST_HEADER:
        raise BadSignature("The Stripe-Signature header is missing.")
    parts = [part.partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    offered = [value for name, _, value in parts if name == "v1"]
    if len(times) != 1 or _SECONDS.fullmatch(times[0]) is None or not offered:
        raise BadSignature
    if abs(clock.now().timestamp() - int(times[0])) > TOLERANCE.total_seconds():
        raise BadSignature("The timestamp of Stripe-Signature is not within five minutes of now.")
    good = [_digest(secret, times[0], body).encode() for secret in secrets]
    given = [value.encode("utf-8", "surrogateescape") for value in offered]
    if not any(hmac.compare_digest(one, other) for one in good for other in given):
        raise BadSignature


def _digest(secret: str, seconds: str, body: bytes) -> str:
    return hmac.new(secret.encode(), seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
