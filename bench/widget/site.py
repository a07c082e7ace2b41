"""One loopback origin for all: a page for each candidate, its files in brotli, and no chat server but for ours."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from bench.widget.candidates import API, CANDIDATES

CONFIG = {
    "name": "Alba",
    "welcome_message": "Hi, I am Alba. Ask me about our outdoor gear.",
    "personality": "friendly",
    "theme_config": {"primary_color": "#0f766e", "position": "bottom-right", "radius": 16, "mode": "auto"},
    "suggested_questions": ["Which jacket keeps me dry?", "How do returns work?"],
    "language": "en",
}
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>A shop</title>
<link rel="icon" href="data:,"></head><body><h1>A shop</h1>%s</body></html>"""


@dataclass
class Site:
    """Where it is, and the requests for anything but the page: path and bytes of the body as sent."""

    folders: dict[str, Path]
    url: str = ""
    sent: list[tuple[str, int]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/page/"):
            candidate = next(it for it in CANDIDATES if it.name == path.removeprefix("/page/").replace("%20", " "))
            self._send(200, (PAGE % candidate.html).encode(), "text/html")
            return
        if path == "/api/v1/widget/config":
            body = compressed(json.dumps(CONFIG).encode())
            self._count(body)
            self._send(200, body, "application/json", "br")
            return
        file = self._file(path)
        if file is None:
            self._count(b"")
            self._send(503 if path.startswith(API) else 404)
            return
        body = compressed(file.read_bytes())
        self._count(body)
        self._send(200, body, TYPES.get(file.suffix, "application/octet-stream"), "br")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._count(b"")
        self._send(503)

    def _file(self, path: str) -> Path | None:
        first, _, rest = path.strip("/").partition("/")
        top, name = (
            (self.site.folders["widget"], first) if first == "widget.js" else (self.site.folders.get(first), rest)
        )
        file = top / name if top and name else None
        return file if file and file.is_file() else None

    def _count(self, body: bytes) -> None:
        self.site.sent.append((self.path, len(body)))

    def _send(self, status: int, body: bytes = b"", kind: str = "text/plain", encoding: str = "identity") -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Encoding", encoding)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@cache
def compressed(body: bytes) -> bytes:
    """Brotli at its highest quality, which is how our own files are built."""
    node = str(Path(sys.executable).parent / "node")
    script = "process.stdout.write(require('zlib').brotliCompressSync(require('fs').readFileSync(0)))"
    return subprocess.run([node, "-e", script], input=body, capture_output=True, check=True).stdout


@contextmanager
def running(folders: dict[str, Path]) -> Iterator[Site]:
    """The origin, up until the block ends."""
    site = Site(folders)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
