"""What the widget may weigh. The numbers are promises to the shops, in bytes of brotli and in requests."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from typing import Any

import pytest

from tests.widget.shopper import Shopper
from tests.widget.stub_shop import CONFIG
from widget_server.assets import build, dist_dir

LOADER = 1_750
PANEL = 7_900
LANGUAGE = 800
REQUESTS = 3
FORBIDDEN = (
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\(.style|\.cookie\b"
)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The built scripts by the part of their name before the hash."""
    build()
    return {file.name.split(".")[0]: file.read_bytes() for file in dist_dir().glob("*.js")}


def weight(name: str) -> int:
    """Bytes on the wire: of the file that the server sends to a browser that takes brotli."""
    (file,) = dist_dir().glob(f"{name}.*br")
    return file.stat().st_size


def test_the_loader_weighs_little(files: dict[str, bytes]) -> None:
    assert weight("widget") <= LOADER


@pytest.mark.parametrize("language", "en de fr es it nl pt pl sv ja ar he".split())
def test_a_usable_panel_weighs_little(files: dict[str, bytes], language: str) -> None:
    modules = ["panel"] if language == "en" else ["panel", f"lang-{language}"]
    config = len(zlib.compress(json.dumps(CONFIG).encode()))  # brotli makes it a little smaller still
    assert sum(map(weight, modules)) + config <= PANEL + LANGUAGE * (language != "en")
    assert len(modules) + 1 <= REQUESTS


def test_a_click_costs_few_requests(shopper: Shopper) -> None:
    shopper.visit()
    shopper.page.wait_for_load_state("networkidle")
    shopper.stub.requests.clear()
    shopper.open()
    shopper.input.fill("ready")
    shopper.page.wait_for_load_state("networkidle")
    assert 1 <= len(shopper.stub.requests) <= REQUESTS


def test_what_is_served_compressed_is_what_was_built(files: dict[str, bytes]) -> None:
    for file in dist_dir().glob("*.js"):
        assert gzip.decompress(file.with_name(f"{file.name}.gz").read_bytes()) == file.read_bytes()
        assert 0 < file.with_name(f"{file.name}.br").stat().st_size < file.stat().st_size


def test_everything_but_the_loader_has_the_hash_of_its_build(files: dict[str, bytes]) -> None:
    manifest: dict[str, Any] = json.loads((dist_dir() / "manifest.json").read_text())
    assert manifest["files"].keys() == {file.name for file in dist_dir().glob("*.js")}
    assert all(manifest["hash"] in name for name in manifest["files"] if name != "widget.js")
    assert manifest["hash"].encode() in files["widget"]


def test_no_string_ever_becomes_markup_or_code(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        assert not re.search(FORBIDDEN, content.decode()), name
