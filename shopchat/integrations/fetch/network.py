"""The two calls that leave the machine, resolve and dial, behind one seam that a test can stand in for."""

import asyncio
import socket
import ssl
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from typing import Protocol

from shopchat.integrations.fetch.address import Address
from shopchat.integrations.fetch.errors import AddressRefused, Unreachable
from shopchat.integrations.fetch.public import IP, is_public

CONNECT_SECONDS = 5
# A name with more answers is served as well by the first ones.
MOST_TRIED = 4


@dataclass(frozen=True)
class Stream:
    """A connection: what is read and what is written."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Network(Protocol):
    """Names to addresses, and addresses to connections. Neither judges: that is `connect`'s work."""

    async def resolve(self, host: str, port: int) -> list[IP]:
        """Every address of the name, best first. Raises `OSError`."""
        ...

    async def dial(self, address: IP, port: int, server_name: str | None) -> Stream:
        """A connection to exactly this address; with TLS for `server_name` when there is one. Raises `OSError`."""
        ...


class Internet:
    """The real one. Knows no proxy: what the environment says of proxies would lead around the check."""

    async def resolve(self, host: str, port: int) -> list[IP]:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        return list(dict.fromkeys(ip_address(answer[4][0]) for answer in found))

    async def dial(self, address: IP, port: int, server_name: str | None) -> Stream:
        context = _tls() if server_name else None
        reader, writer = await asyncio.open_connection(str(address), port, ssl=context, server_hostname=server_name)
        return Stream(reader, writer)


async def connect(network: Network, address: Address) -> Stream:
    """A connection to one of the addresses that were checked, the name asked for once.

    Every answer must be public, not only the one that is used: a name with both kinds of answers is an attempt to get
    by. Raises `AddressRefused`, `Unreachable`.
    """
    answers = [address.literal] if address.literal is not None else await _resolved(network, address)
    if not all(is_public(answer) for answer in answers):
        raise AddressRefused(f"{address.host} leads into a private or reserved network. Give a public address.")
    server_name = address.host if address.scheme == "https" else None
    problem: Exception | None = None
    for answer in answers[:MOST_TRIED]:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await network.dial(answer, address.port, server_name)
        except ssl.SSLError as error:
            raise Unreachable(f"{address.host} has no certificate that can be trusted.") from error
        except (OSError, TimeoutError) as error:
            problem = error
    raise Unreachable(f"{address.host} does not accept connections at the moment.") from problem


async def _resolved(network: Network, address: Address) -> list[IP]:
    try:
        answers = await network.resolve(address.host, address.port)
    except (OSError, UnicodeError, ValueError) as error:
        raise Unreachable(f"The name {address.host} is not known. Check the address for a typing error.") from error
    if not answers:
        raise Unreachable(f"The name {address.host} is not known. Check the address for a typing error.")
    return answers


@lru_cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
