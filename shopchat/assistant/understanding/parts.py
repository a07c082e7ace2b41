"""One message that holds several wishes, and one that compares."""

import re

_ARTICLE = (
    r"(?:an?|some|the|also|one|two|three|four|five|another|any|ein(?:e[nrm]?)?|zwei|drei|auch|une?|des|deux|trois|aussi|uno?s?|una?s?|dos|tres|tambi[eé]n"
    r"|(?:i|we) (?:also )?(?:need|want)|do you|what|how|when|where|can i|is there|are there|was|wie|wann|wo|kann ich|habt ihr|quelle?s?|comment|quand|où|est-ce|puis-je|avez-vous"
    r"|qu[eé]|cu[aá]l|c[oó]mo|cu[aá]ndo|d[oó]nde|puedo|tienen)"
)
_BREAK = re.compile(
    rf"(?:[?;]\s+|\.\s+(?=[a-zäöüéèáíóúñ¿])|,?\s*\b(?:as well as|and also|and then|plus)\b\s*|,?\s+(?:and|und|et|y|e)\s+(?={_ARTICLE}\b)|,\s+(?={_ARTICLE}\b))",
    re.IGNORECASE,
)
# "a tent with a porch and a window" is one wish.
_WITH = re.compile(r"\b(?:with|that has|mit|avec|con)\b", re.IGNORECASE)
_SENTENCES = re.compile(r"[?;]\s+|\.\s+(?=[A-Za-zäöüéèáíóúñ¿])")
MOST_PARTS = 4
_COMPARING = re.compile(
    r"\b(?:compare|comparison|differences?|differ|vs\.?|versus|vergleiche?n?|vergleich|unterschiede?|unterscheide[nt]|compare[rz]?|comparaison|diff[eé]rences?"
    r"|comparar?|comparaci[oó]n|diferencias?)\b"
)
_BETTER = re.compile(
    r"\b(?:which (?:one )?(?:is|are) (?:better|best|cheaper|warmer|lighter)|what(?:'s| is) better|was ist besser|welche[rs]? ist (?:besser|g[uü]nstiger)"
    r"|lequel est (?:mieux|moins cher)|cu[aá]l es (?:mejor|m[aá]s barat[oa]))\b"
)
_LEAD = re.compile(
    r"^.*?\b(?:compare|comparison(?: (?:of|between))?|(?:what(?:'s| is| are) )?(?:the )?differences?(?: (?:between|of))?|vergleiche?n?|vergleich(?: (?:von|zwischen))?"
    r"|unterschiede?(?: zwischen)?|comparer?z?|comparaison(?: entre)?|diff[eé]rences?(?: entre)?|comparar?|comparaci[oó]n(?: entre)?|diferencias?(?: entre)?"
    r"|which (?:one )?(?:is|are) \w+|what(?:'s| is) better|was ist besser|welche[rs]? ist \w+|lequel est [\w ]+?|cu[aá]l es [\w ]+?)\b\s*[:,]?\s*"
)
_BETWEEN = re.compile(
    r"\s*(?:\bvs\.?(?=\s)|\bversus\b|\b(?:and|with|to|or|und|mit|oder|et|avec|ou|y|con|o)\b(?: (?:the|dem|der|den|das|die|le|la|el))?\b|,)\s*"
)


_CHEAPER = re.compile(
    r"\b(?:cheaper|cheapest|less expensive|g[uü]nstiger|billiger|moins ch[eè]re?s?|m[aá]s (?:barat|econ[oó]mic)[oa]s?)\b"
)


def compares(said: str) -> bool:
    """Whether a message wants products side by side."""
    return bool(_COMPARING.search(said))


def asks_cheaper(said: str) -> bool:
    """Whether a comparison wants to know what costs less."""
    return bool(_CHEAPER.search(said))


def split(message: str) -> list[str]:
    """The sentences and clauses that may each be a wish of their own; one when there is nothing to split."""
    pieces = [piece.strip(" ,.;?!") for piece in (_SENTENCES if _WITH.search(message) else _BREAK).split(message)]
    told = [piece for piece in pieces if piece]
    return told if 1 < len(told) <= MOST_PARTS else [message]


def sides(said: str) -> tuple[str, ...]:
    """What a message asks to compare, by its words; empty for one that compares nothing."""
    if not _COMPARING.search(said) and not _BETTER.search(said):
        return ()
    asked = said.strip(" ?!.")
    rest = _LEAD.sub("", asked, count=1)
    if _BETTER.search(asked) and ":" not in asked and not rest.strip():
        rest = _BETTER.sub(" ", asked)
    named = tuple(side.strip(" ?!.,") for side in _BETWEEN.split(rest))
    return tuple(side for side in named if side) or (asked,)
