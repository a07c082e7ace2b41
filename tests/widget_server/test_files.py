"""The widget's own files: the loader at a stable address, all else for good under its hash."""

import gzip

import httpx
import pytest

from widget_server.assets import dist_dir

LOADER = dist_dir() / "widget.js"
pytestmark = pytest.mark.skipif(not LOADER.is_file(), reason="the widget is not built")


def module() -> str:
    return next(path.name for path in dist_dir().glob("panel.*.js"))


@pytest.mark.parametrize("path", ["/widget.js", "/widget/{module}"])
async def test_a_file_from_any_page_in_the_best_encoding(client: httpx.AsyncClient, path: str) -> None:
    url = path.format(module=module())
    plain = await client.get(url, headers={"Accept-Encoding": "identity"})
    assert plain.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert plain.headers["Access-Control-Allow-Origin"] == "*"
    assert plain.headers["X-Content-Type-Options"] == "nosniff"
    assert plain.content == (dist_dir() / url.rpartition("/")[2]).read_bytes()
    for accepted, encoding in [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("", None),
        ("br;q=0, gzip", "gzip"),
        ("*;q=0", None),
    ]:
        request = client.build_request("GET", url, headers={"Accept-Encoding": accepted})
        answer = await client.send(request, stream=True)
        raw = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers.get("Content-Encoding") == encoding, accepted
        assert answer.headers["Vary"] == "Accept-Encoding"
        if encoding == "gzip":
            assert gzip.decompress(raw) == plain.content
        elif encoding is None:
            assert raw == plain.content


async def test_the_loader_is_asked_for_again_cheaply(client: httpx.AsyncClient) -> None:
    first = await client.get("/widget.js")
    assert "max-age=600" in first.headers["Cache-Control"]
    tag = first.headers["ETag"]
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = await client.get("/widget.js", headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b""), known
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    changed = await client.get("/widget.js", headers={"If-None-Match": '"other"'})
    assert changed.status_code == 200
    head = await client.head("/widget.js")
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", tag)


async def test_a_module_is_kept_for_good_and_an_older_hash_gets_todays(client: httpx.AsyncClient) -> None:
    current = await client.get(f"/widget/{module()}")
    moved = await client.get("/widget/panel.0000000000.js")
    assert "immutable" in current.headers["Cache-Control"]
    assert moved.content == current.content
    assert moved.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "name",
    [
        "nothing.0000000000.js",
        "manifest.json",
        "sources.sha256",
        "..%2fassets.py",
        "%2e%2e",
        "*.js",
        "%00.js",
        "panel.js.br",
        ".",
    ],
)
async def test_nothing_else_is_served(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(f"/widget/{name}")
    assert answer.status_code == 404
    assert answer.json().keys() == {"detail"}
