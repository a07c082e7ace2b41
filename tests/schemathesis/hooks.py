"""What Schemathesis cannot know: how our formats are written, that an idempotency key is new each time, and how
the platform and Stripe sign."""

import os
import string
import time
import uuid
from datetime import UTC, datetime
from typing import Any

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis.core.parameters import ParameterLocation
from standardwebhooks import Webhook
from stripe import WebhookSignature

WORD = st.text(string.ascii_lowercase, min_size=3, max_size=12)
HOSTS = WORD.map(lambda word: f"https://{word}.example")

schemathesis.openapi.format("email", WORD.map(lambda word: f"{word}@shop.example"))
schemathesis.openapi.format("origin", HOSTS)
schemathesis.openapi.format("http-url", st.builds(lambda host, word: f"{host}/{word}", HOSTS, WORD))
# Uncommon by the digits of a random id.
schemathesis.openapi.format("new-password", st.uuids().map(str))


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Sends an idempotency key of its own with each request, and signs where a signature is asked for.

    The same key for another body is refused with 422, as it should be. A header that is wrong on purpose stays wrong.
    """
    headers = case.headers or {}
    if case.meta is not None and case.meta.is_negative_at(ParameterLocation.HEADER):
        return
    for name in list(headers):
        if name.lower() == "idempotency-key":
            headers[name] = str(uuid.uuid4())
    if case.path.endswith(("/auth/provision", "/usage/platform", "/webhooks/platform-events")):
        kwargs["auth"] = _signed_by_platform
    elif case.path.endswith("/webhooks/stripe"):
        kwargs["auth"] = _signed_by_stripe


def _signed_by_platform(request: requests.PreparedRequest) -> requests.PreparedRequest:
    now, name = datetime.now(UTC), f"msg_{uuid.uuid4()}"
    signature = Webhook(os.environ["PLATFORM_WEBHOOK_SECRET"]).sign(name, now, _text(request))
    request.headers["webhook-id"] = name
    request.headers["webhook-timestamp"] = str(int(now.timestamp()))
    request.headers["webhook-signature"] = signature
    return request


def _signed_by_stripe(request: requests.PreparedRequest) -> requests.PreparedRequest:
    request.headers["Stripe-Signature"] = WebhookSignature.generate_signature_header(
        _text(request), os.environ["STRIPE_WEBHOOK_SECRET"], timestamp=int(time.time())
    )
    return request


def _text(request: requests.PreparedRequest) -> str:
    body: Any = request.body or b""
    return body if isinstance(body, str) else str(body, errors="replace")
