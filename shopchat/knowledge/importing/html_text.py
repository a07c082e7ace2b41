"""What a page says, without what surrounds it: headings, paragraphs, lists and tables as Markdown."""

import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from shopchat.core.errors import Invalid

# Never read, or around the text rather than in it.
_AROUND = (
    "script", "style", "noscript", "template", "svg", "iframe", "form", "button", "select", "dialog", "nav", "footer",
    "aside", "body > header", "[hidden]", '[aria-hidden="true"]', '[role="navigation"]', '[role="banner"]',
    '[role="contentinfo"]', '[role="dialog"]', '[role="alert"]', '[class*="breadcrumb"]',
    *(f'[{attribute}*="cookie-{what}"]' for attribute in ("id", "class") for what in ("ba", "consent", "notice")),
)  # fmt: skip
_ROOTS = ("main", '[role="main"]', "article", "#content", "#main")
_HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "h5": "##### ", "h6": "###### "}
_BLOCKS = frozenset(
    "address article aside blockquote body dd details div dl dt fieldset figcaption figure footer header hr html "
    "legend li main ol p pre section summary table tbody tfoot thead tr ul".split()
).union(_HEADINGS)
# Tags that stay open until they are closed; the others end by themselves.
_NESTING_TAG = re.compile(
    r"<(/?)(?!(?:p|li|td|th|tr|dt|dd|option|br|img|input|meta|link|hr|source|wbr|area|base|col|embed|track|param|path|"
    r"circle|rect|line|use|polygon|g|stop)\b)([a-z][a-z0-9-]*)(?=[\s>/])",
    re.IGNORECASE,
)
_DEEPEST_READ = 2000
# A marked part counts as the page's content from so many characters on; below, it is an empty frame.
_ENOUGH = 80
_CONTAINERS = ("div", "section", "article", "main")
# Where one child holds this share of the text, the text is in that child.
_MOST = 0.75
_DEEPEST = 30
# Of a list's text; above, it leads elsewhere instead of saying something.
_ALL_LINKS = 0.9


def parsed(html: str) -> LexborHTMLParser:
    """The page as a browser would read it. Raises `Invalid` for one that is nested beyond reason."""
    _check_depth(html)
    return LexborHTMLParser(html)


def _check_depth(html: str) -> None:
    """Parsing takes the square of the depth, so a page of a megabyte could be made to take an hour."""
    still_open: Counter[str] = Counter()
    depth = 0
    for tag in _NESTING_TAG.finditer(html):
        closes, name = bool(tag[1]), tag[2].lower()
        step = (-1 if still_open[name] else 0) if closes else 1
        still_open[name] += step
        depth += step
        if depth > _DEEPEST_READ:
            raise Invalid("The page nests its parts too deeply to be read.", ("body", "url"))


def plain(html: str) -> str:
    """The text of a fragment, such as a product's description in a feed."""
    return "\n\n".join(_blocks(root)) if (root := parsed(f"<body>{html}").body) is not None else ""


def title_of(page: LexborHTMLParser) -> str:
    """What the page calls itself: its first heading, or else its title without the shop's name."""
    heading = page.css_first("main h1, article h1, h1")
    if heading is not None and (text := _spaced(heading.text())):
        return text
    title = page.css_first("title")
    text = _spaced(title.text()) if title is not None else ""
    return re.split(r"\s[|–—-]\s", text)[0] or text


def main_text(page: LexborHTMLParser) -> str:
    """What the page is there to say. Takes its menus, footers and dialogs out of `page`."""
    for selector in _AROUND:
        for node in page.css(selector):
            if node.parent is not None and node.tag not in ("html", "body", "main"):
                node.decompose()
    for node in page.css("ul, ol"):
        if node.parent is not None and _leads_elsewhere(node):
            node.decompose()
    root = _root(page)
    return "\n\n".join(_blocks(root)) if root is not None else ""


def _root(page: LexborHTMLParser) -> LexborNode | None:
    for selector in _ROOTS:
        marked = [node for node in page.css(selector) if _length(node) >= _ENOUGH]
        if marked:
            return max(marked, key=_length)
    root = page.body
    for _ in range(_DEEPEST):
        children = [child for child in _children(root) if child.tag in _CONTAINERS]
        fullest = max(children, key=_length, default=None)
        if root is None or fullest is None or _length(fullest) < max(_MOST * _length(root), 1):
            break
        root = fullest
    return root


def _children(node: LexborNode | None) -> Iterator[LexborNode]:
    child = node.first_child if node is not None else None
    while child is not None:
        yield child
        child = child.next


def _length(node: LexborNode) -> int:
    return len(node.text(strip=True))


def _leads_elsewhere(node: LexborNode) -> bool:
    links = node.css("a[href]")
    return len(links) >= 3 and sum(_length(link) for link in links) >= _ALL_LINKS * _length(node)


def _blocks(root: LexborNode) -> Iterator[str]:
    """The text, block by block. A walk of its own: strangers nest deeper than Python recurses."""
    buffer: list[str] = []
    prefix = ""
    items: list[str] = []
    for node, entering in _walk(root):
        tag = node.tag or ""
        if tag == "-text":
            buffer.append(re.sub(r"\s+", " ", node.text()) if entering else "")
            continue
        if tag == "br":
            buffer.append("\n" if entering else "")
        elif tag in ("td", "th"):
            buffer.append("" if entering else " | ")
        if tag not in _BLOCKS:
            continue
        text = _spaced("".join(buffer)).removesuffix("|").strip()
        buffer.clear()
        if text and prefix == "- ":
            items.append(prefix + text)
        elif text:
            yield from _joined(items)
            items = []
            yield prefix + text
        prefix = (_HEADINGS.get(tag) or ("- " if tag == "li" else "")) if entering else ""
    text = _spaced("".join(buffer)).removesuffix("|").strip()
    yield from _joined(items)
    if text:
        yield prefix + text


def _joined(items: list[str]) -> Iterator[str]:
    if items:
        yield "\n".join(items)


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Each node when it begins (`True`) and when it ends."""
    node: LexborNode | None = root
    entering = True
    while node is not None:
        yield node, entering
        if entering and node.first_child is not None:
            node = node.first_child
        elif not entering and node.mem_id == root.mem_id:
            return
        elif entering and node.first_child is None:
            entering = False
        elif node.next is not None:
            node, entering = node.next, True
        else:
            node = node.parent


def _spaced(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
