"""What a sentence claims: amounts, percentages, times, stock, codes, links, contacts, numbers. Pure text in, values out."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from shopchat.assistant.grounding_bargains import names_voucher, sales_of, says_free, terms_of, without_bargains
from shopchat.assistant.grounding_numerals import in_digits
from shopchat.assistant.grounding_prices import CURRENCY, NUMBER, Amount, amounts_of, value
from shopchat.assistant.grounding_stock import stock_of, without_stock
from shopchat.assistant.grounding_times import UNIT_WORD, WORKING, Duration, durations_of, moments_of

_PER_CENT = r"(?:%|percent|per cent|prozent|pour ?cent|por ciento)"
_PERCENT = re.compile(rf"({NUMBER})\s*{_PER_CENT}", re.IGNORECASE)
_COUNTS = re.compile(
    rf"(?:(?:[\s-]+(?:to|or|bis|à|a|o|ou|oder|und)[\s-]+\w+)?[\s-]+(?:{WORKING}[\s-]*)?(?:{CURRENCY}|{_PER_CENT}|(?:{UNIT_WORD})\b))",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b(?=[A-Z0-9_-]*\d)(?=[A-Z0-9_-]*[A-Z])[A-Z0-9][A-Z0-9_-]{3,}\b|\b[a-z]{3,}\d{2,4}\b"
    r"|(?i:\b(?:code|coupon|voucher|gutschein(?:code)?|promo(?:code)?|c[oó]digo|cup[oó]n)\b(?:\s+(?:is|lautet|ist|est|es))?[\s:\"'“*]*)(?P<named>[A-Z0-9][A-Z0-9_-]{2,})\b"
)
_LINK = re.compile(
    r"\[[^\]\[]*+\]\(\s*+<?(?P<target>[^)\s>]*+)>?[^)]*+\)|(?P<bare>(?:[a-z][a-z0-9+.-]*:)?//[^\s<>\"')\]]+|\bwww\.[^\s<>\"')\]]+)",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"(?<![\w@.])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?:/[^\s<>\"')\]]*)?", re.IGNORECASE)
_SPELT_DOMAIN = re.compile(
    r"\b[\w-]+\s*(?:\[\s*(?:\.|dot)\s*\]|\(\s*(?:\.|dot)\s*\)|\s(?:dot|punkt|point|punto)\s)\s*[a-z]{2,12}\b|\bhxxps?\b"
    r"|\b[\w-]+\s*[.,]\s+(?:com|net|org|io|shop|store|info|biz|co|example|xyz|top|site|online)\b|\b[\w.-]+:\d{2,5}\b(?=/|\s|$)|\b\d{1,3}(?:\.\d{1,3}){3}\b",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\[at\]|\(at\)|\sat\s(?=[\w-]+\.[a-z]{2,}))\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.])\+?\(?\d[\d\s()./-]{5,}\d(?![\w])")
_PRICE_CUE = re.compile(
    r"\b(?:costs?|pric\w+|kostet\w*|kosten|preis\w*|coûte\w*|prix|cuesta\w*|precios?|pay|zahl\w*|vale)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Claims:
    """Everything in a sentence that has to be true. `stock` holds (kind, position), `numbers` what nothing else took."""

    amounts: tuple[Amount, ...] = ()
    percents: tuple[Decimal, ...] = ()
    durations: tuple[Duration, ...] = ()
    moments: tuple[str, ...] = ()
    stock: tuple[tuple[str, int], ...] = ()
    sale: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    free: bool = False
    voucher: bool = False
    codes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    numbers: tuple[Decimal, ...] = ()


def plain(text: str) -> str:
    """`text` as the checks read it: compatibility forms unified, written numbers as digits."""
    unified = re.sub("[。．․‧∙·•](?=[a-zA-Z])", ".", unicodedata.normalize("NFKC", text))
    return in_digits(unified, _COUNTS)


def without_claims(text: str) -> str:
    """`text` less the words for stock, sales and what is free, which are checked as claims."""
    return without_bargains(without_stock(text))


def claims_of(sentence: str) -> Claims:
    """The claims of a sentence that went through `plain`."""
    rest = sentence
    contacts, rest = _taken(_EMAIL, rest)
    links, rest = _links(rest)
    codes, rest = _codes(rest)
    amounts, rest = amounts_of(rest)
    percents, rest = _taken(_PERCENT, rest, group=1)
    durations, rest = durations_of(rest)
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
        moments=moments_of(rest),
        stock=stock_of(rest),
        sale=sales_of(rest),
        terms=terms_of(rest),
        free=says_free(rest),
        voucher=names_voucher(rest),
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


def _has_unit(text: str, number: re.Match[str]) -> bool:
    return re.match(r"\s?-?(?:[a-z°\"′″]|mm\b)", text[number.end() :], re.IGNORECASE) is not None
