"""robots.txt: what a site asks of programs is done, after RFC 9309."""

from datetime import timedelta

import pytest

from shopchat.core import clock
from shopchat.integrations.fetch import AddressRefused, RobotsDisallow, Unreachable, Web
from shopchat.integrations.fetch.local import LocalNetwork
from shopchat.integrations.fetch.robots import Robots, allows, parse

SHOP = "https://shop.example"


@pytest.mark.parametrize(
    ("text", "target", "allowed"),
    [
        ("", "/", True),
        ("User-agent: *\nDisallow: /", "/page", False),
        ("User-agent: *\nDisallow:", "/page", True),
        ("User-agent: *\nDisallow: /cart", "/cart/1", False),
        ("User-agent: *\nDisallow: /cart", "/Cart", True),
        ("User-agent: *\nDisallow: /\nAllow: /products", "/products/1", True),
        ("User-agent: *\nAllow: /products\nDisallow: /products/secret", "/products/secret", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True),
        ("User-agent: *\nDisallow: /page$", "/page", False),
        ("User-agent: *\nDisallow: /page$", "/pages", True),
        ("User-agent: *\nDisallow: /*?sort=", "/c?sort=price", False),
        ("User-agent: other\nDisallow: /", "/", True),
        ("User-agent: other\nUser-agent: ShopChat\nDisallow: /", "/", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: shopchat\nAllow: /", "/", True),
        ("User-agent: shopchat\nDisallow: /a\n\nUser-agent: shopchat\nDisallow: /b", "/b", False),
        ("Disallow: /\nUser-agent: *", "/", True),
        ("USER-AGENT : * # all\nDISALLOW : /x # x", "/x", False),
        ("\ufeffnonsense\n:::\nUser-agent: *\nDisallow: /x", "/x", False),
    ],
)
def test_the_rules(text: str, target: str, allowed: bool) -> None:
    assert allows(parse(text), target) == allowed


def test_a_hostile_pattern_is_answered() -> None:
    assert allows(parse("User-agent: *\nDisallow: /" + "*a" * 500 + "$"), "/" + "a" * 1900 + "b")


async def test_a_page_that_is_closed_to_programs_is_not_asked_for(network: LocalNetwork) -> None:
    network.put(f"{SHOP}/robots.txt", "User-agent: *\nDisallow: /private", content_type="text/plain")
    network.put(f"{SHOP}/private/page", "secret")
    web = Web(network)
    with pytest.raises(RobotsDisallow, match="allow ShopChat"):
        await web.get(f"{SHOP}/private/page", permit=Robots(web).permit)
    assert [asked.target for asked in network.asked] == ["/robots.txt"]


async def test_a_redirect_does_not_lead_around_it(network: LocalNetwork) -> None:
    network.put(f"{SHOP}/robots.txt", "User-agent: *\nDisallow: /private", content_type="text/plain")
    network.put(f"{SHOP}/open", status=302, headers={"Location": "/private/page"})
    web = Web(network)
    with pytest.raises(RobotsDisallow):
        await web.get(f"{SHOP}/open", permit=Robots(web).permit)


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)])
async def test_none_is_a_yes_and_a_failure_a_no(status: int, allowed: bool, network: LocalNetwork) -> None:
    network.put(f"{SHOP}/robots.txt", status=status)
    network.put(f"{SHOP}/", "page")
    web = Web(network)
    if allowed:
        assert (await web.get(f"{SHOP}/", permit=Robots(web).permit)).text == "page"
    else:
        with pytest.raises(Unreachable, match="Try again later"):
            await web.get(f"{SHOP}/", permit=Robots(web).permit)


async def test_a_site_that_cannot_be_reached_is_said_to_be_so(network: LocalNetwork) -> None:
    network.names["shop.example"] = ["10.0.0.1"]
    web = Web(network)
    with pytest.raises(AddressRefused, match="private or reserved"):
        await web.get(f"{SHOP}/", permit=Robots(web).permit)
    assert network.dialled == []


async def test_it_is_read_once_an_hour(network: LocalNetwork) -> None:
    network.put(f"{SHOP}/robots.txt", "", content_type="text/plain")
    network.put(f"{SHOP}/", "page")
    web = Web(network)
    robots = Robots(web)
    for _ in range(3):
        await web.get(f"{SHOP}/", permit=robots.permit)
    assert [asked.target for asked in network.asked].count("/robots.txt") == 1
    with clock.moved(timedelta(hours=2)):
        await web.get(f"{SHOP}/", permit=robots.permit)
    assert [asked.target for asked in network.asked].count("/robots.txt") == 2
