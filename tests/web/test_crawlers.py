"""What search engines and previews of links are told, and the landing page as it is served."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from shopchat.core.config import get_settings
from shopchat.web import crawlers
from shopchat.web.public_icons import GROUPS, together
from shopchat.web.routes import FOUND
from shopchat.web.serving import _front_page

PAGE = '<title>Hi</title><meta content="/share.png" property="og:image"/>'


@pytest_asyncio.fixture
async def site(servers: None) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=crawlers.routes(FOUND))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://site.test") as browser:
        yield browser


async def test_the_sitemap_names_public_pages_and_no_others(site: httpx.AsyncClient) -> None:
    told = (await site.get("/sitemap.xml")).text
    here = get_settings().site_url
    assert f"<loc>{here}/</loc>" in told
    assert f"<loc>{here}/register</loc>" in told
    assert "dashboard" not in told
    robots = (await site.get("/robots.txt")).text
    assert f"Sitemap: {here}/sitemap.xml" in robots
    assert "Disallow: /dashboard" in robots


async def test_the_landing_page_names_its_picture_in_full(servers: None, tmp_path: Path) -> None:
    (file := tmp_path / "index.html").write_text(PAGE)
    transport = httpx.ASGITransport(_front_page(file))
    async with httpx.AsyncClient(transport=transport, base_url="http://site.test") as browser:
        packed = await browser.get("/", headers={"Accept-Encoding": "gzip, br"})
        plain = await browser.get("/", headers={"Accept-Encoding": "identity"})
        again = await browser.get("/", headers={"If-None-Match": plain.headers["ETag"]})
    assert f'content="{get_settings().site_url}/share.png"' in plain.text
    assert packed.text == plain.text
    assert (packed.headers["Content-Encoding"], again.status_code) == ("gzip", 304)
    assert "frame-ancestors" in plain.headers["Content-Security-Policy"]


def test_the_icons_of_the_landing_page_go_into_one_file() -> None:
    made = together(f"output: {{ {GROUPS} ] }}")
    assert "public-icons" in made
    assert together(made) == made
    with pytest.raises(RuntimeError):
        together("something else")
