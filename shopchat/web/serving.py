"""What stands in front of Reflex's own server: who may open a page's socket, and how long browsers keep files."""

import gzip
import hashlib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import reflex as rx
from reflex.utils.prerequisites import get_web_dir
from reflex_base import constants
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shopchat.core.config import get_settings
from shopchat.web import theme

HASHED = "/assets/"
"""Below it every file has a hash of its content in its name."""

PAGE_HEADERS = {
    # No other site may put a signed-in owner's page under its own buttons.
    "Content-Security-Policy": "frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


def accept_own_pages(app: rx.App) -> None:
    """Lets pages open their socket from whichever host they were loaded from, and no page of another site.

    `cors_allowed_origins` alone would know one address, and a copy is reached by several: localhost, 127.0.0.1, its
    name in the network, the public one.
    """
    if app.sio is not None:
        app.sio.eio.cors_allowed_origins = is_own_page


def is_own_page(origin: str | None, environ: Mapping[str, str]) -> bool:
    """Whether a socket's request comes from a page that this server delivered. The scheme may be a proxy's."""
    if origin is None:  # no browser
        return True
    return urlsplit(origin).netloc == environ.get("HTTP_HOST") or origin == get_settings().site_url


def serve_pages(app: ASGIApp) -> ASGIApp:
    """`app`, whose pages answer without a redirect, and whose hashed files browsers keep for a year.

    Reflex would send `/login` to an absolute `http://.../login/`, which is wrong behind a proxy that speaks https.
    """
    client = get_web_dir() / constants.Dirs.STATIC
    pages = {f"/{file.parent.relative_to(client)}" for file in client.glob("*/**/index.html")}
    front = _front_page(client / "index.html")

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path = scope["path"]
        if path == "/" and scope["method"] == "GET":
            await front(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if path.startswith(HASHED) and message["status"] in {200, 206, 304}:
                    headers["Cache-Control"] = "public, max-age=31536000, immutable"
                    for name in ("ETag", "Last-Modified", "Accept-Ranges"):  # what never changes is not asked for again
                        del headers[name]
                elif headers.get("content-type", "").startswith("text/html"):
                    headers.setdefault("Cache-Control", "no-cache")
                    for name, value in PAGE_HEADERS.items():
                        headers.setdefault(name, value)
            await send(message)

        await app({**scope, "path": f"{path}/"} if path in pages else scope, receive, send_with_headers)

    return serve


def _front_page(file: Path) -> ASGIApp:
    """The landing page with the full address of its picture, which previews of links want and no build can know."""
    picture = f'content="{theme.SHARE_PICTURE}"'
    page = file.read_text().replace(picture, f'content="{get_settings().site_url}{theme.SHARE_PICTURE}"').encode()
    packed = gzip.compress(page, 9, mtime=0)
    tag = f'"{hashlib.sha256(page).hexdigest()[:32]}"'

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        asked = Headers(scope=scope)
        headers = {"Cache-Control": "no-cache", "ETag": tag, "Vary": "Accept-Encoding", **PAGE_HEADERS}
        if asked.get("If-None-Match") == tag:
            answer = Response(status_code=304, headers=headers)
        elif "gzip" in asked.get("Accept-Encoding", ""):
            answer = Response(packed, headers=headers | {"Content-Encoding": "gzip"}, media_type="text/html")
        else:
            answer = Response(page, headers=headers, media_type="text/html")
        await answer(scope, receive, send)

    return serve
