"""What a sentence does not want: "not leather", "ohne Wolle", "sans gluten", "anything but Acme"."""

import re
from dataclasses import dataclass, field

from shopchat.assistant.understanding.colours import finer_names, names_of, plain_colour
from shopchat.assistant.understanding.lexicon import WORD, Lexicon, stems
from shopchat.knowledge.filters import OptionLimit, Pair
from shopchat.knowledge.phrasing import STOP_WORDS
from shopchat.knowledge.terms import normalise

# After these whatever follows is unwanted; after the others only what the catalogue has a word for.
_WITHOUT = r"without|ohne|sans|sin|free of|free from|frei von"
_NOT = (
    r"not|isn't|aren't|no|non|except(?: for)?|but not|other than|anything but|nothing|(?:do not|don't|dont) (?:want|like|need)|nicht|keine?[nrms]?|au(?:ß|ss)er|bloß nicht"
    r"|pas(?: de| en)?|sauf|hors|que no sea[n]?|excepto|salvo|menos"
)
_FILLER = r"(?:(?:made|of|out|in|from|by|with|any|an?|the|aus|von|in der|de|en|la|le|el|del|du|d'|hecho|fait|farbe|colou?r|brand|marke|marque|marca)\s+){0,3}"
_CUE = re.compile(rf"(?:(?P<without>\b(?:{_WITHOUT}))\s+|\b(?:{_NOT})\s+|\bnon-)(?:{_FILLER})")
_FREE = re.compile(r"\b(?P<word>[^\W\d_]{3,})[- ](?:free|frei)\b")
_JOIN = re.compile(r"\s*(?:,\s*(?:or|and|oder|und|ou|et|o|y)?|/|\b(?:or|nor|and|oder|und|noch|ou|et|ni|o|y)\b)\s*")
_LONG = 4  # letters from which a word is unwanted also inside of another: "lambswool" where no wool is wanted
_NOT_FREE = frozenset({"hands", "tax", "duty", "risk", "hassle", "shipping", "toll", "for", "is", "it"})


# How a catalogue's value says that something is not in a thing: "Gluten free", "Sans parfum", "Alkoholfrei".
_LACKS = re.compile(r"(?P<suffix>.+?)[ -]?(?:free|frei)|(?:no|non|without|sans|ohne|sin)[ -](?P<prefix>.+)")


def lacks(value: str, stem: str) -> bool:
    """Whether a normalised option value says that there is none of what the stem names."""
    match = _LACKS.fullmatch(value)
    return bool(match and (match.group("suffix") or match.group("prefix")).strip().startswith(stem))


@dataclass
class Unwanted:
    """What must not be; `rest` is the sentence without it."""

    rest: str
    pairs: set[Pair] = field(default_factory=set)
    brands: set[str] = field(default_factory=set)
    never: set[str] = field(default_factory=set)
    unsaid: set[str] = field(default_factory=set)
    lacking: list[OptionLimit] = field(default_factory=list)  # The catalogue itself says which are without.


def unwanted(sentence: str, words: Lexicon, *, shop_language: str, spoken: str) -> Unwanted:
    """What `sentence` (lower case) rules out."""
    found = Unwanted(sentence)
    start = 0
    while match := _CUE.search(found.rest, start):
        start = match.end()
        end = _ruled_out(found, words, match.end(), shop_language, spoken, certain=bool(match.group("without")))
        if end > match.end():
            found.rest = found.rest[: match.start()].rstrip(" ,") + " " + found.rest[end:]
            start = match.start()
    while match := _FREE.search(found.rest):
        if match.group("word") in _NOT_FREE:
            break
        if (token := WORD.match(found.rest, match.start())) is not None:
            _word(found, words, token, shop_language, spoken, certain=True)
        found.rest = found.rest[: match.start()] + found.rest[match.end() :]
    return found


def _ruled_out(found: Unwanted, words: Lexicon, at: int, language: str, spoken: str, *, certain: bool) -> int:
    """Takes what stands at `at`, and what is joined to it, as unwanted; gives where that ends, `at` for nothing."""
    end = at
    while token := WORD.match(found.rest, at):
        taken = _brand_or_value(found, words, at, language)
        if taken is None:
            taken = _word(found, words, token, language, spoken, certain=certain)
        if taken is None:
            return end
        end = taken
        joined = _JOIN.match(found.rest, end)
        if joined is None:
            return end
        at = joined.end()
        certain = False  # "without a hood and a zip": what is joined must be known, it may begin another wish.
    return end


def _brand_or_value(found: Unwanted, words: Lexicon, at: int, language: str) -> int | None:
    tokens = list(WORD.finditer(found.rest, at))[:4]
    for count in range(len(tokens), 0, -1):
        key = tuple(stem for token in tokens[:count] for stem in stems(token.group(0), language))
        brands, pairs = words.brands.get(key, set()), words.phrases.get(key, set())
        if brands or (pairs and count > 1):
            found.brands |= brands
            found.pairs |= pairs
            return tokens[count - 1].end()
    return None


def _word(
    found: Unwanted, words: Lexicon, token: re.Match[str], language: str, spoken: str, *, certain: bool
) -> int | None:
    word = token.group(0)
    if word in STOP_WORDS.get(language[:2], ()) or word[0].isdigit():
        return None
    (stem,) = stems(word, language)[:1] or (word,)
    shade = plain_colour(normalise(word), spoken)
    if shade and words.colour_names:
        shades = names_of(shade) | finer_names(shade)
        found.pairs |= set().union(*(words.colours.get(name, set()) for name in shades))
        return token.end()
    pairs = {pair for key, values in words.phrases.items() if _holds(key, stem) for pair in values}
    marked = {pair for pair in words.values() if lacks(normalise(pair[1]), stem)} if certain else set()
    if marked:
        found.lacking.append(OptionLimit((word,), frozenset(name for name, _ in marked), frozenset(marked)))
        return token.end()
    pairs = {pair for pair in pairs if not lacks(normalise(pair[1]), stem)}
    if pairs:
        found.pairs |= pairs
        found.never.add(_plain(word, stem))
        return token.end()
    if certain:
        found.unsaid.add(_plain(word, stem))
        return token.end()
    return None


def _holds(key: tuple[str, ...], stem: str) -> bool:
    return any(stem == part or (len(stem) >= _LONG and part.endswith(stem)) for part in key)


def _plain(word: str, stem: str) -> str:
    """The form that stands in every inflection of the word."""
    return stem if word.startswith(stem) and len(stem) >= _LONG else word
