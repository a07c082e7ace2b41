"""Numbers in words: "fifty", "two hundred", "fünfundzwanzig", "quatre-vingts"."""

import re

_ONES = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "de": "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf",
    "es": "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
}
_TIMES = {
    "hundred": 100, "hundert": 100, "cent": 100, "cents": 100, "cien": 100, "ciento": 100, "cientos": 100,
    "thousand": 1000, "grand": 1000, "tausend": 1000, "mille": 1000, "mil": 1000,
}  # fmt: skip
_SPANISH_HUNDREDS = {
    f"{ones}cientos": 100 * number
    for number, ones in ((2, "dos"), (3, "tres"), (4, "cuatro"), (6, "seis"), (8, "ocho"), (9, "nove"))
} | {"quinientos": 500, "setecientos": 700}


def _values() -> dict[str, int]:
    values = dict(_SPANISH_HUNDREDS)
    for words in _ONES.values():
        values |= {word: number for number, word in enumerate(words.split(), start=1)}
    for words in _TENS.values():
        values |= {word: 10 * number for number, word in enumerate(words.split(), start=2)}
    for tens in _TENS["de"].split():
        values |= {f"{ones}und{tens}": values[tens] + values[ones] for ones in _ONES["de"].split()[:9]}
    for ones in _ONES["de"].split()[:9]:
        values |= {f"{ones}hundert": 100 * values[ones], f"{ones}tausend": 1000 * values[ones]}
    return values


_VALUES = _values()
# "two hundred and fifty", "vingt et un", "treinta y cinco"; but "twenty and thirty" are two numbers.
_JOIN = rf"(?:(?<=hundred) and |(?<=thousand) and | et (?=un\b|onze\b)| y (?=(?:{'|'.join(_ONES['es'].split()[:9])})\b)|[\s-]+)"
_WORD = "|".join(sorted(map(re.escape, (*_VALUES, *_TIMES)), key=len, reverse=True))
NUMERAL = re.compile(rf"(?<![\w-])(?:an? |eine? )?(?:{_WORD})(?:{_JOIN}(?:{_WORD}))*(?![\w-])")


def numeral(said: str) -> int:
    """The number that a match of `NUMERAL` says."""
    whole = part = 0
    rest = re.sub(r"^(?:an?|eine?) ", "", said)
    while match := re.match(rf"(?:{_JOIN})?({_WORD})", rest):
        rest = rest[match.end() :]
        word = match.group(1)
        if word not in _TIMES:
            part += _VALUES[word]
        elif _TIMES[word] == 1000:
            whole, part = whole + max(part, 1) * 1000, 0
        else:
            part = max(part, 1) * 100
    return whole + part
