"""The options, sizes and brands that a sentence names, by the words of the shop's own catalogue."""

import re
from collections.abc import Mapping
from typing import TypeVar

from shopchat.assistant.understanding.colours import finer_names, names_of, plain_colour
from shopchat.assistant.understanding.lexicon import MOST_WORDS, NOUN_FIRST, WORD, Lexicon, stems
from shopchat.assistant.understanding.measured_options import measured_options
from shopchat.assistant.understanding.measures import NUMBER, number
from shopchat.assistant.understanding.recognised import Named, limit, take
from shopchat.knowledge.filters import OptionLimit, Pair
from shopchat.knowledge.terms import normalise

SIZE_CUE = r"(?:(?:in |en |de )?(?:(?:a |der |la |shoe |ring )?(?:sizes?|gr[oö](?:ss|ß)en?|gr\.|tailles?|pointures?|tallas?|numero))(?: eu| uk| us)?)"
_LETTER = r"(?:x{0,4}[sl]|[2-6]xl|m)"
_NAMED_LETTERS = {
    "extra small": "xs", "extra large": "xl", "x large": "xl", "x-large": "xl", "xx-large": "xxl", "small": "s", "medium": "m", "large": "l",
    "mittel": "m", "klein": "s", "moyen": "m", "mediana": "m",
}  # fmt: skip
_SIZE = re.compile(
    rf"\b{SIZE_CUE}(?!\w)\s*:?\s*(?P<one>{NUMBER}|{_LETTER}|{'|'.join(_NAMED_LETTERS)})(?:\s*(?:-|–|to|bis|à|a|hasta)\s*(?P<other>{NUMBER}))?(?![\w.,]*\w)"
)
_IN_LETTER = re.compile(rf"\b(?:in|en)(?: an?| der)? (?P<one>{_LETTER}|{'|'.join(_NAMED_LETTERS)})\b(?!['’-])")
_IN_NUMBER = re.compile(rf"\b(?:in|en)(?: an?| eu)? (?P<one>{NUMBER})(?=\W*(?:$|[?!,;]|\b(?:[a-z]+\b)))(?!\s*[$€£%])")
_PLAIN_NUMBER = re.compile(
    rf"(?<![\w$€£.,-])(?P<one>{NUMBER})(?=\s*(?:$|[?!,;.]\s|[?!,;.]?$|\b(?:in|please|bitte|en|and|und|et|y|with|mit|for|für)\b))"
)
_CAPITAL = re.compile(r"(?<![\w'’.,-])(?:[SML]|X{1,4}[SL]|[2-6]XL|x{1,4}[sl])(?![\w'’-])")
_OF = re.compile(r"\b(?:in|of|from|made|with|aus|mit|en|de|avec|con)\s+$")
_AFTER = frozenset(
    "in for with from and or by under over below above between that which to on at please für mit aus von und oder unter über bis bitte pour avec de et ou en para "
    "con y o sin is are but not no without around about".split()
)
_OR = re.compile(r"\b(?:or|oder|ou|o)\b")
_T = TypeVar("_T")
_YEAR = range(1900, 2100)
_YEARS = re.compile(r"(?<![\w$€£.,-])(?P<one>(?:19|20)\d\d)(?![\w$€£%.,-]*\d)")
STEMMED = 3  # letters of a value up to which it is no stem: the ring size "P" is not in "platinum"
NEAR_A_SIZE = 10  # a number this far outside of the catalogue's sizes may still be meant as one


def named(sentence: str, original: str, words: Lexicon, *, shop_language: str, spoken: str) -> Named:
    """The options and brands in `sentence` (lower case); `original` tells "M" from "m"."""
    found = Named(sentence)
    _brands(found, words, shop_language)
    measured_options(found, words, shop_language)
    _sizes(found, original, words, shop_language)
    _values(found, words, shop_language, spoken)
    found.options = _alternatives(found.options, words, sentence)
    return found


def _alternatives(limits: list[OptionLimit], words: Lexicon, sentence: str) -> list[OptionLimit]:
    """Two colours or two sizes are a choice, for nothing has both; other options are one where the sentence says "or"."""
    either = words.colour_names | words.size_names
    chosen = bool(_OR.search(sentence))
    merged: dict[frozenset[str], OptionLimit] = {}
    for place, wish in enumerate(limits):
        key = wish.names if chosen or wish.names <= either else frozenset({f"{place}"})
        known = merged.get(key)
        merged[key] = OptionLimit(known.words + wish.words, wish.names, known.pairs | wish.pairs) if known else wish
    return list(merged.values())


def _brands(found: Named, words: Lexicon, language: str) -> None:
    while match := _longest(found.rest, words.brands, language):
        span, brands = match
        take(found, span, language)
        found.brands |= brands


def _sizes(found: Named, original: str, words: Lexicon, language: str) -> None:
    while words.size_names and (match := _SIZE.search(found.rest)):
        one, other = match.group("one"), match.group("other")
        pairs = _size_pairs(words, one, other)
        take(found, match.span(), language)
        limit(found, (other or one,), words.size_names, pairs)
    if words.letters:
        while match := _IN_LETTER.search(found.rest):
            letter = _NAMED_LETTERS.get(match.group("one"), match.group("one"))
            take(found, match.span(), language)
            limit(found, (letter,), words.size_names, words.letters.get(letter, set()))
        for letter in _CAPITAL.findall(original):
            if letter.casefold() in words.letters and (
                at := re.search(rf"(?<!\w){letter.casefold()}(?!\w)", found.rest)
            ):
                take(found, at.span(), language)
                limit(found, (letter.casefold(),), words.size_names, words.letters[letter.casefold()])
    _numbers(found, words, language)
    for cued, pairs in words.fits.items():
        phrase = r"\W+".join(
            rf"{re.escape(word)}(?!\d)\w*" if len(word) > STEMMED else rf"{re.escape(word)}(?!\w)" for word in cued
        )
        pattern = rf"\b(?:in|en|{SIZE_CUE})(?: an?| the| der)? {phrase}\b|\b{phrase}\b(?= (?:size|fit|length|version|width|model)\b)"
        if match := re.search(pattern, found.rest):
            take(found, match.span(), language)
            limit(found, (" ".join(cued),), {name for name, _ in pairs}, pairs)


def _numbers(found: Named, words: Lexicon, language: str) -> None:
    bare = sorted({end for amount, _ in words.measured if not amount.unit for end in (amount.low, amount.high)})
    if not bare:
        return
    for pattern in (_IN_NUMBER, _PLAIN_NUMBER, _YEARS):
        for match in pattern.finditer(found.rest):
            pairs = _size_pairs(words, match.group("one"), None)
            value = number(match.group("one"))
            plausible = bare[0] - NEAR_A_SIZE <= value <= bare[-1] + NEAR_A_SIZE and words.size_names
            if pairs or (pattern is _IN_NUMBER and plausible and int(value) not in _YEAR):
                take(found, match.span(), language)
                limit(found, (match.group("one"),), {name for name, _ in pairs} or words.size_names, pairs)
                return


def _size_pairs(words: Lexicon, one: str, other: str | None) -> set[Pair]:
    one = _NAMED_LETTERS.get(one, one)
    if one in words.letters:
        return words.letters[one]
    if not one[0].isdigit():
        return set()
    low, high = sorted((number(one), number(other or one)))
    return {pair for amount, pair in words.measured if not amount.unit and amount.low <= high and amount.high >= low}


def _values(found: Named, words: Lexicon, language: str, spoken: str) -> None:
    while match := _longest(found.rest, words.phrases, language):
        span, pairs = match
        if _is_what_is_wanted(found.rest, span, words, language):
            found.rest = (
                found.rest[: span[0]]
                + found.rest[span[0] : span[1]].replace(" ", "\x02")
                + "\x02"
                + found.rest[span[1] :]
            )
            continue
        said = take(found, span, language, gap=" \x01 ")
        shade = plain_colour(normalise(said), spoken)
        if shade and words.colour_names & {name for name, _ in pairs}:
            pairs = pairs | _colour_pairs(words, shade)
        pairs = pairs | words.endings.get(" ".join(stems(said, language)), set())
        limit(found, (said,), {name for name, _ in pairs}, pairs)
    for token in reversed(list(WORD.finditer(found.rest))):
        word = token.group(0)
        shade = plain_colour(normalise(word), spoken)
        stem = (stems(word, language) or ("",))[0]
        if _is_what_is_wanted(found.rest, token.span(), words, language):
            continue
        if shade and words.colour_names:
            take(found, token.span(), language)
            limit(found, (word,), words.colour_names, _colour_pairs(words, shade))
        elif ending := words.endings.get(stem):
            take(found, token.span(), language)
            limit(found, (word,), {name for name, _ in ending}, ending)
    found.rest = found.rest.replace("\x01", " ").replace("\x02", " ")


def _is_what_is_wanted(said: str, span: tuple[int, int], words: Lexicon, language: str) -> bool:
    """Whether a word for a material is here the thing itself: "a wine glass", but not "a glass bowl" or "in glass"."""
    stem = stems(said[span[0] : span[1]], language)[-1:]
    if not stem or stem[0] not in words.nouns or _OF.search(said[: span[0]]):
        return False
    following = WORD.match(said[span[1] :].lstrip(" \x01\x02"))
    if language[:2] in NOUN_FIRST:
        return True
    return following is None or following.group(0) in _AFTER or following.group(0)[0].isdigit()


def _colour_pairs(words: Lexicon, shade: str) -> set[Pair]:
    """The values that say the colour, or else those of its finer names."""
    for names in (names_of(shade), finer_names(shade)):
        if pairs := set().union(*(words.colours.get(name, set()) for name in names)):
            return pairs
    return set()


def _longest(
    text: str, phrases: Mapping[tuple[str, ...], set[_T]], language: str
) -> tuple[tuple[int, int], set[_T]] | None:
    """The first and longest of `phrases` in `text`, with where it stands."""
    tokens = [
        (match.span(), stems(match.group(0), language))
        for match in WORD.finditer(text)
        if not text.startswith("\x02", match.end())
    ]
    for first in range(len(tokens)):
        for last in range(min(first + MOST_WORDS, len(tokens)), first, -1):
            key = tuple(stem for _, parts in tokens[first:last] for stem in parts)
            if key in phrases:
                return (tokens[first][0][0], tokens[last - 1][0][1]), phrases[key]
    return None
