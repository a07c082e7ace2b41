"""Whether what a sentence says of one price beside others is true: cheaper than, dearer than, the cheapest."""

import re
from collections.abc import Sequence
from decimal import Decimal

from shopchat.assistant.grounding_evidence import Evidence, Item
from shopchat.assistant.grounding_names import Mention

_THAN = r"(?:\s+\w+){0,3}\s+(?:than|als|que)\b(?!\s*\W?\d)"
_CHEAPER = re.compile(
    rf"(?:cheaper|less expensive|more affordable|lower[- ]priced|lower in price|costs? less|günstiger|billiger|preiswerter|moins ch[eè]re?s?|m[aá]s barat[oa]s?|menos car[oa]s?|cuestan? menos|coûten?t? moins|kostet weniger){_THAN}",
    re.IGNORECASE,
)
_DEARER = re.compile(
    rf"(?:more expensive|dearer|pricier|higher[- ]priced|costs? more|teurer|kostet mehr|plus ch[eè]re?s?|m[aá]s car[oa]s?|cuestan? más|coûten?t? plus){_THAN}",
    re.IGNORECASE,
)
_CHEAPEST = re.compile(
    r"\b(?:cheapest|least expensive|lowest[- ]priced?|most affordable|(?:lowest|best) price|günstigste\w*|billigste\w*|preiswerteste\w*|(?:le|la|les) moins ch[eè]re?s?|(?:el|la|los|las) (?:\w+ )?m[aá]s barat[oa]s?)\b",
    re.IGNORECASE,
)
_DEAREST = re.compile(
    r"\b(?:most expensive|dearest|priciest|highest[- ]priced?|teuerste\w*|(?:le|la|les) plus ch[eè]re?s?|(?:el|la|los|las) (?:\w+ )?m[aá]s car[oa]s?)\b",
    re.IGNORECASE,
)


def untrue_comparison(text: str, named: Sequence[Mention], evidence: Evidence) -> bool:
    """Whether the sentence compares prices in a way that the rows do not bear out."""
    for pattern, sign in ((_CHEAPER, 1), (_DEARER, -1)):
        for match in pattern.finditer(text):
            before = [mention.item for mention in named if mention.start < match.start()]
            after = [mention.item for mention in named if mention.start >= match.end()]
            if not before or not after or (_price(after[0]) - _price(before[-1])) * sign <= 0:
                return True
    products = [mention.item for mention in named]
    for pattern, best in ((_CHEAPEST, min), (_DEAREST, max)):
        # What was found is not all there is: the composer's own pick, computed over all rows, has to agree.
        if pattern.search(text) and not (
            products
            and products[0].id in evidence.exempt
            and _price(products[0]) == best(map(_price, evidence.products))
        ):
            return True
    return False


def _price(item: Item) -> Decimal:
    return min(item.facts.prices(), default=Decimal(0))
