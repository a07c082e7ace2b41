"""The kinds of things in a catalogue of which there is no doubt what belongs to them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shopchat.evaluation.catalogue import Row

SMALLEST = 2  # products of a kind: of a single one nothing is cheapest
NOUN_FIRST = frozenset({"fr", "es"})  # "veste de pluie", and not "rain jacket"
_SEVERAL = re.compile(r"[&,/+|>]|\b(?:and|und|et|y)\b", re.IGNORECASE)
_TAIL = re.compile(r"\s*(?:[,(|/:–—\[]|\s-\s|\s(?:with|for|of|in|mit|für|aus|von|avec|pour|de|en|à|con|para)\s).*$")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDINGS = 3  # letters that a word may have more than its root: "jackets", "Jacken", "chaussures"


@dataclass(frozen=True)
class Kind:
    """Products that all are what `name` says, and nothing else in the catalogue even mentions it."""

    name: str
    rows: tuple[Row, ...]


def kinds(rows: Sequence[Row], language: str) -> list[Kind]:
    """By category where a category is of one kind, else by the noun of the titles; in the order of their names."""
    found: dict[tuple[str, ...], Kind] = {}
    values = {word for row in rows for name in (row.brand, *_option_values(row)) for word in _words(name)}
    for name, members in (*_by_category(rows), *_by_title(rows, language)):
        roots = tuple(map(_root, _words(name)))
        if len(members) < SMALLEST or any(word.startswith(roots) for word in values):
            continue
        if {row.id for row in rows if _mentions(roots, row)} == {row.id for row in members}:
            found.setdefault(roots, Kind(spoken(name, language), tuple(members)))
    return sorted(found.values(), key=lambda kind: kind.name)


def spoken(name: str, language: str) -> str:
    """As it stands in the middle of a sentence: "Running shoes" without its capital, "USB hubs" and German with it."""
    return name if language == "de" else " ".join(w.lower() if w.istitle() else w for w in name.split())


def _mentions(roots: tuple[str, ...], row: Row) -> bool:
    """Whether title or category say all of the name, in whatever form; a category of several kinds says nothing."""
    words = _words(row.title if _SEVERAL.search(row.category) else f"{row.title} {row.category}")
    return all(any(_is_form(word, root) for word in words) for root in roots)


def _is_form(word: str, root: str) -> bool:
    return root in word and len(word) - word.rfind(root) - len(root) <= _ENDINGS


def _by_category(rows: Sequence[Row]) -> Iterable[tuple[str, list[Row]]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.category and not _SEVERAL.search(row.category) and _WORD.search(row.category):
            groups[row.category].append(row)
    return groups.items()


def _by_title(rows: Sequence[Row], language: str) -> Iterable[tuple[str, list[Row]]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if _WORD.search(row.title):
            groups[_head(row.title, language)].append(row)
    # A word that ends titles of several categories may be a model's name.
    return [(name, members) for name, members in groups.items() if len({row.category for row in members}) == 1]


def _head(name: str, language: str) -> str:
    words = _WORD.findall(_TAIL.sub("", name)) or _WORD.findall(name)
    return str(words[0] if language in NOUN_FIRST else words[-1])


def _root(word: str) -> str:
    """What singular and plural have in common, rather too short than too long: then a kind is left out."""
    plain = word.casefold()
    for ending in ("ies", "es", "en", "er", "s", "n", "e", "y"):
        if plain.endswith(ending) and len(plain) - len(ending) >= 3:
            return plain.removesuffix(ending)
    return plain


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _option_values(row: Row) -> set[str]:
    return {value for one in row.buyables for value in one.values()}
