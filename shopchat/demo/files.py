"""Pictures and the stylesheet of the demo shop, with an ETag and a stated life in caches."""

import hashlib
from functools import cache
from os import PathLike, stat_result
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

ROOM = Path(__file__).parent
A_DAY = "public, max-age=86400"
FOR_EVER = "public, max-age=31536000, immutable"


class CachedFiles(StaticFiles):
    """A folder whose answers say `cache_control`, the 304 ones too."""

    def __init__(self, directory: Path, *, cache_control: str) -> None:
        super().__init__(directory=directory)
        self._cache_control = cache_control

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["cache-control"] = self._cache_control
        return response


@cache
def static_url(name: str) -> str:
    """The address of a file in `static/` that changes when the file does, so that caches may keep it for ever."""
    digest = hashlib.sha256((ROOM / "static" / name).read_bytes()).hexdigest()
    return f"/demo/static/{name}?v={digest[:12]}"
