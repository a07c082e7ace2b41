"""Single documents: Markdown, HTML and plain text. A document is one entry, and several where it outgrows one."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from shopchat.knowledge.changes import MAX_CONTENT
from shopchat.knowledge.importing import html_text
from shopchat.knowledge.importing.drafts import KEY_LENGTH, Draft, RowError

MAX_TITLE = 500
_FIRST_HEADING = re.compile(r"^#{1,3}[ \t]+(.+?)[ \t]*#*$|^(.+)\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)


def markdown(text: str, filename: str, _mapping: Mapping[str, str]) -> Iterator[Draft | RowError]:
    """The document under its first heading, or the `title` of its front matter."""
    text = text.replace("\r\n", "\n")
    title = ""
    if front := _FRONT_MATTER.match(text):
        text = text[front.end() :]
        named = re.search(r"^title:[ \t]*(.+)$", front[1], re.MULTILINE)
        title = named[1].strip().strip("\"'") if named else ""
    if not title and (heading := _FIRST_HEADING.search(text)):
        title = heading[1] or heading[2]
    return _entries(title, text, filename)


def html(text: str, filename: str, _mapping: Mapping[str, str]) -> Iterator[Draft | RowError]:
    """What the page says, without its menus, under its heading."""
    page = html_text.parsed(text)
    return _entries(html_text.title_of(page), html_text.main_text(page), filename)


def plain(text: str, filename: str, _mapping: Mapping[str, str]) -> Iterator[Draft | RowError]:
    """The text under its first line where that reads like a title, else under the file's name."""
    first, _, rest = text.strip().partition("\n")
    is_title = bool(rest.strip()) and len(first) <= 100 and not first.rstrip().endswith((".", ",", ";"))
    return _entries(first.strip() if is_title else "", text, filename)


def _entries(title: str, text: str, filename: str) -> Iterator[Draft | RowError]:
    title = (title or PurePath(filename).stem.replace("-", " ").replace("_", " "))[: MAX_TITLE - 10]
    parts = list(_parts(text.strip()))
    if not parts:
        yield RowError(1, "The document holds no text.")
    for number, part in enumerate(parts, start=1):
        named = title if number == 1 else f"{title} ({number})"
        key = filename if number == 1 else f"{filename} ({number})"
        yield Draft(number, "custom_text", named, part, None, key[-KEY_LENGTH:])


def _parts(text: str) -> Iterator[str]:
    """Cut at the last paragraph's end, or else anywhere, before an entry would be too long."""
    while len(text) > MAX_CONTENT:
        cut = text.rfind("\n\n", MAX_CONTENT // 2, MAX_CONTENT)
        cut = cut if cut > 0 else MAX_CONTENT
        yield text[:cut].strip()
        text = text[cut:].strip()
    if text:
        yield text
