"""A stand-in for the ShopChat server and for a shop's web server, each on an origin of its own.

It speaks widget_server/PROTOCOL.md, serves the built widget, and remembers every request. What it answers depends
on the shopper's words, so that a test reads as what a shopper would see. OPTIONS is refused: a preflight fails.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from tests.widget.stub_shop import CONFIG, answer_to
from widget_server import assets
from widget_server.assets import dist_dir

PAGES = Path(__file__).parent / "pages"
TURBO = Path(assets.__file__).parent / "node_modules/@hotwired/turbo/dist/turbo.es2017-umd.js"


@dataclass
class Stub:
    """What both servers share: settings that a test may change, and what they saw."""

    config: dict[str, Any] | None = field(default_factory=lambda: json.loads(json.dumps(CONFIG)))
    down: bool = False
    answer: dict[str, Any] | None = None
    chat_url: str = ""
    shop_url: str = ""
    requests: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    turns: dict[str, dict[str, Any]] = field(default_factory=dict)
    stored: list[dict[str, Any]] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)

    def posted(self, path: str) -> list[dict[str, Any]]:
        return [body for seen, body in self.bodies if seen == path]

    def turn(self, body: dict[str, Any]) -> dict[str, Any]:
        """The whole answer to a message; the same ``client_message_id`` gets the first one and stores nothing."""
        known = self.turns.get(body["client_message_id"])
        if known:
            return known
        self.stored.append(self._message("user", body["message"]))
        done = {
            "conversation_id": "c1",
            "visitor_token": "vt-1",
            "message": self._message("assistant", ""),
            "products": [],
            "sources": [],
            "suggestions": [],
            "offers_person": False,
            **(self.answer or answer_to(body["message"])),
        }
        done["message"]["content"] = done.pop("content")
        self.stored.append(
            {**done["message"], **{key: done[key] for key in ("products", "sources", "suggestions", "offers_person")}}
        )
        self.turns[body["client_message_id"]] = done
        return done

    @staticmethod
    def _message(role: str, content: str) -> dict[str, Any]:
        return {"id": str(uuid4()), "role": role, "content": content, "created_at": "2026-01-01T00:00:00+00:00"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stub: Stub

    def log_message(self, *_: object) -> None:
        pass

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class ChatHandler(_Handler):
    """The ShopChat server."""

    def do_OPTIONS(self) -> None:
        self.stub.requests.append(("OPTIONS", self.path))
        self.send(400)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.stub.requests.append(("GET", path))
        if self.stub.down and path != "/widget.js":
            self.close_without_answer()
            return
        if path == "/api/v1/widget/config":
            key = parse_qs(urlsplit(self.path).query)["widget_key"][0]
            known = self.stub.config if key == "wk_test" else None
            self.json(200, known) if known else self.json(404, {"detail": "There is no such bot."})
            return
        file = dist_dir() / path.rsplit("/", 1)[-1]
        if file not in dist_dir().iterdir():
            self.send(404)
            return
        accepted = "br" in self.headers.get("Accept-Encoding", "")
        body = file.with_name(file.name + ".br").read_bytes() if accepted else file.read_bytes()
        encoding = {"Content_Encoding": "br"} if accepted else {}
        self.send(200, body, Content_Type="text/javascript", Access_Control_Allow_Origin="*", **encoding)

    def do_POST(self) -> None:
        path = self.path.removeprefix("/api/v1/widget/")
        self.stub.requests.append(("POST", self.path))
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.stub.bodies.append((path, body))
        if self.stub.down:
            self.close_without_answer()
            return
        if path == "chat":
            self.chat(body)
            return
        if path == "history":
            self.json(200, {"conversation": {"id": "c1", "status": "active"}, "messages": self.stub.stored})
            return
        self.send(204, Access_Control_Allow_Origin="*")

    def chat(self, body: dict[str, Any]) -> None:
        text, again = body["message"], body["client_message_id"] in self.stub.turns
        if "too fast" in text and len(self.stub.posted("chat")) == 1:
            self.json(429, {"detail": "Slow down."}, Retry_After="7", Access_Control_Expose_Headers="Retry-After")
            return
        if "limit" in text:
            self.json(429, {"detail": "The plan's limit is reached."})
            return
        if "crash" in text and len(self.stub.posted("chat")) == 1:
            self.json(500, {"detail": "Something broke."})
            return
        done = self.stub.turn(body)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Connection", "close")
        self.end_headers()
        self.event("start", {"conversation_id": "c1", "visitor_token": "vt-1", "message_id": done["message"]["id"]})
        words = done["message"]["content"].split(" ")
        for index, word in enumerate(words):
            self.event("token", {"text": word if index == len(words) - 1 else word + " "})
            if index == 3 and "break" in text and not again:
                self.close_without_answer()
                return
            if index == 3 and "wait" in text:
                self.stub.go_on.wait(10)
        self.event("products", {"products": done["products"]})
        self.event("sources", {"sources": done["sources"]})
        self.event("done", done)
        self.close_connection = True

    def event(self, name: str, data: object) -> None:
        self.wfile.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())
        self.wfile.flush()
        time.sleep(0.002)  # lets the chunks arrive one by one

    def json(self, status: int, data: object, **headers: str) -> None:
        self.send(
            status,
            json.dumps(data).encode(),
            Content_Type="application/json",
            Access_Control_Allow_Origin="*",
            **headers,
        )

    def close_without_answer(self) -> None:
        self.close_connection = True
        self.connection.close()


class ShopHandler(_Handler):
    """The shop: the pages of this folder, with the chat server's address filled in."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.stub.requests.append(("GET", f"shop:{path}"))
        if path.startswith("/pictures/"):
            self.send(200, _picture(path).encode(), Content_Type="image/svg+xml")
            return
        if path == "/turbo.js":
            self.send(200, TURBO.read_bytes(), Content_Type="text/javascript")
            return
        name = path.strip("/") or "friendly"
        file = PAGES / f"{name}.html"
        if file not in PAGES.iterdir():  # hostile text makes names that no file could have
            self.send(404)
            return
        html = file.read_text().replace("{chat}", self.stub.chat_url)
        for key, values in parse_qs(urlsplit(self.path).query, keep_blank_values=True).items():
            html = html.replace(f"{{{key}}}", values[0])
        policy = {"Content_Security_Policy": self.policy()} if name == "strict-csp" else {}
        self.send(200, html.encode(), Content_Type="text/html; charset=utf-8", **policy)

    def policy(self) -> str:
        chat = self.stub.chat_url
        return (
            f"default-src 'none'; script-src {chat}; connect-src {chat}; img-src 'self'; style-src 'self'; "
            "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        )


def _picture(path: str) -> str:
    hue = int(path.rsplit("/", 1)[-1].removesuffix(".svg")) * 90 + 90
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 130"><rect width="160" height="130" '
        f'fill="hsl({hue} 35% 88%)"/><path d="M60 30h40l24 18-10 20-8-5v44H54V63l-8 5-10-20Z" '
        f'fill="hsl({hue} 40% 42%)"/></svg>'
    )


@contextmanager
def running() -> Iterator[Stub]:
    """Both servers, up on free ports until the block ends."""
    stub = Stub()
    servers = [
        ThreadingHTTPServer(("127.0.0.1", 0), type(handler.__name__, (handler,), {"stub": stub}))
        for handler in (ChatHandler, ShopHandler)
    ]
    stub.chat_url, stub.shop_url = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    for server in servers:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield stub
    finally:
        stub.go_on.set()
        for server in servers:
            server.shutdown()
            server.server_close()
