"""No spelling of an address leads a fetch into a private network: nothing is dialled, and no name is even asked for."""

import pytest

from shopchat.integrations.fetch import AddressRefused, Web, parse
from shopchat.integrations.fetch.local import LocalNetwork

HOSTILE = """
http://127.0.0.1/
http://127.1/
http://127.0.1/
http://2130706433/
http://0x7f000001/
http://0x7f.1/
http://017700000001/
http://0177.0.0.1/
http://0000177.0.0.01/
http://383.256.256.257/
http://127.0.0.1./
http://0/
http://0.0.0.0/
http://localhost/
http://LOCALHOST./
http://shop.localhost/
http://10.20.30.40/
http://172.31.255.254/
http://192.168.178.1/
http://169.254.169.254/latest/meta-data/
http://0xa9fea9fe/
http://2852039166/
http://100.64.0.1/
http://100.100.100.200/
http://168.63.129.16/
http://192.0.0.192/
http://192.0.2.7/
http://198.19.255.255/
http://198.51.100.7/
http://203.0.113.7/
http://224.0.0.251/
http://250.1.2.3/
http://255.255.255.255/
http://[::1]/
http://[::]/
http://[0:0:0:0:0:0:0:1]/
http://[::127.0.0.1]/
http://[::ffff:10.1.2.3]/
http://[::ffff:7f00:1]/
http://[64:ff9b::10.0.0.1]/
http://[64:ff9b:1::a00:1]/
http://[2002:a00:1::]/
http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/
http://[2001:db8::1]/
http://[2606:4700::5efe:a00:1]/
http://[3fff::1]/
http://[fd00:ec2::254]/
http://[fe80::1]/
http://[fe80::1%25eth0]/
http://[fec0::1]/
http://[ff02::1]/
http://[5f00::1]/
http://１９２.１６８.１.１/
http://①②⑦.⓪.⓪.①/
http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/
http://127。0。0。1/
http://10%2e0%2e0%2e1/
http://redis/
http://printer.local/
http://api.default.svc/
http://vault.service.internal/
http://fritz.box.home.arpa/
http://shop.example:22/
http://shop.example:8080/
https://shop.example:80:443/
http://owner:secret@shop.example/
http://shop.example@127.0.0.1/
http://shop.example\\@127.0.0.1/
http://127.0.0.1#@shop.example/
http://127.0.0.1?@shop.example/
http://shop.example%00.evil.example/
http://shop.example\r\nX-Evil:1/
http:// shop.example/
http://shop .example/
http://loca\u00adlhost/
http://shop..example/
http:///shop.example/
http:/shop.example/
http://
//shop.example/
shop.example
ftp://shop.example/
file:///etc/hosts
gopher://shop.example:70/_
javascript:alert(1)
jar:http://shop.example!/
""".strip("\n")


def spellings() -> list[str]:
    return [line.encode().decode("unicode_escape") if "\\r" in line else line for line in HOSTILE.split("\n") if line]


@pytest.mark.parametrize("url", spellings(), ids=ascii)
async def test_a_hostile_address_is_neither_resolved_nor_dialled(url: str, network: LocalNetwork) -> None:
    with pytest.raises(AddressRefused):
        await Web(network).get(url)
    with pytest.raises(AddressRefused):
        await Web(network).post(url, headers={}, body=b"{}", seconds=5, keep=10)
    assert network.resolved == []
    assert network.dialled == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://shop.example", "https://shop.example/"),
        ("HTTPS://Shop.Example:443/a?b=c#d", "https://shop.example/a?b=c"),
        ("http://shop.example./", "http://shop.example/"),
        ("http://münchen.example/grün?q=süß", "http://xn--mnchen-3ya.example/gr%C3%BCn?q=s%C3%BC%C3%9F"),
        ("https://shop.example/a%20b", "https://shop.example/a%20b"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://[2606:4700:4700::1111]:80/", "http://[2606:4700:4700::1111]/"),
        ("http://my_shop.123.example/", "http://my_shop.123.example/"),
    ],
)
def test_an_honest_address_is_understood(url: str, said: str) -> None:
    assert str(parse(url)) == said


def test_an_endless_address_is_refused() -> None:
    with pytest.raises(AddressRefused, match="longer"):
        parse("https://shop.example/" + "a" * 2000)


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["93.184.215.14", "192.168.1.1"],
        ["::1"],
        ["::ffff:169.254.169.254"],
        ["64:ff9b::7f00:1"],
        ["2002:7f00:1::"],
        ["fe80::1%eth0"],
        ["0.0.0.0"],
        ["168.63.129.16"],
    ],
    ids=str,
)
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_name_that_resolves_inwards_is_not_dialled(
    scheme: str, answers: list[str], network: LocalNetwork
) -> None:
    network.names["inward.example"] = answers
    with pytest.raises(AddressRefused, match="private or reserved"):
        await Web(network).get(f"{scheme}://inward.example/")
    assert network.dialled == []


async def test_what_is_dialled_is_the_address_that_was_checked_and_the_name_stays(network: LocalNetwork) -> None:
    network.names["shop.example"] = ["151.101.1.1"]
    network.put("https://shop.example/page", "<p>Hello")
    assert (await Web(network).get("https://shop.example/page")).text == "<p>Hello"
    assert network.resolved == ["shop.example"]
    assert network.dialled == [("151.101.1.1", 443, "shop.example")]
    assert network.asked[0].host == "shop.example"


async def test_a_proxy_in_the_environment_is_not_asked(network: LocalNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://10.0.0.1:3128")
    network.put("http://shop.example/", "ok")
    await Web(network).get("http://shop.example/")
    assert network.dialled == [("93.184.215.14", 80, None)]


async def test_a_mapped_public_address_is_an_address_like_another(network: LocalNetwork) -> None:
    network.names["shop.example"] = ["64:ff9b::5db8:d70e"]
    network.put("http://shop.example/", "ok")
    assert (await Web(network).get("http://shop.example/")).text == "ok"
