"""Whether a shop's page carries the chatbot's script tag, told from the page itself."""

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Literal
from urllib.parse import urljoin, urlsplit

from shopchat.chatbots.models import Chatbot
from shopchat.integrations import fetch

State = Literal["installed", "mentioned", "another_key", "another_source", "origin_refused", "paused", "missing"]
_LOADER = "/widget.js"


@dataclass(frozen=True)
class Finding:
    """What was found at `url`, where redirects ended. `mentioned` is a key that stands in the page, but in no tag:
    a script may put the tag there. `seen` is the other key or source, where that is the trouble."""

    state: State
    url: str
    seen: str = ""


async def look(chatbot: Chatbot, url: str, *, origin: str) -> Finding:
    """Reads the page at `url` and says whether the chatbot's tag on it would work; `origin` is where ours loads from.

    Runs no script, so a tag that a tag manager adds later is not seen. Raises `FetchError` for a page that cannot be
    read.
    """
    page = await fetch.web().get(url)
    tags = _Tags(page.url)
    tags.feed(page.text)
    tags.close()
    ours = [tag for tag in tags.found if tag.key == chatbot.widget_key]
    if ours:
        return _works(chatbot, page.url, ours, origin.lower())
    if chatbot.widget_key in page.text:
        return Finding("mentioned", page.url)
    return Finding("another_key", page.url, tags.found[0].key) if tags.found else Finding("missing", page.url)


def _works(chatbot: Chatbot, url: str, tags: "list[_Tag]", origin: str) -> Finding:
    if all(_origin(tag.source) != origin for tag in tags):
        return Finding("another_source", url, tags[0].source)
    if not chatbot.is_active:
        return Finding("paused", url)
    if chatbot.allowed_origins and _origin(url) not in chatbot.allowed_origins:
        return Finding("origin_refused", url, _origin(url))
    return Finding("installed", url)


@dataclass(frozen=True)
class _Tag:
    source: str
    key: str


class _Tags(HTMLParser):
    """Collects the script tags that load a widget's loader."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[_Tag] = []
        self._page = page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag != "script" or "data-widget-key" not in given:
            return
        try:
            source = urljoin(self._page, given.get("src", ""))
            is_loader = urlsplit(source).path.endswith(_LOADER)
        except ValueError:  # no address, so nothing loads from there
            return
        if is_loader:
            self.found.append(_Tag(source, given["data-widget-key"].strip()))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
