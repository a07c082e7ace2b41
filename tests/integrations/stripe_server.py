"""A server that speaks as much of Stripe's API as we use, over HTTP, and keeps what it is asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    form: dict[str, str]
    headers: dict[str, str]


@dataclass
class StripeServer:
    """`answers` by method and path, without the query; `failures` are statuses that come first, whatever is asked."""

    address: str = ""
    answers: dict[str, Json] = field(default_factory=dict)
    failures: list[int] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def changes(self) -> list[Asked]:
        return [each for each in self.asked if each.method != "GET"]


@contextmanager
def stripe_server() -> Iterator[StripeServer]:
    """Listens on this machine until the block ends."""
    state = StripeServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            url = urlsplit(self.path)
            text = self.rfile.read(size).decode() if size else url.query
            form = {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            state.asked.append(Asked(self.command, url.path, form, headers))
            if state.failures:
                self._send(state.failures.pop(0), {"error": {"type": "api_error", "message": "Not now."}})
                return
            known = state.answers.get(f"{self.command} {url.path}")
            if known is None:
                missing = {"type": "invalid_request_error", "code": "resource_missing", "message": "No such thing."}
                self._send(404, {"error": missing})
                return
            self._send(200, known)

        do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - the names that the server calls

        def _send(self, status: int, body: Json) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Request-Id", "req_test")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def listed(*items: Json) -> Json:
    return {"object": "list", "data": list(items), "has_more": False, "url": "/v1/x"}
