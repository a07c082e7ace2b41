"""Makes what is served out of the sources: `python -m shopchat.build`. What is up to date is left alone.

The embedding model, the widget and the pages; none of them depends on a setting, so every copy that runs from this
folder shares them. The pages of each state of the sources get a folder of their own, which a running server keeps while
a newer one is built.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from shopchat.core.config import get_settings

ROOT = Path(__file__).parents[1]
PAGE_SOURCES = ("shopchat/**/*.py", "rxconfig.py", "assets/**/*", "reflex.lock/*", "requirements.lock")
KEPT = 3
"""Builds of the pages that stay: the newest, and those that a running server may still serve."""


class BuildError(Exception):
    """Something could not be built; the message says what."""


def main() -> None:
    """Builds what is missing or older than its sources, one process at a time."""
    build_dir = get_settings().build_dir
    build_dir.mkdir(parents=True, exist_ok=True)
    with _alone(build_dir):
        _step("embedding model", _build_model)
        _step("widget", _build_widget)
        _step("pages", lambda: _build_pages(build_dir))


def _build_model() -> None:
    from shopchat.integrations.embeddings.minilm_build import build_minilm

    build_minilm(get_settings().build_dir / "models")


def _build_widget() -> None:
    from widget_server.assets import build

    build()


def _build_pages(build_dir: Path) -> None:
    name = _digest(PAGE_SOURCES)
    pages = build_dir / "pages" / name
    if not pages.exists():
        _export_pages(build_dir)
        draft = pages.with_name(f"{name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(ROOT / ".web", draft, ignore=shutil.ignore_patterns("node_modules", "server"))
        draft.rename(pages)
    pages.touch()
    newest = build_dir / "pages" / "newest"
    newest.with_suffix(".draft").write_text(name)
    newest.with_suffix(".draft").rename(newest)
    folders = sorted((p for p in newest.parent.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in folders[KEPT:]:
        shutil.rmtree(old)


def _export_pages(build_dir: Path) -> None:
    bin_dir = Path(sys.executable).parent
    environment = os.environ | {
        "PATH": f"{bin_dir}{os.pathsep}{os.environ.get('PATH', '')}",  # the locked Node before the machine's
        "REFLEX_USE_NPM": "1",
        "REFLEX_DIR": str(build_dir / "reflex"),
        "REFLEX_WEB_WORKDIR": str(ROOT / ".web"),
        "REFLEX_STATES_WORKDIR": str(build_dir / "reflex" / "states"),
        "REFLEX_UPLOADED_FILES_DIR": str(build_dir / "reflex" / "uploads"),
        "REFLEX_CHECK_LATEST_VERSION": "0",
        "NPM_CONFIG_OMIT_LOCKFILE_REGISTRY_RESOLVED": "true",  # the lock file names no host
        "NPM_CONFIG_AUDIT": "false",
        "NPM_CONFIG_FUND": "false",
        "NPM_CONFIG_UPDATE_NOTIFIER": "false",
    }
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise BuildError(f"The pages did not build:\n{result.stdout[-4000:]}{result.stderr[-4000:]}")


def _digest(patterns: tuple[str, ...]) -> str:
    """A name for the state of the files that the patterns find."""
    found = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}):
        found.update(f"{path.relative_to(ROOT)}\0{path.stat().st_size}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _step(what: str, work: Callable[[], None]) -> None:
    print(f"Building the {what} ...", end=" ", flush=True)
    begun = time.monotonic()
    work()
    took = time.monotonic() - begun
    print("up to date." if took < 1 else f"done in {took:.0f} s.", flush=True)


@contextmanager
def _alone(build_dir: Path) -> Iterator[None]:
    with (build_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another build to end ...", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    try:
        main()
    except Exception as error:  # noqa: BLE001 - the reader wants the sentence, whichever part failed
        sys.exit(f"failed.\n{error}")
