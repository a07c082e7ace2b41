"""Fetching for owners: every address is checked, and again at each redirect; size, time and type are bounded."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin

from shopchat import __version__
from shopchat.core.config import get_settings
from shopchat.integrations.fetch import address as addresses
from shopchat.integrations.fetch.address import Address
from shopchat.integrations.fetch.errors import BadStatus, TooManyRedirects, Unreachable, WrongType
from shopchat.integrations.fetch.exchange import Exchange, Head, Request
from shopchat.integrations.fetch.network import Internet, Network, connect

PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown"})
MAX_BODY = 5 * 1024 * 1024  # bytes, unpacked: a page of 5 MB is a page with its pictures inside
MAX_REDIRECTS = 5
TOTAL_SECONDS = 30
REDIRECTS = frozenset({301, 302, 303, 307, 308})

Permit = Callable[[Address], Awaitable[None]]


@dataclass(frozen=True)
class Fetched:
    """A document and the address that it was found at, after redirects."""

    url: str
    content_type: str
    charset: str | None
    body: bytes

    @property
    def text(self) -> str:
        """The body as text: by its stated charset, else UTF-8, else Windows-1252."""
        for charset in (self.charset, "utf-8-sig"):
            try:
                return self.body.decode(charset or "utf-8-sig").replace("\x00", "")
            except (LookupError, UnicodeError):
                continue
        return self.body.decode("cp1252", errors="replace").replace("\x00", "")


@dataclass(frozen=True)
class Reply:
    """What came back from a message: the status and at most the first kilobyte."""

    status: int
    beginning: bytes


class Web:
    """Gets documents and delivers messages, over the internet or what a test puts in its place."""

    def __init__(self, network: Network | None = None) -> None:
        self._network = network or Internet()

    async def get(
        self,
        url: str,
        *,
        types: Collection[str] = PAGES,
        limit: int = MAX_BODY,
        seconds: float = TOTAL_SECONDS,
        permit: Permit | None = None,
    ) -> Fetched:
        """The document at `url`, after at most five redirects; `permit` is asked before each request and may raise.

        `limit` is in bytes, unpacked; `seconds` is for all of it. Raises `AddressRefused`, `Unreachable`, `BadStatus`,
        `WrongType`, `TooLarge`, `TooManyRedirects`.
        """
        address = addresses.parse(url)
        try:
            async with asyncio.timeout(seconds):
                for _ in range(MAX_REDIRECTS + 1):
                    if permit is not None:
                        await permit(address)
                    found = await self._document(address, types, limit)
                    if isinstance(found, Fetched):
                        return found
                    address = found
        except TimeoutError as error:
            raise Unreachable(f"{address.host} did not answer within {seconds:g} seconds.") from error
        raise TooManyRedirects(f"{url} redirects more than {MAX_REDIRECTS} times.")

    async def post(self, url: str, *, headers: dict[str, str], body: bytes, seconds: float, keep: int) -> Reply:
        """Delivers `body`; gives the status and the first `keep` bytes of the answer. Follows no redirect.

        Raises `AddressRefused`, `Unreachable`.
        """
        address = addresses.parse(url)
        request = Request("POST", (("User-Agent", user_agent()), *headers.items()), body)
        try:
            async with asyncio.timeout(seconds), Exchange(await connect(self._network, address), address) as exchange:
                head = await exchange.send(request)
                return Reply(head.status, await exchange.beginning(keep))
        except TimeoutError as error:
            raise Unreachable(f"{address.host} did not answer within {seconds:g} seconds.") from error

    async def _document(self, address: Address, types: Collection[str], limit: int) -> Fetched | Address:
        """The document, or where it says that the document is."""
        wanted = (
            ("User-Agent", user_agent()),
            ("Accept", ", ".join([*sorted(types), "*/*;q=0.1"])),
            ("Accept-Encoding", "gzip, deflate"),
        )
        async with Exchange(await connect(self._network, address), address) as exchange:
            head = await exchange.send(Request(headers=wanted))
            if head.status in REDIRECTS and "location" in head.headers:
                return _next_address(address, head)
            if head.status != 200:
                raise BadStatus(str(address), head.status)
            if head.content_type not in types:
                kind = head.content_type or "of no stated type"
                raise WrongType(f"{address} is {kind}. Give the address of a {_kinds(types)}.")
            body = await exchange.body(head, limit)
        return Fetched(str(address), head.content_type, _charset(head), body)


def user_agent() -> str:
    """How we introduce ourselves, with the address of the site that runs this copy."""
    return f"ShopChat/{__version__} (+{get_settings().site_url})"


def _next_address(address: Address, head: Head) -> Address:
    location = head.headers["location"]
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode()  # Those that are not ASCII are UTF-8 in practice.
    try:
        joined = urljoin(str(address), location)
    except ValueError as error:
        raise Unreachable(f"{address} redirects to something that is not an address.") from error
    return addresses.parse(joined)


def _charset(head: Head) -> str | None:
    for parameter in head.headers.get("content-type", "").split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def _kinds(types: Collection[str]) -> str:
    return "page" if "text/html" in types else f"document of type {' or '.join(sorted(types))}"
