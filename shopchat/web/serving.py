"""What stands in front of Reflex's own server: who may open a page's socket, and how long browsers keep files."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import reflex as rx
from reflex.utils.prerequisites import get_web_dir
from reflex_base import constants
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shopchat.core.config import get_settings

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

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if path.startswith(HASHED) and message["status"] in {200, 206, 304}:
                    headers["Cache-Control"] = "public, max-age=31536000, immutable"
                elif headers.get("content-type", "").startswith("text/html"):
                    headers.setdefault("Cache-Control", "no-cache")
                    for name, value in PAGE_HEADERS.items():
                        headers.setdefault(name, value)
            await send(message)

        await app({**scope, "path": f"{path}/"} if path in pages else scope, receive, send_with_headers)

    return serve
