"""The quick start runs as it stands."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.served import server

__all__ = ["server"]

PAGE = (Path(__file__).parents[1] / "docs" / "quickstart.md").read_text()
SHELL = ["sh", "-eu", "-c"]
BLOCKS = dict(re.findall(r"```(sh|python)\n(.*?)```", PAGE, re.DOTALL))


def output_of(command: list[str], server: str) -> str:
    ran = subprocess.run(
        command, env={**os.environ, "SHOPCHAT_URL": server}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_with_curl(server: str) -> None:
    # An answer may have several lines.
    started, found, *answer, count = output_of([*SHELL, BLOCKS["sh"]], server).strip().splitlines()
    assert (started, found, count) == ("queued", "Returns", "2")
    assert "30 days" in " ".join(answer)


def test_with_python(server: str) -> None:
    lines = output_of([sys.executable, "-c", BLOCKS["python"]], server).splitlines()
    assert lines[:2] == ["2 entries stored", "found: Alpine jacket"]
    assert "cards: ['Alpine jacket']" in lines
    assert lines[-1] == "rated 5.0"
