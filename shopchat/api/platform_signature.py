"""Who the platform is: whoever signs with PLATFORM_WEBHOOK_SECRET, after Standard Webhooks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Header, Request

from shopchat.core.config import get_settings
from shopchat.core.signatures import verify


@dataclass(frozen=True)
class SignedMessage:
    """A message of the platform: its id, when it was sent, and the raw body that was signed."""

    id: str
    sent_at: datetime
    body: bytes


async def _signed(
    request: Request,
    webhook_id: Annotated[str, Header(description="Names the message, also when it is sent again")] = "",
    webhook_timestamp: Annotated[str, Header(description="Seconds since 1970, within five minutes of now")] = "",
    webhook_signature: Annotated[
        str, Header(description="`v1,<base64 HMAC-SHA256>`; several, separated by blanks")
    ] = "",
) -> SignedMessage:
    body = await request.body()
    secret = get_settings().platform_webhook_secret
    secrets = secret.get_secret_value().split(",") if secret else []
    headers = {
        "webhook-id": webhook_id, "webhook-timestamp": webhook_timestamp, "webhook-signature": webhook_signature
    }  # fmt: skip
    message_id = verify(headers, body, *[each.strip() for each in secrets])
    return SignedMessage(message_id, datetime.fromtimestamp(int(webhook_timestamp), UTC), body)


Signed = Annotated[SignedMessage, Depends(_signed)]
