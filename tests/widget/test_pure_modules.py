"""The widget's pure modules have their tests beside this file in node/, for Node's own runner."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def test_the_pure_modules_pass_their_own_tests() -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    files = sorted(str(file) for file in (HERE / "node").glob("*.test.mjs"))
    done = subprocess.run(
        ["node", "--test", *files], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "# pass 0" not in done.stdout
