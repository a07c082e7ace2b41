"""Builds the widget's files from their readable sources.

The server calls :func:`build` at start and serves what lies in :func:`dist_dir`.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).resolve().parent
_SOURCES = ("static", "build", "package.json", "package-lock.json")
_STAMP = "sources.sha256"


class BuildError(RuntimeError):
    """The widget's files could not be built; the message says what to do next."""


def dist_dir() -> Path:
    """The folder that holds the built files: ``widget.js``, hashed modules, ``.br`` and ``.gz`` beside each."""
    return _ROOT / "dist"


def build() -> None:
    """Bring :func:`dist_dir` up to date with the sources; does nothing when they have not changed.

    Safe to call from several processes at once. Raises :class:`BuildError`.
    """
    digest = _digest()
    with _one_at_a_time():
        if _built_from(dist_dir()) == digest:
            return
        _install()
        fresh = Path(tempfile.mkdtemp(prefix=".dist-", dir=_ROOT))
        try:
            _run(["node", "build/build.mjs", str(fresh)], "The widget did not build")
            (fresh / _STAMP).write_text(digest)
            fresh.chmod(0o755)
            _swap(fresh, dist_dir())
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def _digest() -> str:
    """One hash over the names and bytes of everything the build reads."""
    found = hashlib.sha256()
    for name in _SOURCES:
        top = _ROOT / name
        for path in [top] if top.is_file() else sorted(p for p in top.rglob("*") if p.is_file()):
            found.update(f"{path.relative_to(_ROOT)}\0".encode())
            found.update(path.read_bytes())
    return found.hexdigest()


def _built_from(directory: Path) -> str | None:
    stamp = directory / _STAMP
    return stamp.read_text() if stamp.exists() else None


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold the build lock; a second process waits and then finds the work done."""
    with (_ROOT / "package.json").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _install() -> None:
    """Fetch the pinned build tools unless they are there."""
    wanted = _ROOT / "package-lock.json"
    done = _ROOT / "node_modules" / ".package-lock.json"
    if done.exists() and done.stat().st_mtime >= wanted.stat().st_mtime:
        return
    _run(
        ["npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit"],
        "The widget's build tool could not be installed; most often npm cannot reach its registry. "
        "Connect this machine or set npm's `registry`, then start again",
    )


def _run(command: list[str], failure: str) -> None:
    """Run a Node tool from the virtual environment, or from PATH when it has none."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    program = shutil.which(command[0], path=path)
    if program is None:
        raise BuildError(f"{failure}: `{command[0]}` was not found. Install the project's Python dependencies again.")
    done = subprocess.run(
        [program, *command[1:]],
        cwd=_ROOT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BuildError(f"{failure}.\n{done.stderr.strip()[-2000:]}")


def _swap(fresh: Path, target: Path) -> None:
    """Put the fresh folder in place; the old one is gone only once the new one is complete."""
    old = fresh.with_name(fresh.name + "-old")
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    try:
        build()
    except BuildError as error:
        sys.exit(str(error))
