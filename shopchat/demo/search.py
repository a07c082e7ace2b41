"""The demo shop's own search box: plain words over the catalogue. The assistant does not use it."""

import re
from collections.abc import Iterable

from shopchat.demo.catalog import Product

_WORD = re.compile(r"[^\W_]+")
_TITLE, _FACETS, _DESCRIPTION = 6, 3, 1


def find(products: Iterable[Product], query: str) -> list[Product]:
    """The products that hold every word of `query`, best first; none for a query without a word."""
    wanted = _words(query)
    if not wanted:
        return []
    scored = ((_score(product, wanted), product) for product in products)
    return [product for score, product in sorted(scored, key=lambda pair: -pair[0]) if score]


def _score(product: Product, wanted: set[str]) -> int:
    facets = [product.brand, product.category, *(value for values in product.options.values() for value in values)]
    fields = [
        (_TITLE, _words(product.title)),
        (_FACETS, _words(" ".join(facets))),
        (_DESCRIPTION, _words(product.description)),
    ]
    scores = [sum(weight for weight, words in fields if word in words) for word in wanted]
    return sum(scores) if all(scores) else 0


def _words(text: str) -> set[str]:
    """Lower-case words without a plural s, so that "Boots" finds the boot."""
    return {word.removesuffix("s") if len(word) > 3 else word for word in _WORD.findall(text.lower())}
