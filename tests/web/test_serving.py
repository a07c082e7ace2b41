"""One port for pages, API and widget, as other sites and our own pages meet it."""

import gzip
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from granian.constants import Interfaces

from shopchat.web.server import PagesNotBuilt, built_pages, use_built_pages

ROOT = Path(__file__).parents[2]
SHOP = "https://shop.example"
SERVE = f"""
from granian.server import Server
import sys
sys.path.insert(0, {str(ROOT / "tests" / "web")!r})
Server("serving_app:app", factory=True, port=int(sys.argv[1]), interface={Interfaces.ASGI.value!r}).serve()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    pages = tmp_path_factory.mktemp("pages")
    (pages / "build" / "client" / "assets").mkdir(parents=True)
    (pages / "build" / "client" / "index.html").write_text("<title>a page</title>")
    (pages / "build" / "client" / "login").mkdir()
    (pages / "build" / "client" / "login" / "index.html").write_text("<title>sign in</title>")
    (pages / "build" / "client" / "assets" / "root-4f3a.js").write_text("1;")
    before = dict(os.environ)
    use_built_pages(pages, pages)
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    os.environ.clear()
    os.environ.update(before)
    port = free_port()
    own = {"SHOPCHAT_PORT": str(port), "PUBLIC_URL": "https://chat.example", "SHOPCHAT_ENV": "development"}
    server = subprocess.Popen([sys.executable, "-c", SERVE, str(port)], cwd=ROOT, env=environment | own)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and server.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(90)


def ask(port: int, method: str, path: str, *, body: str | None = None, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body=body, headers={name.replace("_", "-"): v for name, v in headers.items()})
    return connection.getresponse()


def handshake(port: int, *, origin: str, host: str) -> int:
    """The status that a page's attempt to open its socket gets."""
    return ask(
        port,
        "GET",
        "/_event/?EIO=4&transport=websocket",
        Host=host,
        Origin=origin,
        Connection="Upgrade",
        Upgrade="websocket",
        Sec_WebSocket_Version="13",
        Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==",
    ).status


def test_another_site_reads_nothing_that_is_not_open_to_it(port: int) -> None:
    answer = ask(port, "GET", "/api/v1/thing", Origin=SHOP)
    assert answer.status == 200
    assert answer.getheader("Access-Control-Allow-Origin") is None


def test_another_site_gets_no_preflight(port: int) -> None:
    answer = ask(port, "OPTIONS", "/api/v1/open", Origin=SHOP, Access_Control_Request_Method="POST")
    assert answer.status == 400
    assert answer.getheader("Access-Control-Allow-Origin") is None


def test_a_simple_post_from_a_shop_passes_with_our_own_header(port: int) -> None:
    answer = ask(port, "POST", "/api/v1/open", body='{"a": 1}', Origin=SHOP, Content_Type="text/plain")
    assert answer.status == 200
    assert answer.headers.get_all("Access-Control-Allow-Origin") == ["*"]
    assert answer.read() == b'{"got":"{\\"a\\": 1}"}'


def test_a_stream_arrives_while_it_is_written(port: int) -> None:
    answer = ask(port, "POST", "/api/v1/stream", body="{}", Origin=SHOP, Content_Type="text/plain")
    assert answer.readline() == b"event: first\n"
    assert answer.getheader("Access-Control-Allow-Origin") == "*"


def test_a_page_answers_at_its_own_address(port: int) -> None:
    answer = ask(port, "GET", "/login")
    assert (answer.status, answer.read()) == (200, b"<title>sign in</title>")


def test_no_other_site_can_frame_a_page(port: int) -> None:
    assert ask(port, "GET", "/login").getheader("Content-Security-Policy") == "frame-ancestors 'self'"


def test_pages_are_checked_for_news_and_hashed_files_are_kept(port: int) -> None:
    page = ask(port, "GET", "/", Accept_Encoding="gzip")
    assert gzip.decompress(page.read()) == b"<title>a page</title>"
    assert page.getheader("Cache-Control") == "no-cache"
    plain = ask(port, "GET", "/", Accept_Encoding="identity")
    assert (plain.read(), plain.getheader("Content-Encoding")) == (b"<title>a page</title>", None)
    assert ask(port, "GET", "/login", Accept_Encoding="identity").getheader("Cache-Control") == "no-cache"
    assert ask(port, "GET", "/assets/root-4f3a.js").getheader("Cache-Control") == "public, max-age=31536000, immutable"
    assert ask(port, "GET", "/assets/gone.js").getheader("Cache-Control") != "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("origin", "host", "status"),
    [
        (SHOP, "127.0.0.1", 400),
        ("null", "127.0.0.1", 400),
        ("http://127.0.0.1.evil.example", "127.0.0.1", 400),
        ("http://127.0.0.1:1", "127.0.0.1:2", 400),
        ("http://127.0.0.1:3000", "127.0.0.1:3000", 101),
        ("http://somewhere.local:8080", "somewhere.local:8080", 101),
        ("https://chat.example", "internal:3000", 101),
    ],
)
def test_only_our_own_pages_open_a_socket(port: int, origin: str, host: str, status: int) -> None:
    got = handshake(port, origin=origin, host=host)
    assert (got == 101) == (status == 101), got


def test_without_a_build_the_sentence_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(PagesNotBuilt, match="make run"):
        built_pages(tmp_path)
