"""From a shopper's message to an answer: understand, retrieve, compose."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.assistant import cards, compose
from shopchat.assistant.answer import Answer
from shopchat.assistant.compose import MAX_PRODUCTS, Speaker
from shopchat.assistant.relevance import coverage, of_the_kind, relevant
from shopchat.assistant.turns import PastTurn
from shopchat.assistant.understand import Intent, Sort, Understanding, understand
from shopchat.chatbots.models import Chatbot
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.models import SOURCE_TYPES
from shopchat.knowledge.search import ProductFilters, SearchQuery
from shopchat.knowledge.service import Found
from shopchat.knowledge.terms import index_terms

PRODUCTS_ONLY = frozenset({"product_catalog"})
NO_PRODUCTS = frozenset(SOURCE_TYPES) - PRODUCTS_ONLY
CANDIDATES = 20
TO_SORT = 100  # of the products that fit the words, the cheapest is looked for among so many
SMALL_TALK = {Intent.GREETING, Intent.THANKS, Intent.GOODBYE, Intent.PERSON}


@dataclass(frozen=True)
class _Shop:
    """Where to look: one chatbot's knowledge, on behalf of its owner."""

    session: AsyncSession
    owner: User
    chatbot: Chatbot

    async def find(
        self,
        wish: Understanding,
        *,
        types: frozenset[str] | None = None,
        filters: ProductFilters | None = None,
        limit: int = CANDIDATES,
    ) -> list[Found]:
        query = SearchQuery(
            wish.query, language=self.chatbot.language, limit=limit, source_types=types, filters=filters
        )
        return await knowledge.find(self.session, self.owner, chatbot_id=self.chatbot.id, query=query)


async def answer(
    session: AsyncSession, owner: User, chatbot: Chatbot, *, message: str, past: Sequence[PastTurn]
) -> Answer:
    """What the chatbot says to `message` after the turns in `past` (oldest first), out of its knowledge alone."""
    wish = understand(message, past, chatbot.language)
    speaker = Speaker(chatbot.name, chatbot.personality, tuple(chatbot.suggested_questions))
    shop = _Shop(session, owner, chatbot)
    if wish.intent in SMALL_TALK:
        return compose.small_talk(wish, speaker)
    if wish.intent is Intent.ONE_PRODUCT:
        return await _one_product(shop, wish, speaker, past)
    if wish.intent is Intent.PRODUCTS:
        return await _products(shop, wish, speaker)
    return await _question(shop, wish, speaker)


async def _one_product(shop: _Shop, wish: Understanding, speaker: Speaker, past: Sequence[PastTurn]) -> Answer:
    shown = next(turn for turn in reversed(past) if turn.product_ids)
    entry_id = uuid.UUID(shown.product_ids[(wish.ordinal or 1) - 1])
    entries = await knowledge.named(shop.session, shop.owner, chatbot_id=shop.chatbot.id, entry_ids=[entry_id])
    if not entries:  # Deleted or switched off since it was shown.
        return compose.unknown(wish, speaker, [])
    return compose.one_product(wish, speaker, entries[0])


async def _products(shop: _Shop, wish: Understanding, speaker: Speaker) -> Answer:
    filters = ProductFilters(
        price_min=wish.price_min, price_max=wish.price_max, in_stock=wish.in_stock, on_sale=wish.on_sale
    )
    if not wish.names_things:
        found = await _browse(shop, wish, filters)
        if found:
            return compose.products(wish, speaker, found)
        return compose.nothing_fits(wish, speaker, await _browse(shop, wish, ProductFilters()))
    language = shop.chatbot.language
    everything = relevant(await shop.find(wish, types=PRODUCTS_ONLY), wish.query, language)
    limited = await shop.find(wish, types=PRODUCTS_ONLY, filters=filters, limit=TO_SORT if wish.sort else CANDIDATES)
    fitting = of_the_kind(relevant(limited, wish.query, language), everything, wish.query, language)
    fitting = [hit for hit in fitting if str(hit.entry.id) not in wish.exclude]
    if fitting:
        return compose.products(wish, speaker, _sorted(fitting, wish.sort))
    kind = of_the_kind(everything, everything, wish.query, language)
    return compose.nothing_fits(wish, speaker, sorted(kind, key=lambda hit: _distance(hit, wish)))


async def _browse(shop: _Shop, wish: Understanding, filters: ProductFilters) -> list[Found]:
    """Products by price alone, for a wish that names no kind of thing."""
    found = await knowledge.browse(
        shop.session,
        shop.owner,
        chatbot_id=shop.chatbot.id,
        filters=filters,
        dearest_first=wish.sort is Sort.DEAREST,
        limit=1 if wish.sort else MAX_PRODUCTS + len(wish.exclude),
    )
    return [hit for hit in found if str(hit.entry.id) not in wish.exclude]


async def _question(shop: _Shop, wish: Understanding, speaker: Speaker) -> Answer:
    language = shop.chatbot.language
    if wish.about_rules:
        rules = await shop.find(wish, types=NO_PRODUCTS)
        if fitting := relevant(rules, wish.query, language):
            return compose.passage(wish, speaker, fitting)
    found = await shop.find(wish)
    fitting = relevant(found, wish.query, language)
    if not fitting:
        return compose.unknown(wish, speaker, found)
    best = fitting[0]
    if best.entry.source_type != "product_catalog":
        return compose.passage(wish, speaker, fitting)
    if coverage(set(index_terms(best.entry.title, language)), wish.query, language) == 1:
        return compose.one_product(wish, speaker, best.entry)
    sold = [hit for hit in fitting if hit.entry.source_type == "product_catalog"]
    return compose.products(wish, speaker, of_the_kind(sold, sold, wish.query, language))


def _sorted(found: Sequence[Found], sort: Sort | None) -> Sequence[Found]:
    if sort is None:
        return found
    priced = [hit for hit in found if cards.lowest_price(cards.facts_of(hit.entry)) is not None]
    ordered = sorted(priced, key=_price, reverse=sort is Sort.DEAREST)
    return ordered[:1] or found


def _price(hit: Found) -> Decimal:
    return cards.lowest_price(cards.facts_of(hit.entry)) or Decimal(0)


def _distance(hit: Found, wish: Understanding) -> Decimal:
    """How far the price lies outside the wished range."""
    price = _price(hit)
    below = (wish.price_min or price) - price
    above = price - (wish.price_max if wish.price_max is not None else price)
    return max(below, above, Decimal(0))
