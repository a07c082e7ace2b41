"""What a sentence says about stock, in our four languages, with its negations resolved."""

import re

from shopchat.assistant.grounding_polarity import NEGATION

SCARCE, OUT, PREORDER, BACKORDER, IN = "scarce", "out_of_stock", "preorder", "backorder", "in_stock"
_KINDS = (
    (SCARCE, (r"only \w+ (?:left|remaining|in stock)|(?:few|last)(?: \w+)? (?:left|remaining|pieces?|ones?|chance)|almost gone|nearly gone|almost out|selling (?:fast|out)|going fast|running (?:out|low)|runs? out|low (?:on |in )?stock|limited (?:stock|quantit\w+|availability|edition|offer)|while (?:stocks?|supplies) lasts?"
     r"|(?:there|we|it|they|have|has|is|are|'s|one|two|three|four|five|six|seven|eight|nine|ten|\d+)\b[^.!?]{0,60}\bleft(?! (?:side|hand|pocket|foot|arm|leg|chest|of))"
     r"|nur noch|fast (?:weg|ausverkauft|vergriffen)|letzte\w* (?:stück|exemplar)|solange der vorrat|wird knapp|plus que (?:\d|quelques)|derni[eè]re?s? (?:pi[eè]ce|exemplaire|chance)|stock limité|bient[oô]t épuisé|il (?:n'en )?reste"
     r"|[uú]ltimas? unidad|quedan?|se (?:est[aá] )?agota(?:ndo)?|existencias limitadas")),
    (OUT, r"out[- ]of[- ]stock|sold[- ]out|unavailable|discontinued|(?:is|are|all) gone|ausverkauft|vergriffen|épuisée?s?|rupture|indisponibles?|agotad[oa]s?|descatalogad[oa]s?|sin existencias"),
    (PREORDER, r"pre-?orders?|pre-?ordered|vorbestell\w*|précommandes?|preventas?|reserva anticipada"),
    (BACKORDER, r"back-?orders?|back-?ordered|nachlieferbar|nachbestellt|sur commande|pedido pendiente"),
    (IN, r"(?:back )?in[- ]stock|available|ready to ship|in our warehouse|auf lager|am lager|verfügbar|lieferbar|vorrätig|noch da|zu haben|erhältlich|en stock|disponibles?|en existencias"),
)  # fmt: skip
_PATTERNS = tuple((kind, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for kind, pattern in _KINDS)
_NEGATED = re.compile(rf"(?P<word>{NEGATION})(?:[\s'’]*\w+){{0,3}}\s*$", re.IGNORECASE)
_EVER = re.compile(r"\b(?:never|always|nie|niemals|immer|jamais|toujours|nunca|siempre)\b", re.IGNORECASE)
_HAVE = re.compile(
    r"\b(?:we|i|they)(?:['’]ve| have| got| stock| still have)\b|\b(?:wir haben|haben wir|es gibt|gibt es|nous avons|il y a|tenemos|hay)\b",
    re.IGNORECASE,
)
_OPPOSITE = {OUT: IN, IN: OUT}


def stock_of(text: str) -> tuple[tuple[str, int], ...]:
    """(kind, position) of each statement. "Not sold out" says in stock; the denial of anything else proves nothing."""
    found, rest = [], text
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(rest):
            kind, before = name, text[: match.start()]
            if kind != SCARCE and _NEGATED.search(before):
                kind = _OPPOSITE.get(kind, SCARCE)
            if _EVER.search(before[-20:]):  # No row says what will be.
                kind = SCARCE
            found.append((kind, match.start()))
        rest = pattern.sub(lambda match: " " * len(match.group()), rest)
    return tuple(sorted(found, key=lambda each: each[1]))


def offers(text: str) -> bool:
    """Whether the shop is said to have something: in an option that is gone, that is not so."""
    return _HAVE.search(text) is not None


def without_stock(text: str) -> str:
    """`text` less those words."""
    for _, pattern in _PATTERNS:
        text = pattern.sub(" ", text)
    return text
