"""A catalogue's vocabulary made ready to be recognised in a sentence."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from shopchat.assistant.understanding.measures import Amount, amounts
from shopchat.knowledge.catalogue import Vocabulary
from shopchat.knowledge.filters import Pair
from shopchat.knowledge.phrasing import SENTENCE_WORDS, STOP_WORDS
from shopchat.knowledge.terms import index_terms, normalise

_COLOUR_NAME = re.compile(r"colou?r|farbe|couleur")
_SIZE_NAME = re.compile(
    r"size|gro(?:ss|ß)e|taille|pointure|talla|length|lange|longueur|largo|width|weite|breite|fit|passform"
)
_LETTERS = re.compile(r"(?:x{0,4}[sl]|[2-6]xl|m)(?:\s*/\s*(?:x{0,4}[sl]|[2-6]xl|m))*")
_SEVERAL = re.compile(r"[&,/+]|\b(?:and|und|et|y)\b", re.IGNORECASE)
# Values that name nothing a shopper would ask for.
_NO_VALUE = frozenset({"default title", "yes", "no", "none", "n/a", "other", "standard", "default", "-", "new"})
SUFFIX = 4  # letters that either half of a compound has at least
COMPOUNDING = ("de",)  # "Regenjacke" is a "Jacke"
NOUN_FIRST = ("fr", "es")  # "veste de pluie", "chaqueta impermeable"
MOST_WORDS = 5  # of a value that is recognised word by word


@dataclass
class Lexicon:
    """Where each word, letter, number or measure leads among the catalogue's option values and brands."""

    phrases: dict[tuple[str, ...], set[Pair]] = field(default_factory=lambda: defaultdict(set))
    endings: dict[str, set[Pair]] = field(default_factory=lambda: defaultdict(set))
    fits: dict[tuple[str, ...], set[Pair]] = field(default_factory=lambda: defaultdict(set))
    letters: dict[str, set[Pair]] = field(default_factory=lambda: defaultdict(set))
    measured: list[tuple[Amount, Pair]] = field(default_factory=list)
    brands: dict[tuple[str, ...], set[str]] = field(default_factory=lambda: defaultdict(set))
    colours: dict[str, set[Pair]] = field(default_factory=lambda: defaultdict(set))
    colour_names: set[str] = field(default_factory=set)
    size_names: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)  # nouns, and those of categories of one kind

    def add(self, pair: Pair, language: str) -> None:
        name, value = pair
        plain = normalise(value).strip()
        is_size = bool(_SIZE_NAME.search(normalise(name)))
        if is_size:
            self.size_names.add(name)
        if _COLOUR_NAME.search(normalise(name)):
            self.colour_names.add(name)
            for word in re.findall(r"[^\W\d_]+", plain):
                self.colours[word].add(pair)
        if plain in _NO_VALUE:
            return
        if _LETTERS.fullmatch(plain):
            for letter in re.split(r"\s*/\s*", plain):
                self.letters[letter].add(pair)
        elif measured := amounts(value):
            self.measured += [(amount, pair) for amount in measured]
        else:
            self._add_words(pair, plain, language, is_size=is_size)

    def _add_words(self, pair: Pair, plain: str, language: str, *, is_size: bool) -> None:
        words = stems(plain, language)
        if not words or len(words) > MOST_WORDS or all(_is_small(word, language) for word in plain.split()):
            return
        (self.fits if is_size else self.phrases)[words].add(pair)
        if is_size:
            return
        last = words[-1]
        if len(words) > 1:
            self.endings[last].add(pair)
        # "wool" in "lambswool", but no "rain" in "grain": both halves are words.
        for start in range(SUFFIX, len(last) - SUFFIX + 1):
            self.endings[last[start:]].add(pair)

    def values(self) -> set[Pair]:
        """The option values that words name."""
        return set().union(*self.phrases.values())

    def has_size(self, size: Decimal) -> bool:
        """Whether something comes in this bare number: a shoe's 42."""
        return any(not amount.unit and amount.low <= size <= amount.high for amount, _ in self.measured)

    def sells(self, word: str, language: str) -> bool:
        """Whether the word is what products are: "mugs"; of a compound its last part, "Tische" where there are Esstische."""
        (stem,) = stems(word, language)[:1] or ("",)
        if language[:2] in COMPOUNDING and len(stem) >= SUFFIX:
            return any(noun.endswith(stem) for noun in self.kinds)
        return stem in self.kinds

    def add_brand(self, brand: str, language: str) -> None:
        if words := stems(brand, language):
            self.brands[words].add(brand)


@lru_cache(maxsize=200)
def lexicon(vocabulary: Vocabulary, language: str) -> Lexicon:
    """The lexicon of a vocabulary whose catalogue is written in `language`."""
    made = Lexicon()
    for pair in vocabulary.pairs:
        made.add(pair, language)
    for brand in vocabulary.brands:
        made.add_brand(brand, language)
    ends = vocabulary.first_words if language[:2] in NOUN_FIRST else vocabulary.last_words
    made.nouns |= {stem for word in ends for stem in stems(word, language)}
    made.kinds |= made.nouns.union(*(category_head(category, language) for category in vocabulary.categories))
    return made


def names_several(category: str) -> bool:
    """Whether a category holds things of several kinds: "Jackets & Layers" are not all jackets."""
    return bool(_SEVERAL.search(category))


def category_head(category: str, language: str) -> list[str]:
    """The noun of a category of one kind: "wine" of "Red wine"; nothing of "Jackets & Layers"."""
    if names_several(category):
        return []
    words = [word for word in WORD.findall(normalise(category)) if word.isalpha()]
    if not words:
        return []
    return index_terms(words[0] if language[:2] in NOUN_FIRST else words[-1], language)


def stems(text: str, language: str) -> tuple[str, ...]:
    """The words of a text without case, accents and endings; a compound gives its parts alone."""
    return tuple(stem for word in WORD.findall(normalise(text)) for stem in index_terms(word, language)[:1])


WORD = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+")


def _is_small(word: str, language: str) -> bool:
    return word in STOP_WORDS.get(language[:2], ()) or word in SENTENCE_WORDS.get(language[:2], ())
