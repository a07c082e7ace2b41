"""The widget's own files: the loader at a stable address, all else under a hash and kept for good."""

import re
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response
from starlette.exceptions import HTTPException

from widget_server.assets import dist_dir

router = APIRouter(include_in_schema=False)

# Ten minutes: long enough that a shop's pages share one load, short enough that a new loader reaches all today.
LOADER_CACHE = "public, max-age=600, stale-while-revalidate=86400"
HASHED_CACHE = "public, max-age=31536000, immutable"
# A loader from before the last build asks for a hash that is gone; it gets today's module, which is not kept.
MOVED_CACHE = "no-cache"
COMPRESSED = (("br", ".br"), ("gzip", ".gz"))
HASHED_NAME = re.compile(r"[a-z-]+\.[0-9a-f]+\.js")
REFUSED = re.compile(r";\s*q=0(\.0*)?$")


@router.api_route("/widget.js", methods=["GET", "HEAD"])
async def loader(request: Request) -> Response:
    return _file(request, dist_dir() / "widget.js", LOADER_CACHE)


@router.api_route("/widget/{name}", methods=["GET", "HEAD"])
async def module(request: Request, name: str) -> Response:
    if not HASHED_NAME.fullmatch(name):
        raise HTTPException(404)
    path = dist_dir() / name
    if path.is_file():
        return _file(request, path, HASHED_CACHE)
    current = sorted(dist_dir().glob(f"{name.partition('.')[0]}.*.js"))
    if not current:
        raise HTTPException(404)
    return _file(request, current[0], MOVED_CACHE)


def _file(request: Request, path: Path, cache: str) -> Response:
    """The file in the best encoding that the browser takes, readable from any site, or 304."""
    accepted = _accepted(request)
    encoding, suffix = next(((name, end) for name, end in COMPRESSED if name in accepted), ("", ""))
    served = path.with_name(path.name + suffix)
    if not served.is_file():
        encoding, served = "", path
    headers = {
        "Cache-Control": cache,
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if encoding:
        headers["Content-Encoding"] = encoding
    response = FileResponse(
        served, media_type="text/javascript; charset=utf-8", headers=headers, stat_result=served.stat()
    )
    tag = response.headers["etag"]
    known = request.headers.get("if-none-match", "")
    if tag in known or known.strip() == "*":
        return Response(status_code=304, headers={**headers, "ETag": tag})
    return response


def _accepted(request: Request) -> set[str]:
    """The encodings that the browser names and does not refuse."""
    named = [part.strip() for part in request.headers.get("accept-encoding", "").split(",")]
    return {part.partition(";")[0].strip() for part in named if not REFUSED.search(part)}
