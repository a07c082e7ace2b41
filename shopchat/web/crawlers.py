"""What search engines and link previews ask for: which pages there are, and who may look."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from shopchat.core.config import get_settings

KEPT_OUT = ("/dashboard", "/admin", "/api/", "/verify", "/reset")


def routes(paths: Iterable[str]) -> list[Route]:
    """`/robots.txt`, and a `/sitemap.xml` with these pages."""
    pages = tuple(paths)

    async def robots(_request: Request) -> Response:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in KEPT_OUT), f"Sitemap: {_site()}/sitemap.xml"]
        return PlainTextResponse("\n".join(lines) + "\n")

    async def sitemap(_request: Request) -> Response:
        places = "".join(f"<url><loc>{escape(_site() + path)}</loc></url>" for path in pages)
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
        )
        return Response(body, media_type="application/xml")

    return [Route("/robots.txt", robots), Route("/sitemap.xml", sitemap)]


def _site() -> str:
    return get_settings().site_url.rstrip("/")
