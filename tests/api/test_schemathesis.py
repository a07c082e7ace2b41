"""The OpenAPI document held against the running server by a tool that nobody here wrote: every operation, every check.

What it may not know is in `tests/schemathesis/`, each with its reason.
"""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from shopchat.accounts.models import User
from shopchat.core import db, security
from shopchat.core.config import get_settings
from shopchat.doors import make_api
from tests.doors import PASSWORD_HASH
from tests.schemathesis.things import Account, bindings
from tests.served import server

__all__ = ["server"]

HERE = Path(__file__).parents[1] / "schemathesis"


async def run(server: str, folder: Path, *options: str) -> int:
    """Runs Schemathesis, and gives the number of cases. Fails on what it finds, and for an operation left out."""
    async with db.unit_of_work() as session:
        owner = User(email="whole-run@shop.example", password_hash=PASSWORD_HASH, plan="enterprise")
        session.add(owner)
    # Longer than the run: an access token that expires on the way would turn the rest into refusals.
    token = security.new_access_token(owner.id, timedelta(days=1))
    account = Account(server, token)
    config, said = folder / "schemathesis.toml", folder / "schemathesis.txt"
    config.write_text((HERE / "schemathesis.toml").read_text() + "\n" + bindings(account.things(), account.things()))
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
                *(
                    "--continue-on-failure",
                    "--generation-database",
                    "none",
                    *options,
                    *os.environ.get("ST_MORE", "").split(),
                ),
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
    count = sum(len(methods) for methods in make_api().openapi()["paths"].values())
    assert re.search(r"Tested: (\d+)", text)[1] == str(count), text[-3_000:]  # type: ignore[index]
    return int(re.search(r"(\d+) generated", text)[1])  # type: ignore[index]


async def test_the_running_server_is_as_the_document_says(server: str, tmp_path: Path) -> None:
    """Each constraint of the document once, kept and broken."""
    assert await run(server, tmp_path, "--phases", "examples,coverage,stateful", "--max-examples", "5") > 1_000


@pytest.mark.long
async def test_twenty_thousand_cases(server: str, tmp_path: Path) -> None:
    """Everything, long sequences along the links too."""
    assert await run(server, tmp_path, "--max-examples", "300") >= 20_000
