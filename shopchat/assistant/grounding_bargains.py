"""What a sentence says about bargains: sales, shares of a price, several for the price of one, things for nothing."""

import re

_NUMBER_WORD = r"(?:\d+|one|two|three|four|five|zwei|drei|eins?|eine[nmrs]?|deux|trois|une?|dos|tres|uno|una)"
_SALE = re.compile(
    r"\b(?:discount(?:s|ed)?|on sale|sale price|special (?:price|offer|deal)|reduced|bargains?|deals?|sav(?:e|es|ing|ings)|promo(?:tion)?s?|clearance|marked down|mark-?downs?|price (?:cut|drop)s?"
    r"|(?:cheaper|less expensive|lower priced?)(?! (?:than|ones?|options?|alternatives?|choices?))|(?:lower|reduced|better|low|new|introductory) prices?(?! than)"
    r"|rabatt\w*|reduziert\w*|(?:sonder)?angebote?|im angebot|spar(?:en|st|t)|(?:günstiger|billiger|preiswerter)(?! als)"
    r"|soldes?|remises?|réductions?|promotions?|bons? plans?|économis\w+|moins ch[eè]re?s?(?! que)|prix (?:réduit|cassé|spécial|barré)s?"
    r"|descuentos?|rebaj\w+|ofertas?|ahorr\w+|m[aá]s barat[oa]s?(?! que)|precio (?:especial|reducido))(?!\w)",
    re.IGNORECASE,
)
# Terms that two prices of a row cannot prove.
_TERMS = re.compile(
    r"\b(?:cash ?back|money back on|rebates?|knock(?:ed)? off|refer a friend|with an? (?:free )?gift|free gift|bogo|fivers?|tenners?"
    r"|(?:half|halve[sd]?|third|quarter|tenth|fifth)\b[^.!?]{0,25}\b(?:off|price|cost|less|cheaper|usual)|(?:pay|for|at|by|only) (?:just |only )?(?:a |one )?(?:half|third|quarter)\b"
    rf"|(?:buy|get|take) {_NUMBER_WORD}\b[^.!?]{{0,40}}\b(?:get|pay|for) {_NUMBER_WORD}|{_NUMBER_WORD} for (?:the price of )?{_NUMBER_WORD}|{_NUMBER_WORD} ?[x×] ?\d\b"
    r"|zum halben preis|halb\w* preis|um die hälfte|die hälfte|à moitié prix|moitié prix|la moitié|a mitad de precio|mitad de precio|la mitad"
    rf"|{_NUMBER_WORD} (?:zum preis von|für) {_NUMBER_WORD}|{_NUMBER_WORD} pour (?:le prix d['’e] ?)?{_NUMBER_WORD}|{_NUMBER_WORD} por (?:el precio de )?{_NUMBER_WORD})(?!\w)",
    re.IGNORECASE,
)
_VOUCHER = re.compile(
    r"\b(?:(?:promo|discount|coupon|voucher|gift)?[ -]?codes?|coupons?|vouchers?|gutschein\w*|rabattcode\w*|aktionscode\w*|codes? promo|bons? d['’]achat|bons? de réduction"
    r"|c[oó]digos?|cup[oó]n(?:es)?|vales?)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:free|complimentary|(?:at )?no (?:extra |additional )?(?:cost|charge|fee)s?|without (?:extra |additional |any )?(?:charge|cost|fee)s?|free of charge|costs? nothing|on us|on the house|for nothing|zero cost"
    r"|(?:includes?|covers?|waives?|we pay(?: for)?) (?:the |all |your |free )*(?:shipping|delivery|postage)|(?:shipping|delivery|postage)[^.!?]{0,20}\b(?:included|is covered|waived)"
    r"|gratis|kostenlos\w*|kostenfrei\w*|versandkostenfrei\w*|portofrei\w*|umsonst|kostet nichts|aufs haus|ohne (?:aufpreis|versandkosten|zusatzkosten)|inklusive versand|versand inklusive"
    r"|gratuit(?:e|s|es|ement)?|offerte?s?|sans frais|ne coûte rien|port (?:compris|inclus)|livraison (?:comprise|incluse)"
    r"|gratuit[oa]s?|sin (?:coste|costo|cargo|gastos)|no cuestan? nada|(?:envío|gastos de envío) incluid[oa]s?)(?!\w)(?!-)",
    re.IGNORECASE,
)
_NOT_FREE = re.compile(r"\b(?:feel|\w+)[- ]free(?=\W+to\b)|\b\w+-free\b", re.IGNORECASE)  # "feel free to", "PFAS-free"


def sales_of(text: str) -> tuple[str, ...]:
    """The words for a lower price."""
    return tuple(match.group().casefold() for match in _SALE.finditer(text))


def terms_of(text: str) -> tuple[str, ...]:
    """The words for a bargain on terms of its own: half price, two for one, cash back."""
    return tuple(" ".join(match.group().casefold().split()) for match in _TERMS.finditer(text))


def says_free(text: str) -> bool:
    """Whether something is said to cost nothing."""
    return _FREE.search(_NOT_FREE.sub(" ", text)) is not None


def names_voucher(text: str) -> bool:
    """Whether a code or coupon is spoken of."""
    return _VOUCHER.search(text) is not None


def without_bargains(text: str) -> str:
    """`text` less the words for a lower price and for nothing."""
    return _FREE.sub(" ", _TERMS.sub(" ", _SALE.sub(" ", text)))
