"""Fetching keeps its bounds: redirects, size, time, type, and answers that are not HTTP."""

import asyncio
import gzip
import ssl
import zlib
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shopchat.integrations.fetch import (
    AddressRefused,
    BadStatus,
    TooLarge,
    TooManyRedirects,
    Unreachable,
    Web,
    WrongType,
)
from shopchat.integrations.fetch.local import LocalNetwork
from shopchat.integrations.fetch.network import Internet, Stream
from shopchat.integrations.fetch.public import IP

SHOP = "http://shop.example"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed_by_hand(status: int, network: LocalNetwork) -> None:
    network.put(f"{SHOP}/old", status=status, headers={"Location": "https://other.example/new"})
    network.put("https://other.example/new", "here")
    found = await Web(network).get(f"{SHOP}/old")
    assert (found.url, found.text) == ("https://other.example/new", "here")
    assert network.resolved == ["shop.example", "other.example"]


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://0x7f.1/",
        "http://[::1]/",
        "//localhost/",
        "//10.0.0.1/",
        "file:///etc/passwd",
        "http://shop.example:6379/",
        "https://user:pass@shop.example/",
        "gopher://shop.example/",
        "http://inward.example/",
    ],
)
async def test_a_redirect_inwards_is_refused(location: str, network: LocalNetwork) -> None:
    network.names["inward.example"] = ["10.0.0.1"]
    network.put(f"{SHOP}/", status=302, headers={"Location": location})
    with pytest.raises(AddressRefused):
        await Web(network).get(f"{SHOP}/")
    assert len(network.dialled) == 1


async def test_a_name_that_turns_inwards_after_its_first_answer_gains_nothing(network: LocalNetwork) -> None:
    network.put(f"{SHOP}/", status=302, headers={"Location": "/again"})
    resolve = network.resolve

    async def rebinding(host: str, port: int) -> list[IP]:
        answers = await resolve(host, port)
        network.names["shop.example"] = ["127.0.0.1"]
        return answers

    network.resolve = rebinding  # type: ignore[method-assign]
    with pytest.raises(AddressRefused):
        await Web(network).get(f"{SHOP}/")
    assert [address for address, _, _ in network.dialled] == ["93.184.215.14"]


async def test_five_redirects_are_enough(network: LocalNetwork) -> None:
    for step in range(6):
        network.put(f"{SHOP}/{step}", status=302, headers={"Location": f"/{step + 1}"})
    network.put(f"{SHOP}/6", "there")
    assert (await Web(network).get(f"{SHOP}/1")).text == "there"
    with pytest.raises(TooManyRedirects):
        await Web(network).get(f"{SHOP}/0")


@pytest.mark.parametrize("code", [204, 304, 401, 404, 410, 500])
async def test_another_status_than_200_is_no_page(code: int, network: LocalNetwork) -> None:
    network.put(f"{SHOP}/", status=code, headers={"Content-Length": "0"})
    with pytest.raises(BadStatus) as refused:
        await Web(network).get(f"{SHOP}/")
    assert refused.value.is_gone == (code in (404, 410))


@pytest.mark.parametrize("kind", ["image/png", "application/octet-stream", "text/html-ish", ""])
async def test_another_type_is_not_read(kind: str, network: LocalNetwork) -> None:
    network.put(f"{SHOP}/", b"x" * 100, content_type=kind)
    with pytest.raises(WrongType):
        await Web(network).get(f"{SHOP}/")


async def test_the_size_is_bounded_as_sent(network: LocalNetwork) -> None:
    network.put(f"{SHOP}/", b"x" * 1000)
    assert len((await Web(network).get(f"{SHOP}/", limit=1000)).body) == 1000
    with pytest.raises(TooLarge):
        await Web(network).get(f"{SHOP}/", limit=999)


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
async def test_the_size_is_bounded_unpacked(encoding: str, pack: object, network: LocalNetwork) -> None:
    packed = pack(b"\0" * 50_000_000)  # type: ignore[operator]
    network.put(f"{SHOP}/bomb", packed, headers={"Content-Encoding": encoding})
    with pytest.raises(TooLarge):
        await Web(network).get(f"{SHOP}/bomb", limit=1_000_000)
    network.put(f"{SHOP}/page", pack(b"hello"), headers={"Content-Encoding": encoding})  # type: ignore[operator]
    assert (await Web(network).get(f"{SHOP}/page")).text == "hello"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Type: text/html\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
    ],
    ids=lambda raw: raw[:60].decode(),
)
async def test_what_is_not_http_is_said_to_be_so(raw: bytes, network: LocalNetwork) -> None:
    network.put(f"{SHOP}/", raw=raw)
    with pytest.raises(Unreachable):
        await Web(network).get(f"{SHOP}/")


async def test_a_site_that_drips_is_given_up(network: LocalNetwork) -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")
        try:
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.01)
        except ConnectionError:
            writer.close()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        network._port = server.sockets[0].getsockname()[1]
        with pytest.raises(Unreachable, match=r"within 0\.2 seconds"):
            await Web(network).get(f"{SHOP}/", seconds=0.2)


async def test_the_next_address_is_tried_when_one_does_not_answer(network: LocalNetwork) -> None:
    network.names["shop.example"] = ["2606:4700::1", "151.101.1.1"]
    network.put(f"{SHOP}/", "ok")
    dial = network.dial

    async def only_ipv4(address: IP, port: int, server_name: str | None) -> Stream:
        if address.version == 6:
            raise OSError
        return await dial(address, port, server_name)

    network.dial = only_ipv4  # type: ignore[method-assign]
    assert (await Web(network).get(f"{SHOP}/")).text == "ok"


@pytest.mark.parametrize("problem", [OSError(), ssl.SSLCertVerificationError(1, "self-signed")])
async def test_no_connection_is_a_sentence(problem: Exception, network: LocalNetwork) -> None:
    async def refuse(address: IP, port: int, server_name: str | None) -> Stream:
        raise problem

    network.dial = refuse  # type: ignore[method-assign]
    with pytest.raises(Unreachable, match=r"^shop\.example .*\.$"):
        await Web(network).get("https://shop.example/")


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ("text/html; charset=utf-8", "Grüße".encode(), "Grüße"),
        ("text/html; charset=ISO-8859-1", "Grüße".encode("latin-1"), "Grüße"),
        ("text/html", "\ufeffGrüße".encode(), "Grüße"),
        ("text/html", "Grüße".encode("cp1252"), "Grüße"),
        ('text/html; charset="klingon"', b"plain", "plain"),
        ("text/html", b"a\x00b", "ab"),
    ],
)
async def test_text_is_read_by_its_charset(content_type: str, body: bytes, text: str, network: LocalNetwork) -> None:
    network.put(f"{SHOP}/", body, content_type=content_type)
    assert (await Web(network).get(f"{SHOP}/")).text == text


async def test_a_message_is_delivered_and_its_answer_cut(network: LocalNetwork) -> None:
    network.put("https://owner.example/hook", b"thanks " * 1000, status=202)
    reply = await Web(network).post(
        "https://owner.example/hook", headers={"webhook-id": "m1"}, body=b'{"a":1}', seconds=5, keep=14
    )
    assert (reply.status, reply.beginning) == (202, b"thanks thanks ")
    asked = network.asked[0]
    assert (asked.method, asked.body, asked.headers["webhook-id"]) == ("POST", b'{"a":1}', "m1")
    assert asked.headers["user-agent"].startswith("ShopChat/")


async def test_a_message_follows_no_redirect(network: LocalNetwork) -> None:
    network.put("http://owner.example/hook", status=307, headers={"Location": "http://127.0.0.1/"})
    reply = await Web(network).post("http://owner.example/hook", headers={}, body=b"{}", seconds=5, keep=10)
    assert reply.status == 307
    assert len(network.dialled) == 1


async def test_the_real_network_dials_and_resolves() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()

    internet = Internet()
    [address, *_] = await internet.resolve("127.0.0.1", 80)
    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        stream = await internet.dial(address, server.sockets[0].getsockname()[1], None)
        assert await stream.reader.read() == b"hello"
        stream.writer.close()


async def test_a_name_that_nobody_knows_is_a_sentence(network: LocalNetwork) -> None:
    async def unknown(host: str, port: int) -> list[IP]:
        raise OSError(-2, "Name or service not known")

    network.resolve = unknown  # type: ignore[method-assign]
    with pytest.raises(Unreachable, match=r"shop\.example is not known"):
        await Web(network).get("https://shop.example/")


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(_self_signed(tmp_path / "server.pem", "shop.example"))

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0, ssl=context) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(ssl.SSLCertVerificationError):
            await Internet().dial(ip_address("127.0.0.1"), port, "shop.example")


def _self_signed(path: Path, host: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(written + certificate.public_bytes(serialization.Encoding.PEM))
    return path
