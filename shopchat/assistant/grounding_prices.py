"""The amounts of money in a sentence: value, currency, and whether it is a limit or a price of before."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

NUMBER = r"\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN")
# ISO 4217, the codes that are no common word in one of our languages.
_CODES = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK "
    "DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR "
    "KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN "
    "PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TTD TWD TZS "
    "UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG BTC ETH"
).split()
_SIGNS = "".join(
    chr(point) for point in (*range(0x2100), 0xFDFC) if unicodedata.category(chr(point)) == "Sc"
)  # $ € £ ¥ ₹ ₽ ...
_NAMES = {
    "dollar": DOLLARS[:-1], "dólar": DOLLARS[:-1], "buck": DOLLARS, "euro": ("EUR",), "pound": ("GBP",), "quid": ("GBP",), "pfund": ("GBP",),
    "livre": ("GBP",), "libra": ("GBP",), "cent": (), "cts": (), "penny": (), "pence": (), "céntimo": (), "centime": (),
    "franc": ("CHF", "XOF", "XAF"), "franken": ("CHF",), "franco": ("CHF",), "krone": ("DKK", "NOK"), "kroner": ("DKK", "NOK"), "krona": ("SEK",),
    "kronor": ("SEK",), "kr": ("SEK", "DKK", "NOK"), "yen": ("JPY",), "yuan": ("CNY",), "rmb": ("CNY",), "rupee": ("INR",), "rupie": ("INR",),
    "rubel": ("RUB",), "ruble": ("RUB",), "rouble": ("RUB",), "rublo": ("RUB",), "peso": ("MXN", "ARS", "COP", "CLP", "PHP"), "reais": ("BRL",),
    "zloty": ("PLN",), "złoty": ("PLN",), "zł": ("PLN",), "koruna": ("CZK",), "kč": ("CZK",), "forint": ("HUF",), "ft": ("HUF",), "lira": ("TRY",),
    "baht": ("THB",), "dirham": ("AED", "MAD"), "shekel": ("ILS",), "bitcoin": ("BTC",), "satoshi": ("BTC",), "ether": ("ETH",),
}  # fmt: skip
_SYMBOLS = {"$": DOLLARS, "€": ("EUR",), "£": ("GBP",), "¥": ("JPY", "CNY"), "us$": ("USD",), "ca$": ("CAD",), "a$": ("AUD",), "$us": ("USD",)}  # fmt: skip
_CODE = rf"(?-i:{'|'.join(_CODES)}|{'|'.join(code.lower() for code in ('USD', 'EUR', 'GBP', 'CHF', 'CAD', 'AUD'))})"
_NAME = rf"(?:{'|'.join(sorted(map(re.escape, _NAMES), key=len, reverse=True))})s?"
_SIGN = rf"(?:us\$|ca\$|a\$|[{re.escape(_SIGNS)}]|\b{_CODE})"
CURRENCY = rf"(?:\$us\b|[{re.escape(_SIGNS)}]|(?:{_CODE}|{_NAME})\b)"
_PRICE = re.compile(
    rf"(?P<sign>{_SIGN})\s*(?P<a>{NUMBER})(?:\s*(?P<kilo>k)\b)?|(?P<b>{NUMBER})\s*(?P<word>{CURRENCY})|(?P<c>\d+),-",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?P<below>under|below|less than|cheaper than|up to|at most|no more than|unter|bis(?: zu)?|höchstens|moins de|jusqu'à|sous|menos de|hasta|por debajo de)\s*$|\b(?P<above>over|above|more than|at least|über|mehr als|ab|plus de|más de)\s*$",
    re.IGNORECASE,
)
_THRESHOLD = re.compile(
    r"\b(?:from|over|above|at least|minimum(?: of)?|more than|exceed\w*|ab|über|mindestens|dès|à partir de|plus de|desde|a partir de|más de|superior(?:es)? a)\s*$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(
    r"\W*(?:or more|and (?:up|over|above)|upwards|oder mehr|et plus|ou plus|o más)\b|\+", re.IGNORECASE
)
_BEFORE = (
    r"(?:down|reduced|discounted|marked down|cut|dropped) from|was|were|before|instead of|(?:regular|original|old|previous|former|full|list|usual)(?:ly)?(?: price)?(?: of| was| is)?|previously|formerly|compared? (?:at|to)|rrp|msrp|~~"
    r"|statt|anstatt|war|vorher|zuvor|früher|bisher|ursprünglich\w*|uvp|regulär\w*|reduziert von|herabgesetzt von"
    r"|au lieu d[e']|avant|auparavant|était|initial\w*|réduit de|contre|antes|en (?:lugar|vez) de|anterior\w*|costaba|rebajad[oa] de|original\w*"
)
_BEFORE_IT = re.compile(
    rf"(?:\b|(?=~))(?:{_BEFORE})[\s:(]*(?:it |at |for |price |of |von |de |a |à |für |{_SIGN}|\*)*\s*$",
    re.IGNORECASE,
)
_BEFORE_AFTER_IT = re.compile(
    r"\W{0,3}(?:~~|\b(?:before|previously|vorher|zuvor|früher|avant|auparavant|antes)\b(?! (?:tax|vat|shipping)))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Amount:
    """A price. `relation` is "below" or "above" when it is a limit; `over_threshold` when "from" stands before it.

    `former` when the sentence calls it a price of before: "was $30".
    """

    value: Decimal
    currencies: tuple[str, ...]
    at: int
    relation: str | None = None
    over_threshold: bool = False
    former: bool = False


def value(text: str) -> Decimal:
    """The number, whichever way thousands and decimals are marked: "1,299.00", "1.299,00", "49,5"."""
    text = re.sub(r"['\u00a0\u202f ]", "", text)
    decimals = re.search(r"[.,](\d{1,2})$", text)
    whole = text[: decimals.start()] if decimals else text
    return Decimal(re.sub(r"[.,]", "", whole) + (f".{decimals[1]}" if decimals else "")).normalize()


def amounts_of(text: str) -> tuple[tuple[Amount, ...], str]:
    """The amounts that have a currency, and `text` without them."""
    found = []
    for match in _PRICE.finditer(text):
        before, after = text[: match.start()].rstrip("*_ ") + " ", text[match.end() :]
        limit = _LIMIT.search(before)
        number = value(match["a"] or match["b"] or match["c"])
        found.append(
            Amount(
                value=number * 1000 if match["kilo"] else number,
                currencies=_currencies(match["sign"] or match["word"] or ""),
                at=match.start(),
                relation=limit.lastgroup if limit else None,
                over_threshold=_THRESHOLD.search(before) is not None or _OR_MORE.match(after) is not None,
                former=_BEFORE_IT.search(before) is not None or _BEFORE_AFTER_IT.match(after) is not None,
            )
        )
    return tuple(found), _PRICE.sub(lambda match: " " * len(match.group()), text)


def _currencies(sign: str) -> tuple[str, ...]:
    """The codes that the sign can mean; nothing for none, and what no shop has for one that is not known."""
    said = sign.casefold()
    if not said:
        return ()
    for known in (_SYMBOLS.get(said), _NAMES.get(said), _NAMES.get(said.rstrip("s"))):
        if known is not None:
            return known
    return (said.upper(),)
