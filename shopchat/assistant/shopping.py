"""Answers to wishes for products: every limit is met by what is shown, or the answer says that nothing meets it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from shopchat.assistant import compose
from shopchat.assistant.answer import Answer
from shopchat.assistant.cards import meets, pick
from shopchat.assistant.compose import MAX_PRODUCTS, Speaker
from shopchat.assistant.relevance import called, kind_of
from shopchat.assistant.shop import TO_SORT, Shop
from shopchat.assistant.things import things_named, title_share
from shopchat.assistant.understanding.wish import Ask, Intent, Sort, Understanding
from shopchat.knowledge.catalogue import BrowseOrder
from shopchat.knowledge.filters import ProductFilters
from shopchat.knowledge.service import Found
from shopchat.knowledge.terms import query_terms
from shopchat.knowledge.variety import varied

_ORDERS: dict[Sort | None, tuple[BrowseOrder, ...]] = {
    Sort.CHEAPEST: (BrowseOrder.CHEAPEST,),
    Sort.DEAREST: (BrowseOrder.DEAREST,),
    Sort.NEWEST: (BrowseOrder.NEWEST,),
    Sort.EXTREMES: (BrowseOrder.CHEAPEST, BrowseOrder.DEAREST),
}
MOST_NEW = 3


async def products(shop: Shop, wish: Understanding, speaker: Speaker) -> Answer:
    """The products that the wish describes; or the one that it names, or the nearest to it."""
    if not wish.names_things:
        return await _anything(shop, wish, speaker)
    everything = await shop.products(wish.kind)
    if (named := _only(called(everything, wish.kind, shop.language))) is not None and not wish.sort:
        return one(_without_its_name(wish, named), speaker, named)
    kind, fitting = await _of_the_kind(shop, wish, everything)
    fitting = [hit for hit in fitting if str(hit.entry.id) not in wish.exclude]
    if len(fitting) == 1 and wish.intent is Intent.QUESTION:  # Its own text may answer what is asked of it.
        return one(wish, speaker, fitting[0])
    if fitting:
        return compose.products(wish, speaker, _sorted(fitting, wish) if wish.sort else _varied(fitting))
    if (named := _by_adjectives(everything, wish, shop.language)) is not None:
        return one(_without_its_name(wish, named), speaker, named)
    left = [hit for hit in kind if str(hit.entry.id) not in wish.exclude] or kind
    return _nearest(wish, speaker, await _by_the_whole_wish(shop, wish, left))


async def _by_the_whole_wish(shop: Shop, wish: Understanding, kind: Sequence[Found]) -> Sequence[Found]:
    """The products of a kind, first those that the words of the unmet limits describe too: "leather care"."""
    if not wish.filters.options:
        return kind
    ranks = {hit.entry.id: place for place, hit in enumerate(await shop.products(wish.query))}
    return sorted(kind, key=lambda hit: ranks.get(hit.entry.id, TO_SORT))


async def _of_the_kind(shop: Shop, wish: Understanding, everything: Sequence[Found]) -> tuple[list[Found], list[Found]]:
    """The products of the kind that is wanted, and those of them within the limits; the most fitting come first."""
    titles = [hit.entry.title for hit in everything]
    things = things_named(wish.kind, await shop.vocabulary(), titles, shop.language)
    if things is None:
        kind = kind_of(everything, wish.kind, shop.language)
        limited = await shop.products(wish.kind, wish.filters, limit=TO_SORT) if wish.filters else everything
        return [hit for hit in everything if kind.holds(hit)], [hit for hit in limited if kind.holds(hit)]
    order = _ORDERS.get(wish.sort, (BrowseOrder.CHEAPEST,))[0]
    there = await shop.browse(ProductFilters(), order, TO_SORT, things)
    limited = await shop.browse(wish.filters, order, TO_SORT, things) if wish.filters else there
    best = max((_share(hit, wish, shop.language) for hit in there), default=0.0)
    ranks = {hit.entry.id: place for place, hit in enumerate(everything)}

    def ranked(hits: Sequence[Found]) -> list[Found]:
        of_kind = [hit for hit in hits if _share(hit, wish, shop.language) >= best]
        return of_kind if wish.sort else sorted(of_kind, key=lambda hit: ranks.get(hit.entry.id, TO_SORT))

    return ranked(there), ranked(limited)


def _share(hit: Found, wish: Understanding, language: str) -> float:
    category = str((hit.entry.meta or {}).get("category") or "")
    return title_share(hit.entry.title, category, query_terms(wish.kind, language), language)


def _only(found: Sequence[Found]) -> Found | None:
    return found[0] if len(found) == 1 else None


def _by_adjectives(everything: Sequence[Found], wish: Understanding, language: str) -> Found | None:
    """The one product whose title says the words that were taken for options: "Gentle Wool Wash" for "wool wash"."""
    adjectives = " ".join(word for limit in wish.filters.options for word in limit.words if word.isalpha())
    return _only(called(everything, f"{adjectives} {wish.kind}", language)) if adjectives and not wish.sort else None


def one(wish: Understanding, speaker: Speaker, hit: Found) -> Answer:
    """About one product, as far as it meets the limits on price, stock and sale."""
    if wish.asks is Ask.STOCK and wish.filters.in_stock:
        wish = replace(wish, filters=replace(wish.filters, in_stock=False))  # A question, not a limit.
    limits = replace(wish.filters, options=())
    if not limits or meets(hit.entry, limits):
        return compose.one_product(replace(wish, intent=Intent.ONE_PRODUCT), speaker, hit.entry)
    return _nearest(wish, speaker, [hit])


async def _anything(shop: Shop, wish: Understanding, speaker: Speaker) -> Answer:
    """Products by their facts alone, for a wish that names no kind of thing."""
    count = _how_many(wish) if wish.sort else MAX_PRODUCTS + 1
    orders = _ORDERS.get(wish.sort, (BrowseOrder.CHEAPEST,))
    most = wish.rank - 1 + count + len(wish.exclude)
    found = [hit for order in orders for hit in await shop.browse(wish.filters, order, most)]
    left = [hit for hit in found if str(hit.entry.id) not in wish.exclude]
    fresh = left[wish.rank - 1 :][: count * len(orders)]
    if fresh:
        return compose.products(wish, speaker, fresh)
    unpriced = replace(wish.filters, price_min=None, price_max=None)
    # The nearest above a highest price is the cheapest, and below a lowest price the dearest.
    order = BrowseOrder.CHEAPEST if wish.filters.price_max is not None else BrowseOrder.DEAREST
    if nearest := await shop.browse(unpriced, order, 1):
        return _by_price(wish, speaker, nearest, unpriced)
    nearest = await shop.browse(_prices_of(wish.filters), BrowseOrder.CHEAPEST, 1)
    return compose.nothing_fits(wish, speaker, nearest, ProductFilters())


def _nearest(wish: Understanding, speaker: Speaker, kind: Sequence[Found]) -> Answer:
    """Of the kind that was asked for, what misses the limits least."""
    if not kind:
        return compose.unknown(wish, speaker, [])
    unpriced = replace(wish.filters, price_min=None, price_max=None)
    but_for_the_price = [hit for hit in kind if meets(hit.entry, unpriced)]
    if but_for_the_price and unpriced != wish.filters:
        reverse = wish.filters.price_max is None
        return _by_price(
            wish,
            speaker,
            sorted(but_for_the_price, key=lambda hit: _price(hit, unpriced), reverse=reverse)[:1],
            unpriced,
        )
    for fewer in (replace(wish.filters, options=()), _prices_of(wish.filters), ProductFilters()):
        if near := [hit for hit in kind if meets(hit.entry, fewer)]:
            return compose.nothing_fits(wish, speaker, near[:1], fewer)
    return compose.nothing_fits(wish, speaker, kind[:1], ProductFilters())


def _by_price(wish: Understanding, speaker: Speaker, nearest: Sequence[Found], met: ProductFilters) -> Answer:
    """Only the price stands in the way: the end of the prices is told, if what is outside is not inside elsewhere."""
    shown = pick(nearest[0].entry, met)
    bound = shown.price() if wish.filters.price_max is not None else shown.highest_price()
    both = wish.filters.price_min is not None and wish.filters.price_max is not None
    return compose.nothing_fits(wish, speaker, nearest, met, bound=None if both or wish.exclude else bound)


def _without_its_name(wish: Understanding, one: Found) -> Understanding:
    """The wish without limits that are part of the product's name: "Gentle Wool Wash" is not for a wash of wool."""
    title = one.entry.title.casefold()
    kept = tuple(
        limit
        for limit in wish.filters.options
        if not all(re.search(rf"\b{re.escape(word)}", title) for word in limit.words)
    )
    brands = wish.filters.brands if (one.entry.meta or {}).get("brand") not in wish.filters.brands else frozenset()
    return replace(wish, filters=replace(wish.filters, options=kept, brands=brands))


def _prices_of(filters: ProductFilters) -> ProductFilters:
    return ProductFilters(price_min=filters.price_min, price_max=filters.price_max)


def _sorted(found: Sequence[Found], wish: Understanding) -> Sequence[Found]:
    if wish.sort is None:
        return found
    if wish.sort is Sort.NEWEST:
        return sorted(found, key=lambda hit: hit.entry.created_at, reverse=True)[: _how_many(wish)]
    priced = [hit for hit in found if pick(hit.entry, wish.filters).price() is not None]
    if not priced:
        return found
    cheapest = sorted(priced, key=lambda hit: _price(hit, wish.filters))
    dearest = sorted(priced, key=lambda hit: pick(hit.entry, wish.filters).highest_price() or Decimal(0), reverse=True)
    if wish.sort is Sort.EXTREMES:
        return list({hit.entry.id: hit for hit in (cheapest[0], dearest[0])}.values())
    ordered = cheapest if wish.sort is Sort.CHEAPEST else dearest
    return ordered[wish.rank - 1 :][: _how_many(wish)] or ordered[-1:]


def _how_many(wish: Understanding) -> int:
    return max(wish.count, MOST_NEW) if wish.sort is Sort.NEWEST else min(wish.count, MAX_PRODUCTS)


def _varied(found: Sequence[Found]) -> Sequence[Found]:
    return varied(found, [hit.entry for hit in found])


def _price(hit: Found, filters: ProductFilters) -> Decimal:
    return pick(hit.entry, filters).price() or Decimal(0)
