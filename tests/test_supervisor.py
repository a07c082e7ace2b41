"""`shopchat up`: what a person sees who starts, stops and mistreats a whole copy."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.running_copy import ROOT, Copy, free_port, running_copy


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as directory:
        yield Path(directory) / "home"


def wait_for(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def child_of(copy: Copy, module: str) -> psutil.Process | None:
    for process in psutil.Process(copy.process.pid).children():
        with suppress(psutil.Error):  # one that is just going
            if module in process.cmdline():
                return process
    return None


def wait_for_another(copy: Copy, module: str, *, than: int) -> None:
    wait_for(lambda: (child := child_of(copy, module)) and child.pid != than, f"{module} stayed dead")


def left_of(copy: Copy) -> list[str]:
    """Command lines of what still runs of this copy: its servers, their keepers, whoever holds its port."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        line = " ".join(process.info["cmdline"] or [])
        if str(copy.home) in line:
            found.append(line)
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", copy.port)) == 0:
            found.append(f"a listener on {copy.port}")
    return found


def up(**settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "-m", "shopchat.cli", "up"],
        cwd=ROOT,
        env=environment | settings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_runs_stops_without_a_trace_and_keeps_its_data(home: Path) -> None:
    with running_copy(home) as copy:
        assert copy.is_healthy()
        first = copy.sign_in("an admin")
        assert copy.stop() == 0
        assert copy.output.rstrip().endswith("Stopped.")
        assert left_of(copy) == []
    with running_copy(home) as again:
        assert again.sign_in("an admin") == first
        assert "The demo shop is in." not in again.output


def test_a_web_or_worker_process_that_dies_is_started_again(home: Path) -> None:
    with running_copy(home) as copy:
        for module in ("shopchat.web.server", "shopchat.worker"):
            child = child_of(copy, module)
            assert child
            for process in (*child.children(recursive=True), child):
                process.kill()
            wait_for_another(copy, module, than=child.pid)
        wait_for(copy.is_healthy, "the site stayed away")
        # What it had started itself does not go on without it.
        child = child_of(copy, "shopchat.web.server")
        assert child
        left = child.children(recursive=True)
        assert left
        child.kill()
        wait_for_another(copy, "shopchat.web.server", than=child.pid)
        assert [process for process in left if process.is_running() and process.status() != psutil.STATUS_ZOMBIE] == []
        wait_for(copy.is_healthy, "the site stayed away")


def test_a_killed_parent_leaves_nothing_running(home: Path) -> None:
    with running_copy(home) as copy:
        copy.process.send_signal(signal.SIGKILL)
        copy.process.wait()
        wait_for(lambda: not left_of(copy), f"still there: {left_of(copy)}")


def test_a_taken_port_is_one_sentence(home: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("0.0.0.0", 0))
        holder.listen()
        port = holder.getsockname()[1]
        result = up(SHOPCHAT_HOME=str(home), SHOPCHAT_PORT=str(port))
    assert result.returncode == 1
    assert result.stderr.startswith(f"Error: Port {port} ")
    assert "SHOPCHAT_PORT" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:1/none"),
        ("DATABASE_URL", "not an address"),
        ("REDIS_URL", "redis://127.0.0.1:1/0"),
        ("REDIS_URL", "not an address"),
    ],
)
def test_a_broken_address_is_one_sentence(home: Path, setting: str, value: str) -> None:
    # The other address is wrong too, so that nothing is started for the sake of this sentence.
    both = {"DATABASE_URL": "postgresql://127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    if setting == "REDIS_URL":
        del both["DATABASE_URL"]
    result = up(SHOPCHAT_HOME=str(home), SHOPCHAT_PORT=str(free_port()), **both | {setting: value})
    assert result.returncode == 1
    assert f"Error: {setting} " in result.stderr
    assert result.stderr.count("\n") == 1
    assert "secret" not in result.stderr


def test_production_says_what_it_lacks(home: Path) -> None:
    result = up(SHOPCHAT_HOME=str(home), SHOPCHAT_ENV="production", DATABASE_URL="postgresql://h/d")
    assert result.returncode == 2
    assert "REDIS_URL, JWT_SECRET, PLATFORM_WEBHOOK_SECRET, PUBLIC_URL" in result.stderr
    assert "DATABASE_URL" not in result.stderr
    assert not home.exists()


def test_a_port_that_is_no_number_is_one_sentence(home: Path) -> None:
    result = up(SHOPCHAT_HOME=str(home), SHOPCHAT_PORT="web")
    assert result.returncode == 2
    assert result.stderr.startswith("Error: SHOPCHAT_PORT: ")
