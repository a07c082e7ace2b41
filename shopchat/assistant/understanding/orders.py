"""The order that a message wants: "cheapest", "second most expensive", "the three newest", "cheap mugs"."""

import re
from dataclasses import dataclass

from shopchat.assistant.understanding.wish import Sort

NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "two zwei deux dos", "three drei trois tres", "four vier quatre cuatro", "five fünf cinq cinco", "six sechs seis",
            "seven sieben sept siete", "eight acht huit ocho", "nine neun neuf nueve", "ten zehn dix diez",
        ),
        start=2,
    )
    for word in words.split()
}  # fmt: skip
_RANKS = {
    word: number
    for number, words in enumerate(
        (
            "second 2nd zweite zweiten zweites zweiter zweit deuxième seconde segundo segunda",
            "third 3rd dritte dritten drittes dritter dritt troisième tercer tercero tercera",
            "fourth 4th vierte vierten viertes vierter viert quatrième cuarto cuarta",
            "fifth 5th fünfte fünften fünftes fünfter fünft cinquième quinto quinta",
        ),
        start=2,
    )
    for word in words.split()
}
_SORTS = {
    Sort.CHEAPEST: re.compile(
        r"\b(?:cheapest|lowest[- ]price[ds]?|lowest[- ]cost|least expensive|most affordable|costs? (?:the )?least|g[uü]nstigste[nrs]?|billigste[nrs]?|preiswerteste[nrs]?"
        r"|(?:le|la|les) moins ch[eè]re?s?|(?<=produit )moins cher|m[aá]s (?:barat|econ[oó]mic)[oa]s?)\b"
    ),
    Sort.DEAREST: re.compile(
        r"\b(?:most expensive|priciest|dearest|costliest|most costly|highest[- ]price[ds]?|costs? (?:the )?most|teuerste[nrs]?|(?:le|la|les) plus ch[eè]re?s?|m[aá]s car[oa]s?)\b"
    ),
    Sort.NEWEST: re.compile(
        r"\b(?:newest|latest|most recent|new(?:est)? (?:arrivals?|in|products?|items?|stuff)|arrivals|what(?:'?s| is| do you have that is) new|neueste[nrs]?|neu(?:es)? eingetroffen\w*|was (?:gibt es|ist|habt ihr) neue?s?"
        r"|neuheit(?:en)?|neue (?:produkte|artikel)|nouveaut[eé]s?|quoi de neuf|nouveaux (?:produits|articles)|(?:le|la|les) plus r[eé]cente?s?|novedades|qu[eé] hay de nuevo|m[aá]s (?:nuev|recient)[oae]s?)\b"
    ),
}
# A wish for low prices that is no limit: what costs least comes first.
_CHEAP = re.compile(
    r"\b(?:cheap|inexpensive|affordable|low[- ](?:cost|priced?)|budget[- ]friendly|g[uü]nstige[nsm]?|billige[nsm]?|preiswerte?[nrsm]?|pas (?:trop )?ch[eè]re?s?|bon march[eé]"
    r"|(?<!m[aá]s )(?:barat|econ[oó]mic)[oa]s?)\b"
)
_GLUED = re.compile(r"\b(zweit|dritt|viert|fünft)-?(?=(?:g[uü]nstig|billig|teuer|neu)st)")
_COUNT = rf"(?P<count>{'|'.join(NUMBERS)}|[2-9])"
_RANK_BEFORE = re.compile(rf"\b(?P<rank>{'|'.join(sorted(_RANKS, key=len, reverse=True))})[\s-]+(?:[^\W\d_]+ )?$")
_COUNT_BEFORE = re.compile(
    rf"\b{_COUNT} (?:(?:of|von) (?:the |your |my |our |den |euren )?|(?!of\b)(?:[^\W\d_]+ )?)$|\btop[ -]{_COUNT.replace('count', 'top')} (?:[^\W\d_]+ )?$"
)
_COUNT_AFTER = re.compile(rf"^ {_COUNT}(?= [^\W\d_]|\W*$)")
_ARTICLE = re.compile(r"\b(?:the|das|die|der|den|le|la|les|el|los|las|lo)\s+$")
LISTED = 5  # of "cheap mugs"


@dataclass(frozen=True)
class Order:
    """The order and where in it the wish begins (`rank`, from 1) and how many it takes; `rest` is the sentence without it."""

    sort: Sort | None
    rank: int
    count: int
    rest: str


def order(said: str) -> Order:
    """The order that a sentence (lower case) asks for."""
    said = _GLUED.sub(r"\1 ", said)
    found = [(sort, match) for sort, pattern in _SORTS.items() if (match := pattern.search(said))]
    if not found:
        cheap = _CHEAP.search(said)
        return Order(Sort.CHEAPEST, 1, LISTED, _CHEAP.sub(" ", said)) if cheap else Order(None, 1, 1, said)
    if {Sort.CHEAPEST, Sort.DEAREST} <= {sort for sort, _ in found}:
        return Order(Sort.EXTREMES, 1, 1, _without(said))
    sort, match = found[0]
    before, after = said[: match.start()], said[match.end() :]
    rank, count = 1, 1
    if placed := _RANK_BEFORE.search(before):
        rank = _RANKS[placed.group("rank")]
        before = before[: placed.start()] + before[placed.end("rank") :]
    elif counted := _COUNT_BEFORE.search(before):
        word = counted.group("count") or counted.group("top")
        count = NUMBERS.get(word, 0) or int(word)
        kept = re.sub(rf"\b(?:top|of|von|the|your|{re.escape(word)})\b", " ", counted.group(0))
        before = before[: counted.start()] + kept
    elif counted := _COUNT_AFTER.search(after):
        word = counted.group("count")
        count = NUMBERS.get(word, 0) or int(word)
        after = after[counted.end() :]
    return Order(sort, rank, count, _without(f"{_ARTICLE.sub('', before)} {after}"))


def _without(said: str) -> str:
    for pattern in _SORTS.values():
        said = pattern.sub(" ", said)
    return said
