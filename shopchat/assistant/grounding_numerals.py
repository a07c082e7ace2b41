"""Numbers that are written out, in our four languages, as digits: what is checked as "99" must not pass as "ninety-nine"."""

import re
from collections.abc import Iterator

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_GERMAN = (
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
    "achtzehn neunzehn"
).split()
_GERMAN_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
_FRENCH = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
).split()
_FRENCH_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
_SPANISH = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve"
).split()
_SPANISH_TENS = "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_HUNDREDS = {
    "hundred": 100,
    "hundert": 100,
    "cien": 100,
    "ciento": 100,
    "thousand": 1000,
    "tausend": 1000,
    "mille": 1000,
}
_ARTICLES = {
    "a": 1,
    "an": 1,
    "ein": 1,
    "eine": 1,
    "einen": 1,
    "einem": 1,
    "une": 1,
    "una": 1,
    "un": 1,
    "uno": 1,
    "one": 1,
    "eins": 1,
}


def _spelt() -> Iterator[tuple[str, int]]:
    for small in (_ENGLISH, _GERMAN, _FRENCH, _SPANISH):
        yield from ((word, value) for value, word in enumerate(small))
    for tens, ten in enumerate(_ENGLISH_TENS, 2):
        yield ten, tens * 10
        yield from ((f"{ten} {_ENGLISH[unit]}", tens * 10 + unit) for unit in range(1, 10))
    for tens, ten in enumerate(_GERMAN_TENS, 2):
        yield ten, tens * 10
        yield from ((f"{'ein' if unit == 1 else _GERMAN[unit]}und{ten}", tens * 10 + unit) for unit in range(1, 10))
    for round_number, word in _FRENCH_TENS.items():
        yield word, round_number
        yield f"{word}s", round_number
        for unit in range(1, 20 if round_number in (60, 80) else 10):
            yield f"{word} {_FRENCH[unit]}", round_number + unit
            yield f"{word} et {_FRENCH[unit]}", round_number + unit
    for tens, ten in enumerate(_SPANISH_TENS, 2):
        yield ten, tens * 10
        yield from ((f"{ten} y {_SPANISH[unit]}", tens * 10 + unit) for unit in range(1, 10))
        if tens == 2:
            yield from ((f"veinti{_SPANISH[unit]}", 20 + unit) for unit in range(1, 10))
    yield from _HUNDREDS.items()
    yield from (("veintidós", 22), ("veintitrés", 23), ("veintiséis", 26), ("dreissig", 30))


VALUES: dict[str, int] = {re.sub(r"[\s-]+", " ", word): value for word, value in _spelt()} | _ARTICLES
_WORD = "|".join(re.escape(word).replace(r"\ ", r"[\s-]+") for word in sorted(VALUES, key=len, reverse=True))
_NUMERAL = re.compile(rf"(?<![\w-])(?:{_WORD})(?![\w-]|['’]\w)", re.IGNORECASE)
_NEXT = re.compile(r"[\s-]*(?:and[\s-]+|und[\s-]+|et[\s-]+|y[\s-]+|con[\s-]+|point[\s-]+|komma[\s-]+|coma[\s-]+)?")
COUNTED = 10  # up to here a word may only count things: "these two", "one of them"


def in_digits(text: str, counts: re.Pattern[str]) -> str:
    """`text` with its written numbers as digits.

    The small ones, which mostly count things or are articles, only where `counts` matches what follows, or beside
    another written number ("nine ninety-nine").
    """
    found = list(_NUMERAL.finditer(text))
    parts, end = [], 0
    for at, match in enumerate(found):
        value = VALUES[re.sub(r"[\s-]+", " ", match.group().casefold())]
        follows = at + 1 < len(found) and _NEXT.fullmatch(text[match.end() : found[at + 1].start()])
        led = at > 0 and _NEXT.fullmatch(text[found[at - 1].end() : match.start()])
        article = match.group().casefold() in _ARTICLES
        if value > COUNTED or counts.match(text, match.end()) or (not article and (follows or led)):
            parts += [text[end : match.start()], str(value)]
            end = match.end()
    return "".join([*parts, text[end:]])
