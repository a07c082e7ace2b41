"""What has been recognised of a sentence so far."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from shopchat.assistant.understanding.lexicon import stems
from shopchat.knowledge.filters import OptionLimit, Pair


@dataclass
class Named:
    """What was recognised; `rest` is the sentence without it and `taken` the stems of the words that said it."""

    rest: str
    options: list[OptionLimit] = field(default_factory=list)
    brands: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)


def take(found: Named, span: tuple[int, int], language: str, *, gap: str = " ") -> str:
    """Takes a part of the sentence as understood; gives it."""
    said = found.rest[span[0] : span[1]]
    found.taken |= set(stems(said, language))
    found.rest = found.rest[: span[0]] + gap + found.rest[span[1] :]
    return said.strip()


def limit(found: Named, said: tuple[str, ...], names: Iterable[str], pairs: Iterable[Pair]) -> None:
    """Adds the wish for one of `pairs`."""
    found.options.append(OptionLimit(said, frozenset(names), frozenset(pairs)))
