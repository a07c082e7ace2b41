"""Messages that only make sense after an answer with products."""

import re
from dataclasses import replace

from shopchat.assistant.turns import PastTurn
from shopchat.assistant.understanding.intents import about_rules, telling_terms
from shopchat.assistant.understanding.prices import CENT, price_range
from shopchat.assistant.understanding.wish import Intent, Understanding
from shopchat.knowledge.filters import OptionLimit, ProductFilters

_CHEAPER = re.compile(
    r"\b(?:cheaper|less expensive|more affordable|lower price|g[uü]nstiger\w*|billiger\w*|(?<!le )(?<!la )(?<!les )moins ch[eè]re?s?|(?<!el )(?<!la )(?<!los )(?<!las )(?<!lo )m[aá]s (?:barat|econ[oó]mic)[oa]s?)\b"
)
_DEARER = re.compile(
    r"\b(?:more expensive|pricier|dearer|higher price|teurere?[rns]?|teurer|(?<!le )(?<!la )(?<!les )plus ch[eè]re?s?|(?<!el )(?<!la )(?<!los )(?<!las )(?<!lo )m[aá]s car[oa]s?)\b"
)
_MORE = re.compile(
    r"^\W*(?:(?:show|see|any|are there|do you have|zeig|gibt es|montre|muestra|voir|ver)\b.{0,20})?"
    r"(?:more|others?|else|another|mehr|andere|noch|d'autres|plus|más|otros|otras)\b.{0,20}$"
)
_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "first 1st erste ersten erstes erster premier première primero primera primer",
            "second 2nd zweite zweiten zweites zweiter deuxième second seconde segundo segunda",
            "third 3rd dritte dritten drittes dritter troisième tercero tercera",
            "fourth 4th vierte vierten viertes vierter quatrième cuarto cuarta",
            "fifth 5th fünfte fünften fünftes fünfter cinquième quinto quinta",
        ),
        start=1,
    )
    for word in words.split()
}
_LAST = r"last|letzte\w*|dernière?|últim[oa]"
_ORDINAL = re.compile(
    rf"\b(?:the |das |die |den |der |dem |le |la |el )?(?P<word>{'|'.join(_ORDINALS)}|{_LAST})\b(?: (?:one|item|product|option|produkt|produit|producto))?"
)
_POINTING = re.compile(
    r"\b(?:one|ones|it|its|it's|that|this|those|them|they|item|product|option|das|die|den|der|es|davon|ihn|celui|celle|ceux|il|elle|le|la|el|lo|ese|esa|este|esta)\b"
)
_IT = re.compile(
    r"\b(?:it|its|it's|this|that|they|them|these|this one|that one|es|ihn|ihm|sie|das|davon|dieser?s?|il|elle|le|la|l'|celui-ci|celle-ci|ça|lo|este|esta|ese|esa|viene|hay)\b"
)
_BOTH = re.compile(
    r"\b(?:them|these|those|both|the two|all|die(?:se)?(?: beiden| zwei)?|beide|les(?: deux)?|ceux-ci|los dos|las dos|ambos|ambas|estos|estas)\b"
)
_FIRST_FEW = re.compile(
    r"\bfirst (?P<count>two|three|2|3)\b|\b(?:ersten|premiers|primeros) (?P<tongue>zwei|drei|deux|trois|dos|tres|2|3)\b"
)
_THREE = frozenset({"three", "3", "drei", "trois", "tres"})
_ONLY = re.compile(r"\b(?:only|just|ones|nur|seulement|uniquement|que ceux|solo|sólo|solamente)\b")
# Whoever says these asks the whole shop anew.
_FRESH = re.compile(
    r"\b(?:anything|something|everything|products?|items?|things?|stuff|etwas|irgendwas|alles|produkte?|artikel|quelque chose|produits?|articles?"
    r"|algo|productos?|art[ií]culos?)\b"
)
# Whoever says these measures by what was shown, even with "something".
_MEASURED = re.compile(
    r"\b(?:cheaper|(?:less|more) expensive|bigger|larger|smaller|similar|like (?:that|this|these|those)|g[uü]nstigere?[rns]?|billigere?[rns]?|teurere?[rns]?|[aä]hnliche?[rns]?"
    r"|(?:moins|plus) ch[eè]re?s?|m[aá]s (?:barat|car)[oa]s?)\b"
)
FOLLOW_UP_WORDS = 12  # A follow-up leans on what came before and is short; longer messages stand for themselves.
MOST_COMPARED = 4


def compared_places(said: str, shown: PastTurn | None) -> tuple[int, ...]:
    """Which products of the answer before are to be compared: "the first and the second", "them", "the first two"."""
    if shown is None or len(shown.product_ids) < 2:
        return ()
    there = len(shown.product_ids)
    if few := _FIRST_FEW.search(said):
        return tuple(range(1, min(3 if _THREE & set(few.groups()) else 2, there) + 1))
    places = tuple(dict.fromkeys(_place(match.group("word"), there) for match in _ORDINAL.finditer(said)))
    if len(places) > 1:
        return places if all(place <= there for place in places) else ()
    return tuple(range(1, min(there, MOST_COMPARED) + 1)) if not places and _BOTH.search(said) else ()


def follow_up(said: str, wish: Understanding, shown: PastTurn | None) -> Understanding | None:
    """`wish` read after `shown`, the last answer with products; `None` when it stands for itself."""
    if shown is None or len(said.split()) > FOLLOW_UP_WORDS or about_rules(said):
        return None
    if not wish.names_things and price_range(said) is None and (bound := _beyond(said, wish, shown)):
        return _again(replace(wish, sort=None), shown, bound, exclude=shown.product_ids)
    ordinal = _ORDINAL.search(said)
    if ordinal and not wish.sort and (_POINTING.search(said) or len(said.split()) <= 2):
        place = _place(ordinal.group("word"), len(shown.product_ids))
        if place <= len(shown.product_ids):
            kind = _ORDINAL.sub(" ", wish.kind)
            names = bool(telling_terms(kind, wish.language))
            return replace(wish, intent=Intent.ONE_PRODUCT, ordinals=(place,), kind=kind, names_things=names)
        return replace(wish, intent=Intent.WHICH_ONE)  # "The fourth one" of three.
    if _MORE.match(said) and not wish.filters:
        return _again(wish, shown, shown.filters, exclude=shown.product_ids)
    return _about_what_was_shown(said, wish, shown)


def _beyond(said: str, wish: Understanding, shown: PastTurn) -> ProductFilters | None:
    """The limits of "cheaper ones" and "more expensive ones": on the far side of what was shown."""
    limits = _merged(shown.filters, wish.filters)
    if _CHEAPER.search(said) and shown.lowest_price is not None:
        return replace(limits, price_max=shown.lowest_price - CENT)
    if _DEARER.search(said) and shown.highest_price is not None:
        return replace(limits, price_min=shown.highest_price + CENT, price_max=None)
    return None


def _about_what_was_shown(said: str, wish: Understanding, shown: PastTurn) -> Understanding | None:
    one = len(shown.product_ids) == 1
    options_only = wish.filters == ProductFilters(options=wish.filters.options) and bool(wish.filters.options)
    points = bool(_IT.search(said))
    if not wish.names_things:
        if one and (wish.asks or options_only) and not _ONLY.search(said):
            return replace(wish, intent=Intent.ONE_PRODUCT, ordinals=(1,))
        if wish.asks and points and not wish.sort and not _ONLY.search(said):
            return replace(wish, intent=Intent.WHICH_ONE)
        if (wish.filters or wish.sort) and (_MEASURED.search(said) or not _FRESH.search(said)):
            return _again(wish, shown, _merged(shown.filters, wish.filters))
        return None
    if one and points and not wish.sort and wish.filters.price_max is None and _pointing_only(said, wish):
        return replace(wish, intent=Intent.ONE_PRODUCT, ordinals=(1,), query=said)
    return None


def _pointing_only(said: str, wish: Understanding) -> bool:
    """Whether "it" is what the sentence is about: no article begins another thing ("is it the same as a tent")."""
    return len(telling_terms(wish.kind, wish.language)) <= 3 and bool(
        re.search(
            r"\b(?:is|does|can|has|will|was|are|do|how|what|ist|hat|kann|passt|sind|est|a-t-|peut|es|tiene|puede|se)\b.{0,25}"
            + _IT.pattern
            + r"|\b(?:est-il|est-elle|est-ce|lo puedo|es|tiene)\b",
            said,
        )
    )


def _again(
    wish: Understanding, shown: PastTurn, filters: ProductFilters, *, exclude: tuple[str, ...] = ()
) -> Understanding:
    """The search of the answer before, with other limits."""
    return replace(
        wish,
        intent=Intent.PRODUCTS,
        query=shown.query,
        kind=shown.kind,
        names_things=shown.names_things,
        filters=filters,
        exclude=exclude,
    )


def _merged(before: ProductFilters, now: ProductFilters) -> ProductFilters:
    """Both limits; what is said now of the same fact counts."""
    said = {name for limit in now.options for name in limit.names}
    kept: tuple[OptionLimit, ...] = tuple(limit for limit in before.options if not limit.names & said)
    priced = now.price_min is not None or now.price_max is not None
    return ProductFilters(
        price_min=now.price_min if priced else before.price_min,
        price_max=now.price_max if priced else before.price_max,
        in_stock=before.in_stock or now.in_stock,
        on_sale=before.on_sale or now.on_sale,
        options=kept + now.options,
        brands=now.brands or before.brands,
        not_brands=before.not_brands | now.not_brands,
        without=before.without | now.without,
        never=(*before.never, *now.never),
        unsaid=(*before.unsaid, *now.unsaid),
    )


def _place(word: str, there: int) -> int:
    return _ORDINALS.get(word, there)
