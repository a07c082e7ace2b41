"""The web process: `python -m shopchat.web.server` serves pages, API and widget on the one port.

`reflex run` builds the pages anew at every start; here they are built once (`shopchat.build`) and any number of copies
serve them. The flags are those that `reflex run --env prod` sets for its own server.
"""

import gc
import importlib
import os
from pathlib import Path

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from shopchat.core import log
from shopchat.core.config import get_settings

APP = "shopchat.shopchat"
GRACE_SECONDS = 5
"""What open streams and page sockets get to end by themselves; a page reconnects."""


class PagesNotBuilt(Exception):
    """There is nothing to serve yet; the message says how to build it."""


def built_pages(build_dir: Path) -> Path:
    """The folder with the newest build of the pages. Raises `PagesNotBuilt`."""
    try:
        return build_dir / "pages" / (build_dir / "pages" / "newest").read_text()
    except FileNotFoundError:
        raise PagesNotBuilt("The pages are not built yet: run `make run`, or `python -m shopchat.build`.") from None


def use_built_pages(pages: Path, home: Path) -> None:
    """Makes Reflex serve `pages` instead of compiling, and keep its own files in `home`. Before its first import."""
    os.environ |= {
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_WEB_WORKDIR": str(pages),
        "REFLEX_UPLOADED_FILES_DIR": str(home / "uploads"),
        "REFLEX_STATES_WORKDIR": str(home / "states"),
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    }


def main() -> None:
    """Serves until it is told to stop."""
    log.configure()
    settings = get_settings()
    use_built_pages(built_pages(settings.build_dir), settings.home.expanduser().absolute())
    # Imported here, the workers that are forked from this process share its memory.
    importlib.import_module(APP)
    gc.collect()
    gc.freeze()
    Server(
        target=f"{APP}:app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.web_workers,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
