"""The words of a language with how often they are said, out of the lists that pyspellchecker carries."""

import asyncio
from collections.abc import Mapping

from shopchat.knowledge.terms import STEMMERS, normalise

_read: dict[str, Mapping[str, int]] = {}


async def frequencies(language: str) -> Mapping[str, int]:
    """Words as `terms.normalise` writes them; none for a language without stemming here. 20 to 35 MB, read once."""
    tag = language[:2]
    if tag not in STEMMERS:
        return {}
    if tag not in _read:
        _read[tag] = await asyncio.to_thread(_words, tag)
    return _read[tag]


def _words(tag: str) -> Mapping[str, int]:
    from spellchecker import SpellChecker

    words: dict[str, int] = {}
    for word, count in SpellChecker(language=tag, distance=1).word_frequency.dictionary.items():
        plain = normalise(word)
        words[plain] = max(words.get(plain, 0), count)
    return words
