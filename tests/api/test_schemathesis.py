"""The OpenAPI document held against the running server by a tool that nobody here wrote: every operation, every check.

What it may not know is in `tests/schemathesis/`, each with its reason.
"""

import os
import re
import subprocess
import sys
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from shopchat.accounts.models import User
from shopchat.core import db, security
from shopchat.core.config import get_settings
from tests.doors import PASSWORD, PASSWORD_HASH
from tests.operations import operations
from tests.schemathesis.things import Account, bindings
from tests.served import server

__all__ = ["server"]

HERE = Path(__file__).parents[1] / "schemathesis"


@dataclass(frozen=True)
class Ran:
    """How many cases there were, and of how many operations."""

    cases: int
    operations: int


async def run(server: str, folder: Path, *options: str) -> Ran:
    """Runs Schemathesis for an account of its own. Fails on what it finds."""
    async with db.unit_of_work() as session:
        owner = User(email=f"{uuid.uuid4()}@shop.example", password_hash=PASSWORD_HASH, plan="enterprise")
        session.add(owner)
    # Longer than the run: an access token that expires on the way would turn the rest into refusals.
    token = security.new_access_token(owner.id, timedelta(days=1))
    account = Account(server, token)
    folder.mkdir(exist_ok=True)
    config, said = folder / "schemathesis.toml", folder / "schemathesis.txt"
    config.write_text(
        (HERE / "schemathesis.toml").read_text()
        + "\n"
        + bindings(account.things(), account.things(), {"email": owner.email, "password": PASSWORD})
    )
    settings = get_settings()
    secrets = {
        "PLATFORM_WEBHOOK_SECRET": settings.platform_webhook_secret,
        "STRIPE_WEBHOOK_SECRET": settings.stripe_webhook_secret,
    }
    with said.open("w") as file:
        ran = subprocess.run(
            [
                *(str(Path(sys.executable).with_name("st")), "--config-file", str(config), "run"),
                *(f"{server}/openapi.json", "--header", f"Authorization: Bearer {token}", "--no-color"),
                *("--continue-on-failure", "--generation-database", "none", *options),
            ],
            cwd=folder,
            env=os.environ
            | {"PYTHONPATH": str(HERE)}
            | {name: value.get_secret_value() for name, value in secrets.items() if value},
            stdout=file,
            stderr=subprocess.STDOUT,
            check=False,
        )
    text = said.read_text()
    assert ran.returncode == 0, text[-20_000:]
    return Ran(*(int(re.search(word, text)[1]) for word in (r"(\d+) generated", r"Tested: (\d+)")))  # type: ignore[index]


async def test_the_running_server_is_as_the_document_says(server: str, tmp_path: Path) -> None:
    """Each operation kept and broken in a few ways, the same ones in every run."""
    few = ("--phases", "examples,fuzzing,stateful", "--max-examples", "10", "--seed", "1")
    ran = await run(server, tmp_path, *few)
    assert ran.operations == len(operations())
    assert ran.cases > 500


@pytest.mark.long
async def test_twenty_thousand_cases(server: str, tmp_path: Path) -> None:
    """Each constraint of the document once, hundreds of cases beside them, and then sequences along the links."""
    everything = await run(server, tmp_path / "everything", "--max-examples", "270")
    assert everything.operations == len(operations())
    # One pass over the sequences ends after a few dozen of them; with a time to fill it goes on with others.
    sequences = await run(server, tmp_path / "sequences", "--phases", "stateful", "--max-time", "300")
    assert everything.cases + sequences.cases >= 20_000
