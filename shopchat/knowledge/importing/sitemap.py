"""A sitemap, or an index of sitemaps, after sitemaps.org: only the addresses count."""

from urllib.parse import urlsplit
from xml.parsers import expat

from shopchat.core.errors import Invalid


def addresses(body: bytes, url: str) -> list[str]:
    """The addresses that it lists, those of its own host alone, in order. Raises `Invalid` for what is no sitemap."""
    reader = _Reader()
    try:
        reader.parser.Parse(body, True)
    except (expat.ExpatError, ValueError) as error:
        raise Invalid(f"{url} cannot be read as a sitemap: {error}.", ("body", "url")) from error
    if reader.root not in ("urlset", "sitemapindex"):
        raise Invalid(f"{url} is XML, but not a sitemap.", ("body", "url"))
    host = _host(url)
    return list(dict.fromkeys(address for address in reader.found if _host(address) == host))


class _Reader:
    """`loc` of `url` and of `sitemap`, not those of pictures and videos inside."""

    def __init__(self) -> None:
        self.root = ""
        self.found: list[str] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text.append

    def _doctype(self, *_: object) -> None:
        # With it come entities, and with those files of ours and texts without an end.
        raise ValueError("it declares a document type")

    def _start(self, name: str, _: dict[str, str]) -> None:
        self.root = self.root or name
        self._path.append(name)
        self._text.clear()

    def _end(self, name: str) -> None:
        if self._path[-2:] in (["url", "loc"], ["sitemap", "loc"]):
            self.found.append("".join(self._text).strip())
        self._path.pop()


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
