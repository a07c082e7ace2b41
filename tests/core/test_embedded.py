"""The embedded servers as processes see them: started, shared, killed, found again."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

SCRIPT = """
import json, os, sys
import psycopg, redis
from shopchat.core.embedded import leave, prepare
prepare()
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS visits (n int)")
    connection.execute("INSERT INTO visits VALUES (1)")
    connection.commit()
    rows = connection.execute("SELECT count(*) FROM visits").fetchone()[0]
    server = connection.execute("SELECT pg_postmaster_start_time()::text").fetchone()[0]
client = redis.Redis.from_url(os.environ["REDIS_URL"])
names = ("DATABASE_URL", "REDIS_URL", "JWT_SECRET", "PLATFORM_WEBHOOK_SECRET", "DEMO_PASSWORD")
print(json.dumps({
    "rows": rows, "count": client.incr("visits"), "server": server, "redis_pid": client.info("server")["process_id"],
    "environment": {name: os.environ[name] for name in names},
}), flush=True)
sys.stdin.readline()
leave()
"""


class User:
    """A process of its own that uses the embedded servers until told otherwise."""

    def __init__(self, home: Path, **environment: str) -> None:
        inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=inherited | {"SHOPCHAT_HOME": str(home), **environment},
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the process ended before it had its servers"
        self.saw = json.loads(line)

    def leave(self) -> None:
        self.process.communicate("\n", timeout=60)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def processes_of(home: Path) -> list[psutil.Process]:
    """The keepers and servers of `home`, by what their command line or working directory says."""
    found = []
    for process in psutil.process_iter():
        try:
            ours = str(home) in " ".join(process.cmdline()) or process.cwd().startswith(str(home))
            if ours and process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def wait_until_none(home: Path) -> None:
    deadline = time.monotonic() + 30
    while (left := processes_of(home)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


@contextmanager
def home_at(path: Path) -> Iterator[Path]:
    path.mkdir(parents=True)
    try:
        yield path
    finally:
        for process in processes_of(path):
            process.kill()


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as directory, home_at(Path(directory) / "home") as path:
        yield path


def test_a_second_process_attaches_and_the_last_one_stops_the_servers(home: Path) -> None:
    first = User(home)
    second = User(home)
    assert second.saw["server"] == first.saw["server"]
    assert second.saw["redis_pid"] == first.saw["redis_pid"]
    assert second.saw["environment"] == first.saw["environment"]
    first.leave()
    third = User(home)
    assert third.saw["server"] == second.saw["server"], "the servers stopped while the second process used them"
    third.leave()
    second.leave()
    assert processes_of(home) == []


def test_data_and_secrets_outlive_the_servers(home: Path) -> None:
    first = User(home)
    first.leave()
    second = User(home)
    second.leave()
    assert second.saw["server"] != first.saw["server"]
    assert (second.saw["rows"], second.saw["count"]) == (2, 2)
    assert second.saw["environment"] == first.saw["environment"]
    assert (home / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_killed_user_leaves_no_server_behind(home: Path) -> None:
    User(home).kill()
    wait_until_none(home)


def test_after_everything_was_killed_the_next_start_recovers_with_its_data(home: Path) -> None:
    user = User(home)
    for process in processes_of(home):
        process.kill()
    user.kill()
    wait_until_none(home)
    assert (home / "postgres" / "postmaster.pid").exists(), "nothing stale to recover from"
    again = User(home)
    assert (again.saw["rows"], again.saw["count"]) == (2, 2)
    again.leave()


def test_servers_that_outlived_their_keeper_are_taken_over(home: Path) -> None:
    first = User(home)
    for process in processes_of(home):
        if "shopchat.core.embedded_keeper" in " ".join(process.cmdline()):
            process.kill()
    second = User(home)
    assert second.saw["server"] == first.saw["server"]
    first.leave()
    second.leave()
    wait_until_none(home)


def test_a_server_that_dies_comes_back_while_it_is_used(home: Path) -> None:
    user = User(home)
    os.kill(user.saw["redis_pid"], signal.SIGKILL)
    second = User(home)
    assert second.saw["redis_pid"] != user.saw["redis_pid"]
    second.leave()
    user.leave()


def test_a_pid_file_that_names_a_stranger_is_not_believed(home: Path) -> None:
    User(home).leave()
    stale = home / "postgres" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{home / 'postgres'}\n1700000000\n5432\n\n\n  1  1\nready\n")
    user = User(home)
    assert user.saw["rows"] == 2
    user.leave()


def test_a_start_that_was_cut_short_is_begun_anew(home: Path) -> None:
    (home / "postgres.unfinished" / "base").mkdir(parents=True)
    user = User(home)
    assert user.saw["rows"] == 1
    user.leave()


def test_a_long_home_still_has_short_sockets() -> None:
    with tempfile.TemporaryDirectory() as directory, home_at(Path(directory) / ("long" * 30)) as home:
        user = User(home)
        assert user.saw["rows"] == 1
        assert "long" not in user.saw["environment"]["DATABASE_URL"]
        user.leave()


def test_no_port_is_open_on_any_network(home: Path) -> None:
    user = User(home)
    listening = []
    for process in processes_of(home):
        with suppress(psutil.NoSuchProcess):
            listening += [c for c in process.net_connections("inet") if c.status == psutil.CONN_LISTEN]
    user.leave()
    assert listening == []


def test_what_is_set_already_stays_and_starts_nothing(home: Path) -> None:
    elsewhere = User(home)
    with tempfile.TemporaryDirectory() as directory, home_at(Path(directory) / "other") as other:
        given = {**elsewhere.saw["environment"], "JWT_SECRET": "given" * 8}
        user = User(other, **given)
        assert user.saw["environment"] == given
        assert not (other / "postgres").exists()
        user.leave()
    elsewhere.leave()
