"""What an answer may rest on: the entries that this turn has found, and nothing else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlsplit

from shopchat.assistant.cards import facts_of
from shopchat.assistant.grounding_claims import Claims, claims_of, plain, without_claims
from shopchat.assistant.grounding_instructions import without_instructions
from shopchat.assistant.grounding_polarity import denied
from shopchat.assistant.grounding_prices import NUMBER, value
from shopchat.assistant.grounding_sentences import split
from shopchat.assistant.grounding_stock import without_stock
from shopchat.assistant.grounding_vocabulary import spoken
from shopchat.knowledge.facts import Offer, ProductFacts, fact_words
from shopchat.knowledge.filters import ProductFilters, admitted
from shopchat.knowledge.models import Entry
from shopchat.knowledge.terms import index_terms, normalise

PRODUCT = "product_catalog"
LONGEST_TEXT = 4_000  # characters of an entry that a model is shown, and that an answer can rest on


def words_of(text: str) -> list[str]:
    """The words of a text, normalised, without the endings that show possession."""
    return re.findall(r"\w+", re.sub(r"['’]s\b", "", normalise(text)))


@dataclass(frozen=True)
class Segment:
    """One sentence or line of an entry, with the heading above it; `telling` are its own words that say
    something, `denied` those that it denies."""

    text: str
    heading: str
    terms: frozenset[str]
    telling: frozenset[str]
    denied: frozenset[str]
    claims: Claims


@dataclass(frozen=True, eq=False)  # one a turn: the same entry is the same item
class Item:
    """One entry: its title, its text without instructions to models, and for a product its typed facts."""

    entry: Entry
    passage: str
    score: float
    language: str

    @property
    def id(self) -> str:
        return str(self.entry.id)

    @property
    def title(self) -> str:
        return self.entry.title

    @property
    def url(self) -> str | None:
        return (self.entry.meta or {}).get("url")

    @property
    def is_product(self) -> bool:
        return self.entry.source_type == PRODUCT

    @cached_property
    def text(self) -> str:
        whole = self.entry.content if len(self.entry.content) <= LONGEST_TEXT else self.passage
        return without_instructions(whole[:LONGEST_TEXT])

    @cached_property
    def facts(self) -> ProductFacts:
        return facts_of(self.entry) if self.is_product else ProductFacts()

    @cached_property
    def offers(self) -> list[Offer]:
        return self.facts.offers() if self.is_product else []

    @cached_property
    def skus(self) -> frozenset[str]:
        known = [self.facts.sku, *(variant.sku for variant in self.facts.variants)]
        return frozenset(sku for sku in known if sku)

    @cached_property
    def fact_words(self) -> str:
        return fact_words(self.entry.meta) if self.is_product else ""

    @cached_property
    def title_terms(self) -> frozenset[str]:
        return frozenset(index_terms(self.title, self.language))

    @cached_property
    def terms(self) -> frozenset[str]:
        return self.title_terms | _terms(f"{self.text}\n{self.fact_words}", self.language)

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        """Every number that the title, the text and the options hold; prices and identifiers are checked otherwise."""
        return frozenset(
            value(match) for match in re.findall(NUMBER, plain(f"{self.title}\n{self.text}\n{self.fact_words}"))
        )

    @property
    def segments(self) -> tuple[Segment, ...]:
        return _segments(self.text, self.language)


@lru_cache(maxsize=1024)  # the same pages come back in turn after turn
def _segments(text: str, language: str) -> tuple[Segment, ...]:
    heading, found = "", []
    for line in split(text):
        said = plain(line).strip()
        if mark := re.match(r"#+\s*(.+)|\*\*([^*]+)\*\*\s*$", said):
            heading = mark[1] or mark[2]
        terms = frozenset(index_terms(f"{said} {heading}", language))
        telling = frozenset(index_terms(without_claims(said), language)) - spoken(language)
        telling = frozenset(term for term in telling if not term[0].isdigit())
        found.append(Segment(said, heading, terms, telling, denied(without_stock(said), language), claims_of(said)))
    return tuple(found)


@lru_cache(maxsize=256)
def _terms(text: str, language: str) -> frozenset[str]:
    return frozenset(index_terms(text, language))


@dataclass
class Evidence:
    """Grows while a turn searches. `limits` are what the shopper asked for: price, stock, options and so on.

    `exempt` are products that may be named outside those limits, because they are the nearest there is.
    """

    language: str
    speaker: str = ""
    hosts: frozenset[str] = frozenset()
    limits: ProductFilters = field(default_factory=ProductFilters)
    exempt: frozenset[str] = frozenset()
    items: dict[str, Item] = field(default_factory=dict)
    _words: tuple[int, str] = (-1, "")

    def add(self, entry: Entry, passage: str, score: float) -> Item:
        """Takes an entry in; one that is there already keeps its place."""
        return self.items.setdefault(str(entry.id), Item(entry, passage, score, self.language))

    def admits(self, item: Item) -> bool:
        """Whether a product may be named to a shopper with these limits."""
        if not self.limits or item.id in self.exempt:
            return True
        return bool(admitted(item.title, item.entry.content, item.facts, self.limits))

    @property
    def products(self) -> list[Item]:
        return [item for item in self.items.values() if item.is_product]

    @property
    def texts(self) -> list[Item]:
        return [item for item in self.items.values() if not item.is_product]

    def words(self) -> str:
        """Every word of every entry, in lower case with a space around each; made anew when an entry came in."""
        if self._words[0] != len(self.items):
            said = "\n".join(f"{item.title}\n{item.text}\n{item.fact_words}" for item in self.items.values())
            self._words = (len(self.items), f" {' '.join(words_of(f'{said} {self.speaker}'))} ")
        return self._words[1]

    def addresses(self) -> dict[str, Item]:
        """The links that may be shown: each entry's own page, if it lies in the shop."""
        return {item.url.rstrip("/"): item for item in self.items.values() if item.url and self._in_the_shop(item.url)}

    def _in_the_shop(self, url: str) -> bool:
        host = urlsplit(url).hostname
        return (host is None and not url.startswith("//")) or host in self.hosts


def shop_hosts(allowed_origins: Iterable[str], found: Iterable[Any]) -> frozenset[str]:
    """The hosts that count as the shop: its allowed origins, or else where its products' pages are."""
    named = frozenset(filter(None, (urlsplit(origin).hostname for origin in allowed_origins if "*" not in origin)))
    if named:
        return named
    return frozenset(
        host
        for entry in found
        if entry.source_type == PRODUCT and (host := urlsplit((entry.meta or {}).get("url") or "").hostname)
    )
