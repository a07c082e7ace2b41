"""Secrets of a development copy: made once, kept in its home, readable by its user alone."""

import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

MAKERS: dict[str, Callable[[], str]] = {
    "JWT_SECRET": lambda: secrets.token_urlsafe(48),
    # The form that Standard Webhooks libraries take.
    "PLATFORM_WEBHOOK_SECRET": lambda: "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(),
    # Signs the events of the local payments.
    "STRIPE_WEBHOOK_SECRET": lambda: "whsec_" + secrets.token_urlsafe(32),
    # Of the demo shop's owner and admin: a copy can be reached from its network, so no two share one.
    "DEMO_PASSWORD": lambda: secrets.token_urlsafe(9),
}


def local_secrets(home: Path) -> dict[str, str]:
    """The secrets in `home/secrets.json`, those that are missing made now. The caller keeps others out meanwhile."""
    path = home / "secrets.json"
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = {name: make() for name, make in MAKERS.items() if not kept.get(name)}
    if missing:
        kept |= missing
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(kept, file, indent=2)
        draft.rename(path)
    return kept
