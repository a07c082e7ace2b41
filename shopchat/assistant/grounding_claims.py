"""What a sentence claims: amounts, percentages, times, stock, codes, links, contacts, numbers. Pure text in, values out."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

NUMBER = r"\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_CURRENCIES = {
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"), "€": ("EUR",), "£": ("GBP",), "¥": ("JPY", "CNY"),
    "us$": ("USD",), "ca$": ("CAD",), "a$": ("AUD",), "dollar": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD"), "buck": ("USD",),
    "euro": ("EUR",), "pound": ("GBP",), "quid": ("GBP",), "pfund": ("GBP",), "livre": ("GBP",), "cent": (),
}  # fmt: skip
_SIGN = r"(?:us\$|ca\$|a\$|[$€£¥]|\b(?:usd|eur|gbp|cad|aud|nzd|chf|sek|nok|dkk|pln|czk|jpy|cny|inr|brl|mxn)\b)"
_WORD = r"(?:[$€£¥]|(?:usd|eur|gbp|cad|aud|nzd|chf|sek|nok|dkk|pln|czk|jpy|cny|inr|brl|mxn|dollars?|dólares|bucks?|euros?|pounds?|quid|pfund|livres?|cents?|francs?|kronor|kr)\b)"
_PRICE = re.compile(
    rf"(?P<sign>{_SIGN})\s*(?P<a>{NUMBER})(?:\s*(?P<kilo>k)\b)?|(?P<b>{NUMBER})\s*(?P<word>{_WORD})|(?P<c>\d+),-",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"({NUMBER})\s*(?:%|percent|per cent|prozent|pour ?cent|por ciento)", re.IGNORECASE)
_UNITS = {
    "minute": "minutes? minuten? minutos? mins?", "hour": "hours? hrs? stunden? heures? horas?",
    "day": "days? tage?n? jours? d[ií]as? werktage?n? arbeitstage?n?", "week": "weeks? wochen? semaines? semanas?",
    "month": "months? monate?n? mois meses mes", "year": "years? yrs? jahre?n? ans? ann[eé]es? años? ano",
}  # fmt: skip
_UNIT = "|".join(f"(?P<{name}>{'|'.join(words.split())})" for name, words in _UNITS.items())
_WORKING = r"(?:business|working|week|werk|arbeits|ouvr(?:és|ables)|h[aá]biles|laborables)"
_DURATION = re.compile(
    rf"(?P<low>\d+)(?:\s*(?:-|–|—|to|or|bis|à|a|y|oder|ou|o|and)\s*(?P<high>\d+))?[\s-]*(?P<before>{_WORKING})?[\s-]*(?:{_UNIT})\b(?:\s*(?P<after>{_WORKING}))?",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"\b(?:today|tomorrow|tonight|overnight|same[- ]day|next[- ]day|monday|tuesday|wednesday|thursday|friday|saturday|sunday|immediately|instantly"
    r"|heute|morgen|über nacht|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|sofort"
    r"|aujourd'hui|demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|immédiatement"
    r"|hoy|mañana|lunes|martes|miércoles|jueves|viernes|sábado|domingo|inmediatamente)\b",
    re.IGNORECASE,
)
_STOCK = (
    ("scarce", r"only \w+ (?:left|remaining|in stock)|(?:few|last)(?: \w+)? (?:left|remaining|pieces?|ones?)|almost gone|selling fast|low (?:on |in )?stock|nur noch|letzte\w* (?:stück|exemplar)|plus que \d|derni[eè]res? pi[eè]ce|[uú]ltimas? unidad"),
    ("out_of_stock", r"out[- ]of[- ]stock|sold[- ]out|unavailable|no longer available|(?:not|isn't|aren't|n't)(?: \w+){0,2} (?:available|in stock)|ausverkauft|(?:nicht|nicht mehr|derzeit nicht)(?: \w+)? (?:verfügbar|lieferbar|auf lager|vorrätig)|épuisée?s?|rupture|(?:pas|plus)(?: \w+)? disponibles?|agotad[oa]s?|no (?:está[n]? )?disponibles?"),
    ("preorder", r"pre-?orders?|pre-?ordered|vorbestell\w*|précommandes?|preventas?|reserva anticipada"),
    ("backorder", r"back-?orders?|back-?ordered|nachlieferbar|nachbestellt|sur commande|pedido pendiente"),
    ("in_stock", r"in[- ]stock|available|auf lager|verfügbar|lieferbar|vorrätig|en stock|disponibles?"),
)  # fmt: skip
_STOCKS = tuple((name, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for name, pattern in _STOCK)
_SALE = re.compile(
    r"\b(?:discount(?:s|ed)?|on sale|sale price|reduced|bargains?|deals?|sav(?:e|es|ing|ings)|half[- ]price|half off|promo(?:tion)?s?|coupons?|vouchers?|clearance"
    r"|rabatt\w*|reduziert\w*|angebote?|gutschein\w*|spar(?:en|st|t)|soldes?|remises?|réductions?|promotions?|bons?|économis\w+"
    r"|descuentos?|rebaj\w+|ofertas?|cup[oó]n(?:es)?|ahorr\w+)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:free|complimentary|gratis|kostenlos\w*|kostenfrei\w*|umsonst|gratuit(?:e|s|es|ement)?|offerts?|gratuit[oa]s?)\b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b(?=[A-Z0-9_-]*\d)(?=[A-Z0-9_-]*[A-Z])[A-Z0-9][A-Z0-9_-]{3,}\b"
    r"|(?i:\b(?:code|coupon|voucher|gutschein(?:code)?|promo(?:code)?|c[oó]digo|cup[oó]n)\b[\s:\"'“*]*)(?P<named>[A-Z0-9][A-Z0-9_-]{2,})\b"
)
_LINK = re.compile(
    r"\[[^\]]*\]\(\s*<?(?P<target>[^)\s>]*)>?[^)]*\)|(?P<bare>(?:[a-z][a-z0-9+.-]*:)?//[^\s<>\"')\]]+|\bwww\.[^\s<>\"')\]]+)",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"(?<![\w@.])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?:/[^\s<>\"')\]]*)?", re.IGNORECASE)
_SPELT_DOMAIN = re.compile(
    r"\b[\w-]+\s*(?:\[\s*(?:\.|dot)\s*\]|\(\s*(?:\.|dot)\s*\)|\s(?:dot|punkt|point|punto)\s)\s*[a-z]{2,12}\b|\bhxxps?\b",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\[at\]|\(at\)|\sat\s(?=[\w-]+\.[a-z]{2,}))\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.])\+?\(?\d[\d\s()./-]{5,}\d(?![\w])")
_THRESHOLD = re.compile(
    r"\b(?:from|over|above|at least|minimum(?: of)?|more than|exceed\w*|ab|über|mindestens|dès|à partir de|plus de|desde|a partir de|más de|superior(?:es)? a)\s*$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(
    r"\W*(?:or more|and (?:up|over|above)|upwards|oder mehr|et plus|ou plus|o más)\b|\+", re.IGNORECASE
)
_LIMIT = re.compile(
    r"\b(?P<below>under|below|less than|cheaper than|up to|at most|no more than|unter|bis(?: zu)?|höchstens|moins de|jusqu'à|sous|menos de|hasta|por debajo de)\s*$|\b(?P<above>over|above|more than|at least|über|mehr als|ab|plus de|más de)\s*$",
    re.IGNORECASE,
)
_PRICE_CUE = re.compile(
    r"\b(?:costs?|pric\w+|kostet\w*|kosten|preis\w*|coûte\w*|prix|cuesta\w*|precios?|pay|zahl\w*|vale)\b", re.IGNORECASE
)
_WORDS_FOR_NUMBERS = {
    word: str(value)
    for words in (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt",
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte",
    )
    for value, word in enumerate(words.split())
} | {
    "a": "1", "an": "1", "einen": "1", "einem": "1", "eine": "1", "une": "1", "una": "1", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60",
    "seventy": "70", "eighty": "80", "ninety": "90", "hundred": "100", "dreißig": "30", "vierzig": "40", "fünfzig": "50", "hundert": "100",
    "trente": "30", "quarante": "40", "cinquante": "50", "cent": "100", "treinta": "30", "cuarenta": "40", "cincuenta": "50", "cien": "100",
}  # fmt: skip
_UNIT_AHEAD = re.compile(
    rf"\b(?P<word>{'|'.join(sorted(_WORDS_FOR_NUMBERS, key=len, reverse=True))})(?=(?:[\s-]+(?:to|or|bis|à|a|o|ou|oder)[\s-]+\w+)?[\s-]+(?:{_WORKING}[\s-]*)?(?:{_WORD}|%|percent|per cent|prozent|{'|'.join('|'.join(words.split()) for words in _UNITS.values())})\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Amount:
    """A price. `relation` is "below" or "above" when it is a limit; `over_threshold` when "from" stands before it."""

    value: Decimal
    currencies: tuple[str, ...]
    at: int
    relation: str | None = None
    over_threshold: bool = False


@dataclass(frozen=True)
class Duration:
    """A stretch of time: `low` to `high` of a unit; `working` for business days."""

    low: int
    high: int
    unit: str
    working: bool


@dataclass(frozen=True)
class Claims:
    """Everything in a sentence that has to be true. `stock` holds (kind, position), `numbers` what nothing else took."""

    amounts: tuple[Amount, ...] = ()
    percents: tuple[Decimal, ...] = ()
    durations: tuple[Duration, ...] = ()
    moments: tuple[str, ...] = ()
    stock: tuple[tuple[str, int], ...] = ()
    sale: tuple[str, ...] = ()
    free: bool = False
    codes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    numbers: tuple[Decimal, ...] = ()


def plain(text: str) -> str:
    """`text` as the checks read it: compatibility forms unified, numbers before a unit as digits."""
    unified = unicodedata.normalize("NFKC", text)
    return _UNIT_AHEAD.sub(lambda match: _WORDS_FOR_NUMBERS[match["word"].casefold()], unified)


def without_claims(text: str) -> str:
    """`text` less the words for stock, sales and what is free, which are checked as claims."""
    for pattern in (*(pattern for _, pattern in _STOCKS), _SALE, _FREE):
        text = pattern.sub(" ", text)
    return text


def value(text: str) -> Decimal:
    """The number, whichever way thousands and decimals are marked: "1,299.00", "1.299,00", "49,5"."""
    text = re.sub(r"['\u00a0\u202f ]", "", text)
    decimals = re.search(r"[.,](\d{1,2})$", text)
    whole = text[: decimals.start()] if decimals else text
    return Decimal(re.sub(r"[.,]", "", whole) + (f".{decimals[1]}" if decimals else "")).normalize()


def claims_of(sentence: str) -> Claims:
    """The claims of a sentence that went through `plain`."""
    rest = sentence
    contacts, rest = _taken(_EMAIL, rest)
    links, rest = _links(rest)
    codes, rest = _codes(rest)
    amounts, rest = _amounts(rest)
    percents, rest = _taken(_PERCENT, rest, group=1)
    durations, rest = _durations(rest)
    phones, rest = _taken(_PHONE, rest)
    bare = list(re.finditer(NUMBER, re.sub(r"^\s*\d{1,2}[.)]\s", " ", rest)))
    if _PRICE_CUE.search(rest):
        amounts += tuple(
            Amount(value(found.group()), (), found.start()) for found in bare if not _has_unit(rest, found)
        )
    return Claims(
        amounts=amounts,
        percents=tuple(value(percent) for percent in percents),
        durations=durations,
        moments=tuple(match.group().casefold() for match in _MOMENT.finditer(rest)),
        stock=_stock(rest),
        sale=tuple(match.group().casefold() for match in _SALE.finditer(rest)),
        free=_FREE.search(rest) is not None,
        codes=codes,
        links=links,
        contacts=contacts + phones,
        numbers=tuple(value(match.group()) for match in bare),
    )


def _taken(pattern: re.Pattern[str], text: str, group: int = 0) -> tuple[tuple[str, ...], str]:
    found = tuple(match.group(group) for match in pattern.finditer(text))
    return found, pattern.sub(lambda match: " " * len(match.group()), text)


def _links(text: str) -> tuple[tuple[str, ...], str]:
    found = [match["target"] if match["target"] is not None else match["bare"] for match in _LINK.finditer(text)]
    # What a link is called stays to be read.
    text = _LINK.sub(lambda match: match.group().partition("](")[0].strip("[") if match["bare"] is None else " ", text)
    for pattern in (_SPELT_DOMAIN, _DOMAIN):
        found += [match.group() for match in pattern.finditer(text) if not _is_abbreviation(match.group())]
        text = pattern.sub(lambda match: match.group() if _is_abbreviation(match.group()) else " ", text)
    return tuple(found), text


def _is_abbreviation(text: str) -> bool:
    """ "e.g", "p.m", "z.B": single letters with stops."""
    return all(len(part) == 1 for part in text.split("."))


def _codes(text: str) -> tuple[tuple[str, ...], str]:
    found = tuple(match["named"] or match.group() for match in _CODE.finditer(text))
    return found, _CODE.sub(lambda match: " " * len(match.group()), text)


def _amounts(text: str) -> tuple[tuple[Amount, ...], str]:
    found = []
    for match in _PRICE.finditer(text):
        before = text[: match.start()].rstrip("*_ ") + " "
        limit = _LIMIT.search(before)
        number = value(match["a"] or match["b"] or match["c"])
        found.append(
            Amount(
                value=number * 1000 if match["kilo"] else number,
                currencies=_currencies(match["sign"] or match["word"] or ""),
                at=match.start(),
                relation=limit.lastgroup if limit else None,
                over_threshold=_is_threshold(before, text[match.end() :]),
            )
        )
    return tuple(found), _PRICE.sub(lambda match: " " * len(match.group()), text)


def _is_threshold(before: str, after: str) -> bool:
    return _THRESHOLD.search(before) is not None or _OR_MORE.match(after) is not None


def _currencies(sign: str) -> tuple[str, ...]:
    said = sign.casefold()
    known = _CURRENCIES.get(said) or _CURRENCIES.get(said.rstrip("s"))
    return known if known is not None else ((said.upper(),) if len(said) == 3 else ())


def _durations(text: str) -> tuple[tuple[Duration, ...], str]:
    found = []
    for match in _DURATION.finditer(text):
        unit = next(name for name in _UNITS if match[name])
        working = bool(match["before"] or match["after"]) or match[unit].casefold().startswith(("werk", "arbeit"))
        low = int(match["low"])
        found.append(Duration(low, int(match["high"] or low), unit, working))
    return tuple(found), _DURATION.sub(lambda match: " " * len(match.group()), text)


def _stock(text: str) -> tuple[tuple[str, int], ...]:
    found = []
    for name, pattern in _STOCKS:
        found += [(name, match.start()) for match in pattern.finditer(text)]
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return tuple(sorted(found, key=lambda each: each[1]))


def _has_unit(text: str, number: re.Match[str]) -> bool:
    return re.match(r"\s?-?(?:[a-z°\"′″]|mm\b)", text[number.end() :], re.IGNORECASE) is not None
