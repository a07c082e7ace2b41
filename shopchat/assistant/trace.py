"""What the lookups of one answer gave, written down in few bytes, and given again later in place of the knowledge.

Entries stand in it by the number of the state in which they were found; passages by their place in the entry's content.
A call is known by its arguments, not by its turn, so that a composer that asks in another order finds the same again.
"""

import dataclasses
import hashlib
import json
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from shopchat.assistant.lookups import Lookups
from shopchat.knowledge.catalogue import BrowseOrder, Things, Vocabulary
from shopchat.knowledge.filters import ProductFilters
from shopchat.knowledge.models import Entry
from shopchat.knowledge.search import SearchQuery
from shopchat.knowledge.service import Found

Passage = list[int] | str | None  # where it begins in the content, and its length; itself; or all of the content


class NotTraced(LookupError):
    """The composer asks for what it did not ask for then, or an entry's state is no longer kept."""


@dataclass
class Trace:
    """`revisions` are numbers of entries' states; `calls` give by places in that list what each lookup found."""

    revisions: list[int] = field(default_factory=list)
    calls: dict[str, Any] = field(default_factory=dict)

    def packed(self) -> bytes:
        """The calls as compressed JSON."""
        return zlib.compress(json.dumps(self.calls, ensure_ascii=False, separators=(",", ":")).encode())

    @classmethod
    def unpacked(cls, revisions: Sequence[int], calls: bytes) -> "Trace":
        """What `packed` wrote, with the numbers that are stored beside it."""
        return cls(list(revisions), json.loads(zlib.decompress(calls)))


@dataclass
class TracedLookups:
    """The same lookups, each written into `trace`."""

    inner: Lookups
    trace: Trace = field(default_factory=Trace)
    seen: Vocabulary = field(default_factory=Vocabulary)
    _places: dict[int, int] = field(default_factory=dict)

    async def vocabulary(self) -> Vocabulary:
        self.seen = await self.inner.vocabulary()
        return self.seen

    async def spelled(self, text: str) -> str:
        right = await self.inner.spelled(text)
        if right != text:
            self.trace.calls[_name("spelled", text)] = right
        return right

    async def find(self, query: SearchQuery) -> list[Found]:
        found = await self.inner.find(query)
        self.trace.calls[_name("find", query)] = [
            [self._place(hit.entry), hit.score, hit.signals, _place_of(hit.passage, hit.entry.content)] for hit in found
        ]
        return found

    async def browse(
        self, filters: ProductFilters, order: BrowseOrder, limit: int, things: Things | None
    ) -> list[Found]:
        found = await self.inner.browse(filters, order, limit, things)
        name = _name("browse", (filters, order, limit, things))
        self.trace.calls[name] = [self._place(hit.entry) for hit in found]
        return found

    async def named(self, ids: list[uuid.UUID]) -> list[Entry]:
        entries = await self.inner.named(ids)
        self.trace.calls[_name("named", ids)] = [self._place(entry) for entry in entries]
        return entries

    def _place(self, entry: Entry) -> int:
        assert entry.revision is not None
        if entry.revision not in self._places:
            self._places[entry.revision] = len(self.trace.revisions)
            self.trace.revisions.append(entry.revision)
        return self._places[entry.revision]


@dataclass(frozen=True)
class RecalledLookups:
    """What the lookups gave then. Raises `NotTraced` for what is not there; never looks anything up."""

    trace: Trace
    words: Vocabulary
    states: Mapping[int, Entry]

    def found(self) -> list[Found]:
        """Every entry that a search gave, once, with its best score, best first. Without those no longer kept."""
        best: dict[uuid.UUID, Found] = {}
        for name, hits in self.trace.calls.items():
            if not name.startswith("find "):
                continue
            for place, score, signals, at in hits:
                entry = self.states.get(self.trace.revisions[place])
                if entry is not None and (entry.id not in best or best[entry.id].score < score):
                    best[entry.id] = Found(entry, _passage(at, entry.content), score, signals)
        return sorted(best.values(), key=lambda hit: -hit.score)

    async def vocabulary(self) -> Vocabulary:
        return self.words

    async def spelled(self, text: str) -> str:
        right: str = self.trace.calls.get(_name("spelled", text), text)
        return right

    async def find(self, query: SearchQuery) -> list[Found]:
        hits = [(self._entry(place), score, signals, at) for place, score, signals, at in self._call("find", query)]
        return [Found(entry, _passage(at, entry.content), score, signals) for entry, score, signals, at in hits]

    async def browse(
        self, filters: ProductFilters, order: BrowseOrder, limit: int, things: Things | None
    ) -> list[Found]:
        entries = [self._entry(place) for place in self._call("browse", (filters, order, limit, things))]
        return [Found(entry, entry.content, 1.0, {}) for entry in entries]

    async def named(self, ids: list[uuid.UUID]) -> list[Entry]:
        return [self._entry(place) for place in self._call("named", ids)]

    def _call(self, verb: str, asked: object) -> list[Any]:
        try:
            found: list[Any] = self.trace.calls[_name(verb, asked)]
        except KeyError:
            raise NotTraced("The composer has been changed since: it looks up what it did not look up then.") from None
        return found

    def _entry(self, place: int) -> Entry:
        try:
            return self.states[self.trace.revisions[place]]
        except KeyError:
            raise NotTraced("What one of the entries said then is no longer kept.") from None


def _name(verb: str, asked: object) -> str:
    return f"{verb} {hashlib.blake2b(repr(_plain(asked)).encode(), digest_size=6).hexdigest()}"


def _plain(value: object) -> object:
    """The value in a form that reads the same in every process: sets have no order of their own."""
    if dataclasses.is_dataclass(value):
        return [(it.name, _plain(getattr(value, it.name))) for it in dataclasses.fields(value)]
    if isinstance(value, frozenset | set):
        return sorted((_plain(each) for each in value), key=repr)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.name if isinstance(value, Enum) else str(value)


def _place_of(passage: str, content: str) -> Passage:
    if passage == content:
        return None
    at = content.find(passage)
    return passage if at < 0 else [at, len(passage)]


def _passage(kept: Passage, content: str) -> str:
    if isinstance(kept, list):
        return content[kept[0] : kept[0] + kept[1]]
    return content if kept is None else kept
