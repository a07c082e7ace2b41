"""From a shopper's message to an answer: understand, retrieve, compose."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.assistant import compose, shopping
from shopchat.assistant.answer import Answer
from shopchat.assistant.compose import Speaker
from shopchat.assistant.lookups import LiveLookups, Lookups
from shopchat.assistant.relevance import FAINT, called, coverage, kind_of, relevant, title_in
from shopchat.assistant.shop import NO_PRODUCTS, Shop
from shopchat.assistant.things import things_named
from shopchat.assistant.turns import PastTurn
from shopchat.assistant.understand import understand
from shopchat.assistant.understanding.intents import telling_terms
from shopchat.assistant.understanding.wish import Intent, Understanding
from shopchat.chatbots.models import Chatbot
from shopchat.knowledge.catalogue import Vocabulary
from shopchat.knowledge.models import Entry
from shopchat.knowledge.service import Found
from shopchat.knowledge.terms import normalise

SMALL_TALK = {Intent.GREETING, Intent.THANKS, Intent.GOODBYE, Intent.PERSON}
LEANING = {Intent.COMPARE, Intent.ONE_PRODUCT, Intent.WHICH_ONE}  # Need what was shown before.


async def answer(
    session: AsyncSession, owner: User, chatbot: Chatbot, *, message: str, past: Sequence[PastTurn]
) -> Answer:
    """What the chatbot says to `message` after the turns in `past` (oldest first), out of its knowledge alone."""
    lookups = LiveLookups(session, owner, chatbot)
    return await answer_from(lookups, Speaker.of(chatbot), chatbot.language, message=message, past=past)


async def answer_from(
    lookups: Lookups, speaker: Speaker, language: str, *, message: str, past: Sequence[PastTurn]
) -> Answer:
    """`answer` out of what the lookups give, and nothing else; `language` is the knowledge's."""
    shop = Shop(lookups, language)
    vocabulary = await shop.vocabulary()
    message = await shop.spelled(message)
    wish = understand(message, past, language, vocabulary)
    if wish.intent in SMALL_TALK:
        return compose.small_talk(wish, speaker)
    if wish.intent in LEANING:
        return await _after_what_was_shown(shop, wish, speaker, past)
    if wish.intent is Intent.VAGUE:
        return await _vague(shop, wish, speaker, vocabulary.categories)
    return await _search(shop, wish, speaker, message, vocabulary)


async def _after_what_was_shown(shop: Shop, wish: Understanding, speaker: Speaker, past: Sequence[PastTurn]) -> Answer:
    if wish.intent is Intent.COMPARE:
        return await _comparison(shop, wish, speaker, past)
    if wish.intent is Intent.ONE_PRODUCT:
        return await _one_product(shop, wish, speaker, past)
    shown = await _shown(shop, past)
    return compose.question_back(wish, speaker, [entry.title for entry in shown])


async def _search(shop: Shop, wish: Understanding, speaker: Speaker, message: str, vocabulary: Vocabulary) -> Answer:
    found = await shop.find(message)
    if not wish.about_rules and (called_by_title := title_in(found, message)):
        hit, beside = called_by_title
        return _by_its_title(speaker, understand(beside, [], shop.language, vocabulary), message, hit)
    if wish.parts and (parts := await _parts(shop, wish, speaker, vocabulary)):
        return parts
    if wish.intent is Intent.PRODUCTS:
        return await shopping.products(shop, wish, speaker)
    return await _question(shop, wish, speaker, found)


async def _shown(shop: Shop, past: Sequence[PastTurn]) -> list[Entry]:
    """What the last answer with products showed, as far as it is still there."""
    last = next((turn for turn in reversed(past) if turn.product_ids), None)
    return await shop.named([uuid.UUID(product) for product in last.product_ids]) if last else []


async def _one_product(shop: Shop, wish: Understanding, speaker: Speaker, past: Sequence[PastTurn]) -> Answer:
    last = next(turn for turn in reversed(past) if turn.product_ids)
    entries = await shop.named([uuid.UUID(last.product_ids[wish.ordinals[0] - 1])])
    if not entries:  # Deleted or switched off since it was shown.
        return compose.unknown(wish, speaker, [])
    told = compose.one_product(wish, speaker, entries[0])
    # What comes next may go on with the search that led here: "and under 100?"
    turn = replace(told.turn, query=last.query, kind=last.kind, names_things=last.names_things, filters=last.filters)
    return replace(told, turn=turn)


def _by_its_title(speaker: Speaker, wish: Understanding, message: str, hit: Found) -> Answer:
    """About one product that is called by its whole name; `wish` is what is said beside the name."""
    wish = replace(wish, query=message, kind=hit.entry.title, names_things=True, exclude=())
    return shopping.one(wish, speaker, hit)


async def _vague(shop: Shop, wish: Understanding, speaker: Speaker, categories: Sequence[str]) -> Answer:
    """Asks back, unless a text of the shop answers the very words, or there is nothing to choose from."""
    texts = relevant(await shop.find(wish.query, types=NO_PRODUCTS), wish.query, shop.language)
    if texts and normalise(texts[0].entry.title).strip(" ?!.") == normalise(wish.query).strip(" ?!."):
        return compose.passage(wish, speaker, texts)
    if not categories:
        return await _question(shop, wish, speaker)
    return compose.question_back(wish, speaker, categories)


async def _comparison(shop: Shop, wish: Understanding, speaker: Speaker, past: Sequence[PastTurn]) -> Answer:
    shown = await _shown(shop, past)
    if wish.ordinals and max(wish.ordinals) <= len(shown):
        return compose.comparison(wish, speaker, [shown[place - 1] for place in wish.ordinals], [])
    entries: dict[uuid.UUID, Entry] = {}
    missing = []
    for side in wish.sides:
        entry = await _by_name(shop, side)
        if entry is None and len(shown) == 1 and not telling_terms(side, wish.language):
            entry = shown[0]  # "compare it with ..."
        if entry is None:
            missing.append(side)
        else:
            entries[entry.id] = entry
    if not entries:
        return await _question(shop, wish, speaker)
    return compose.comparison(wish, speaker, list(entries.values()), missing)


async def _by_name(shop: Shop, name: str) -> Entry | None:
    """The product that the words name best; `None` when no title holds them."""
    found = called(await shop.products(name), name, shop.language)
    return found[0].entry if found else None


async def _parts(shop: Shop, wish: Understanding, speaker: Speaker, vocabulary: Vocabulary) -> Answer | None:
    """Each part answered for itself; `None` when one of them is no wish for a product after all."""
    for part in wish.parts:
        if things_named(part.kind, vocabulary, shop.language) is None:
            kind = kind_of(await shop.products(part.kind), part.kind, shop.language)
            if not kind.by_title:
                return None
    answers = [(part.kind.strip(" ?!.,"), await shopping.products(shop, part, speaker)) for part in wish.parts]
    return compose.together(wish, answers)


async def _question(shop: Shop, wish: Understanding, speaker: Speaker, found: Sequence[Found] | None = None) -> Answer:
    """Whatever the knowledge says: a policy, an answer, a page, or products; `found` is what the message finds."""
    language = shop.language
    if wish.about_rules:
        rules = await shop.find(wish.query, types=NO_PRODUCTS)
        if fitting := relevant(rules, wish.query, language):
            return compose.passage(wish, speaker, fitting)
    if found is None:
        found = await shop.find(wish.query)
    fitting = relevant(found, wish.query, language)
    if not fitting and not (wish.asks and wish.kind):
        return compose.unknown(wish, speaker, found, off_topic=_is_elsewhere(found, wish, language))
    if fitting and fitting[0].entry.source_type != "product_catalog" and not wish.asks:
        return compose.passage(wish, speaker, fitting)
    answer = await shopping.products(shop, wish, speaker)
    if answer.is_gap and fitting and fitting[0].entry.source_type != "product_catalog":
        return compose.passage(wish, speaker, fitting)
    return answer


def _is_elsewhere(found: Sequence[Found], wish: Understanding, language: str) -> bool:
    """Whether the question shares neither a word nor a meaning with anything in the shop."""
    terms = telling_terms(wish.query, wish.language)
    return all(
        hit.signals.get("vector", 1.0) < FAINT and not coverage(terms, hit.entry.title, language) for hit in found
    )
