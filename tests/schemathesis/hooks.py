"""What Schemathesis cannot know: how our formats are written, and that an idempotency key is new each time."""

import string
import uuid
from typing import Any

import schemathesis
from hypothesis import strategies as st

WORD = st.text(string.ascii_lowercase, min_size=3, max_size=12)
HOSTS = WORD.map(lambda word: f"https://{word}.example")

schemathesis.openapi.format("email", WORD.map(lambda word: f"{word}@shop.example"))
schemathesis.openapi.format("origin", HOSTS)
schemathesis.openapi.format("http-url", st.builds(lambda host, word: f"{host}/{word}", HOSTS, WORD))
# Uncommon by the digits of a random id.
schemathesis.openapi.format("new-password", st.uuids().map(str))


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """The same key for another body is refused with 422, as it should be; each request here is one of its own."""
    headers = case.headers or {}
    for name in list(headers):
        if name.lower() == "idempotency-key" and case.meta.generation.mode.is_positive:
            headers[name] = str(uuid.uuid4())
