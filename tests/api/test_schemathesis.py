"""The OpenAPI document held against the running server by a tool that nobody here wrote: every operation, every check.

What it may not know is in `tests/schemathesis/`, each with its reason.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from shopchat.doors import make_api
from tests.doors import PASSWORD
from tests.served import server

__all__ = ["server"]

HERE = Path(__file__).parents[1] / "schemathesis"


def run(server: str, folder: Path, *options: str) -> int:
    """Runs Schemathesis, and gives the number of cases. Fails on what it finds, and for an operation left out."""
    account = {"email": "owner@shop.example", "password": PASSWORD}
    token = httpx.post(f"{server}/api/v1/auth/register", json=account).json()["access_token"]
    ran = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("st")), "--config-file", str(HERE / "schemathesis.toml"), "run"),
            *(f"{server}/openapi.json", "--header", f"Authorization: Bearer {token}", "--no-color"),
            *("--continue-on-failure", "--generation-database", "none", *options),
        ],
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
        check=False,
    )
    (folder / "schemathesis.txt").write_text(ran.stdout)
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr[-2_000:]
    count = sum(len(methods) for methods in make_api().openapi()["paths"].values())
    assert re.search(r"Tested: (\d+)", ran.stdout)[1] == str(count), ran.stdout[-3_000:]  # type: ignore[index]
    return int(re.search(r"(\d+) generated", ran.stdout)[1])  # type: ignore[index]


def test_the_running_server_is_as_the_document_says(server: str, tmp_path: Path) -> None:
    """Each constraint of the document once, kept and broken."""
    assert run(server, tmp_path, "--phases", "examples,coverage,stateful", "--max-examples", "5") > 1_000


@pytest.mark.long
def test_twenty_thousand_cases(server: str, tmp_path: Path) -> None:
    """Everything, long sequences along the links too."""
    assert run(server, tmp_path, "--max-examples", "300") >= 20_000
