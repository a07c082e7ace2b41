"""What a shopper's message asks for, read in its conversation and with the words of the shop's catalogue."""

from collections.abc import Sequence
from dataclasses import replace

from shopchat.assistant import language
from shopchat.assistant.turns import PastTurn
from shopchat.assistant.understanding import parts
from shopchat.assistant.understanding.follow_ups import compared_places, follow_up
from shopchat.assistant.understanding.intents import (
    about_rules,
    asked_fact,
    is_question,
    is_wish,
    small_talk,
    telling_terms,
    without_spending,
)
from shopchat.assistant.understanding.lexicon import Lexicon, lexicon
from shopchat.assistant.understanding.limits import limits
from shopchat.assistant.understanding.negatives import unwanted
from shopchat.assistant.understanding.options import named
from shopchat.assistant.understanding.shorthand import in_full
from shopchat.assistant.understanding.wish import Ask, Intent, Sort, Understanding
from shopchat.knowledge.catalogue import Vocabulary
from shopchat.knowledge.filters import ProductFilters
from shopchat.knowledge.terms import gist


def understand(
    message: str,
    past: Sequence[PastTurn],
    default_language: str,
    vocabulary: Vocabulary | None = None,
    *,
    name: str = "",
) -> Understanding:
    """What the message wants, follow-ups resolved against the turns before it (oldest first).

    `default_language` is the shop's; `vocabulary` is what tells which words are options or brands; `name` is the
    chatbot's.
    """
    spoken = language.detect(message, past[-1].language if past else default_language)
    said = _plain(message)
    offered = bool(past) and past[-1].offered_person
    if (intent := small_talk(said, name=name, offered_person=offered)) is not None:
        return Understanding(intent, spoken, message, names_things=False)
    words = lexicon(vocabulary or Vocabulary(), default_language)
    shown = next((turn for turn in reversed(past) if turn.product_ids), None)
    if compared := _compared(said, message, spoken, shown):
        return compared
    wish = _wish(message, spoken, words, default_language)
    if (following := follow_up(said, wish, shown)) is not None:
        return following
    pieces = parts.split(message)
    wishes = tuple(_wish(piece, spoken, words, default_language) for piece in pieces) if len(pieces) > 1 else ()
    wishes = tuple(part for part in wishes if small_talk(_plain(part.query)) is None)
    about_products = [part for part in wishes if not part.about_rules]
    if len(wishes) > 1 and about_products and all(part.names_things for part in wishes):
        return replace(wish, about_rules=False, parts=_shared(wishes))
    return wish


def _plain(message: str) -> str:
    return in_full(" ".join(message.casefold().replace("’", "'").split()))


def _compared(said: str, message: str, spoken: str, shown: PastTurn | None) -> Understanding | None:
    sides = parts.sides(said)
    if not sides:
        return None
    places = compared_places(said, shown)
    if places or len(sides) > 1:
        sort = Sort.CHEAPEST if parts.asks_cheaper(said) else None
        return Understanding(Intent.COMPARE, spoken, message, ordinals=places, sides=() if places else sides, sort=sort)
    return None


def _wish(message: str, spoken: str, words: Lexicon, shop_language: str) -> Understanding:
    """One wish, whatever was said before it."""
    said = _plain(message)
    if about_rules(said):
        return Understanding(Intent.QUESTION, spoken, message, kind=said, about_rules=True)
    found = limits(said, words, shop_language)
    refused = unwanted(found.rest, words, shop_language=shop_language, spoken=spoken)
    options = named(refused.rest, message, words, shop_language=shop_language, spoken=spoken)
    asks, _ = asked_fact(said)
    if asks is Ask.STOCK and not is_question(said):
        asks = None  # "tents in stock" is a limit, "are they in stock" asks.
    _, kind = asked_fact(without_spending(options.rest))
    filters = ProductFilters(
        price_min=found.price_min,
        price_max=found.price_max,
        in_stock=found.in_stock,
        on_sale=found.on_sale,
        options=(*options.options, *refused.lacking),
        brands=frozenset(options.brands),
        not_brands=frozenset(refused.brands),
        without=frozenset(refused.pairs),
        never=tuple(sorted(refused.never)),
        unsaid=tuple(sorted(refused.unsaid)),
    )
    if spoken != shop_language[:2]:
        kind = gist(kind, spoken)  # Small words of another language would pass for things in the shop's own.
    names_things = bool(telling_terms(kind, spoken))
    limited = bool(filters or found.sort)
    intent = Intent.PRODUCTS if limited else Intent.QUESTION
    if not limited and not names_things and not asks and is_wish(said):
        intent = Intent.VAGUE
    return Understanding(
        intent,
        spoken,
        refused.rest if limited else message,
        kind=" ".join(kind.split()),
        filters=filters,
        sort=found.sort,
        rank=found.rank,
        count=found.count,
        asks=asks,
        names_things=names_things,
        quantity=found.quantity,
        total=found.total,
    )


def _shared(wishes: tuple[Understanding, ...]) -> tuple[Understanding, ...]:
    """A price or stock limit that only the last part states holds for all: "a tent and a mat under 100"."""
    last = wishes[-1].filters
    earlier = [wish.filters for wish in wishes[:-1]]
    if any(limit.price_min is not None or limit.price_max is not None or limit.in_stock for limit in earlier):
        return wishes
    return tuple(
        replace(
            wish,
            intent=Intent.PRODUCTS
            if last.price_max is not None or last.price_min is not None or last.in_stock
            else wish.intent,
            filters=replace(wish.filters, price_min=last.price_min, price_max=last.price_max, in_stock=last.in_stock),
        )
        for wish in wishes
    )
