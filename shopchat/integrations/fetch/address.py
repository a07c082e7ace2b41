"""An address, read strictly: what two parsers could read in two ways is refused instead of guessed at."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote

import idna

from shopchat.integrations.fetch.errors import AddressRefused
from shopchat.integrations.fetch.public import IP, is_public

PORTS = {"http": 80, "https": 443}
LONGEST = 2000

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#]+)(?P<path>/[^?#]*)?(?P<query>\?[^#]*)?(?:#.*)?", re.IGNORECASE
)
_AUTHORITY = re.compile(r"(?:\[(?P<v6>[0-9a-fA-F:.]+)\]|(?P<name>[^\[\]:@%]+))(?::(?P<port>[0-9]{1,5}))?")
_NAME = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*")
# A last label that is a number in decimal, octal or hexadecimal makes the whole name an IPv4 address for many parsers.
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
# Names that only a private network answers to.
_PRIVATE_ENDINGS = (
    "localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "workgroup",
    "mshome.net", "svc", "cluster", "consul", "docker", "arpa",
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    """Where to connect and what to ask for. `literal` is set when the host is an IP address, a public one."""

    scheme: str
    host: str
    port: int
    target: str
    literal: IP | None = None

    @property
    def authority(self) -> str:
        """The `Host` header: the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return self.origin + self.target


def parse(url: str) -> Address:
    """The address that `url` says: http or https on its own port, to a name or to a public IP address.

    Resolves nothing. Raises `AddressRefused`.
    """
    if len(url) > LONGEST:
        raise AddressRefused(f"The address is longer than {LONGEST} characters.")
    if any(character.isspace() or not character.isprintable() or character == "\\" for character in url):
        raise AddressRefused("The address holds a space, a backslash or a character that cannot be seen. Remove it.")
    parts = _URL.fullmatch(url)
    if parts is None:
        raise AddressRefused("The address must begin with https:// or http:// and name a host.")
    if "@" in parts["authority"]:
        raise AddressRefused("The address holds a user name or a password. Give one without.")
    authority = _AUTHORITY.fullmatch(parts["authority"])
    if authority is None:
        raise AddressRefused("The address does not name a host in a form that is understood.")
    scheme = parts["scheme"].lower()
    if authority["port"] is not None and int(authority["port"]) != PORTS[scheme]:
        raise AddressRefused("The address names a port. Only the ordinary ones are called: 80 for http, 443 for https.")
    host, literal = _host(authority["v6"], authority["name"])
    # What is not ASCII in path and query is sent percent-encoded, as a browser does.
    target = quote((parts["path"] or "/") + (parts["query"] or ""), safe="/?:@!$&'()*+,;=%-._~[]|")
    return Address(scheme, host, PORTS[scheme], target, literal)


def typed(text: str) -> str:
    """The address that a person means who types it into a field: without a scheme, https."""
    text = text.strip()
    return text if "://" in text or not text else f"https://{text}"


def _host(v6: str | None, name: str) -> tuple[str, IP | None]:
    if v6 is not None:
        return _literal(v6)
    try:
        # UTS 46 first: it turns full-width and circled digits into plain ones, as every resolver would.
        host = name.lower() if name.isascii() else idna.encode(name, uts46=True).decode()
    except (idna.IDNAError, UnicodeError) as error:
        raise AddressRefused("The host in the address is not a valid name.") from error
    host = host.removesuffix(".")
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        return _literal(host)
    if not _NAME.fullmatch(host):
        raise AddressRefused("The host in the address is not a public name like shop.example.")
    if any(host.endswith("." + ending) for ending in _PRIVATE_ENDINGS):
        raise AddressRefused(f"{host} is a name of a private network. Give an address that everybody can open.")
    return host, None


def _literal(written: str) -> tuple[str, IP]:
    try:
        address = ipaddress.ip_address(written)
    except ValueError as error:
        raise AddressRefused("The host in the address is not a valid name or IP address.") from error
    if not is_public(address):
        raise AddressRefused("The address leads into a private or reserved network. Give a public one.")
    return str(address), address
