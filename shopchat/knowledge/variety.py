"""Variety: what differs from an earlier hit only by its colour, size or number stands back behind other things."""

import re
from collections.abc import Sequence
from typing import TypeVar

from shopchat.knowledge.models import Entry
from shopchat.knowledge.terms import normalise

T = TypeVar("T")
_WORD = re.compile(r"[^\W\d_]+")


def design(entry: Entry) -> tuple[str, ...]:
    """What an entry has in common with its siblings: its brand and its title without option values and numbers."""
    meta = entry.meta or {}
    values = " ".join(str(value) for listed in (meta.get("options") or {}).values() for value in listed)
    told_apart = set(_WORD.findall(normalise(values)))
    words = (word for word in _WORD.findall(normalise(entry.title)) if len(word) > 1)
    return str(meta.get("brand") or ""), *(word for word in words if word not in told_apart)


def varied(hits: Sequence[T], entries: Sequence[Entry]) -> list[T]:
    """The hits, of which `entries` are the entries: first one of each design, in their order, then the others."""
    seen: set[tuple[str, ...]] = set()
    first: list[T] = []
    siblings: list[T] = []
    for hit, entry in zip(hits, entries, strict=True):
        is_product = entry.source_type == "product_catalog"
        key = design(entry)
        (siblings if is_product and key in seen else first).append(hit)
        seen.add(key)
    return [*first, *siblings]
