"""An entry's content cut into passages: small enough to quote and to embed, whole enough to stand alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# The embedding model reads 256 word pieces, about 190 English words; an answer quotes a passage, so it stays short.
MAX_WORDS = 180
MAX_CHARACTERS = 1_600
# A product or a question and its answer is one thing; it is cut only where it outgrows a page.
MAX_WORDS_WHOLE = 300
MAX_CHARACTERS_WHOLE = 2_400
WHOLE_SOURCE_TYPES = frozenset({"product_catalog", "faq"})

MAX_HEADING_WORDS = 10

_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_UNDERLINE = re.compile(r"(=|-)\1{2,}\s*")
_LIST_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|(?<=[。！？])")


@dataclass(frozen=True)
class Passage:
    """A retrievable piece of an entry. `heading` is the way to it ("Returns › Refunds"), or None without headings."""

    text: str
    heading: str | None = None


@dataclass(frozen=True)
class _Section:
    heading: str | None
    paragraphs: list[str]


def split_into_passages(content: str, source_type: str) -> list[Passage]:
    """The passages of a content in order, at least one, no word lost or doubled.

    Pages are cut at headings, then paragraphs, then sentences, to at most 180 words and 1,600 characters.
    """
    content = content.strip()
    if source_type in WHOLE_SOURCE_TYPES and _fits(content, MAX_WORDS_WHOLE, MAX_CHARACTERS_WHOLE):
        return [Passage(content)]
    passages = [
        Passage(text, section.heading) for section in _sections(content) for text in _packed(section.paragraphs)
    ]
    return passages or [Passage("")]


def _sections(content: str) -> Iterator[_Section]:
    path: list[tuple[int, str]] = []
    paragraphs: list[str] = []
    for level, block in _blocks(content):
        if level == 0:
            paragraphs.append(block)
            continue
        if paragraphs:
            yield _Section(_joined(path), paragraphs)
            paragraphs = []
        elif path and path[-1][0] >= level:
            # A heading with nothing below it would vanish with the next one: it is text then.
            yield _Section(_joined(path[:-1]), [path[-1][1]])
        path = [(depth, heading) for depth, heading in path if depth < level]
        path.append((level, block))
    if paragraphs:
        yield _Section(_joined(path), paragraphs)
    elif path:
        yield _Section(_joined(path[:-1]), [path[-1][1]])


def _joined(path: list[tuple[int, str]]) -> str | None:
    return " › ".join(heading for _, heading in path) or None


def _blocks(content: str) -> Iterator[tuple[int, str]]:
    """Paragraphs as (0, text) and headings as (level, text)."""
    for paragraph in re.split(r"\n\s*\n", content):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        pending: list[str] = []
        for at, line in enumerate(lines):
            markdown = _MARKDOWN_HEADING.fullmatch(line)
            if markdown and markdown[2]:
                yield from _paragraph(pending)
                pending = []
                yield len(markdown[1]), markdown[2]
            elif _UNDERLINE.fullmatch(line) and len(pending) == 1:
                yield (1 if line[0] == "=" else 2), pending.pop()
            elif at == 0 and not _UNDERLINE.fullmatch("".join(lines[1:2])) and _reads_like_a_heading(line):
                yield 6, line
            else:
                pending.append(line)
        yield from _paragraph(pending)


def _paragraph(lines: list[str]) -> Iterator[tuple[int, str]]:
    if lines:
        yield 0, "\n".join(lines)


def _reads_like_a_heading(line: str) -> bool:
    """A short line above a paragraph that ends in no sentence mark: a heading whose markup was lost."""
    return (
        len(line.split()) <= MAX_HEADING_WORDS
        and len(line) <= 80
        and line[0].isupper()
        and line[-1].isalnum()
        and not _LIST_ITEM.match(line)
    )


def _packed(paragraphs: list[str]) -> Iterator[str]:
    packed = ""
    for paragraph in paragraphs:
        for piece in _pieces(paragraph):
            joined = f"{packed}\n\n{piece}" if packed else piece
            if packed and not _fits(joined, MAX_WORDS, MAX_CHARACTERS):
                yield packed
                joined = piece
            packed = joined
    if packed:
        yield packed


def _pieces(paragraph: str) -> Iterator[str]:
    """The paragraph, or its sentences in groups, or pieces of a sentence that has no end."""
    if _fits(paragraph, MAX_WORDS, MAX_CHARACTERS):
        yield paragraph
        return
    group = ""
    for sentence in _cut_at_sentences(paragraph):
        joined = f"{group} {sentence}" if group else sentence
        if group and not _fits(joined, MAX_WORDS, MAX_CHARACTERS):
            yield group
            joined = sentence
        group = joined
    if group:
        yield group


def _cut_at_sentences(paragraph: str) -> Iterator[str]:
    start = 0
    for end in [match.end() for match in _SENTENCE_END.finditer(paragraph)] + [len(paragraph)]:
        yield from _cut_at_words(paragraph[start:end].strip())
        start = end


def _cut_at_words(sentence: str) -> Iterator[str]:
    if _fits(sentence, MAX_WORDS, MAX_CHARACTERS):
        if sentence:
            yield sentence
        return
    group: list[str] = []
    length = 0
    for word in sentence.split():
        for at in range(0, len(word), MAX_CHARACTERS):
            part = word[at : at + MAX_CHARACTERS]
            if group and (len(group) == MAX_WORDS or length + len(part) > MAX_CHARACTERS):
                yield " ".join(group)
                group, length = [], 0
            group.append(part)
            length += len(part) + 1
    if group:
        yield " ".join(group)


def _fits(text: str, words: int, characters: int) -> bool:
    return len(text) <= characters and len(text.split(None, words)) <= words
