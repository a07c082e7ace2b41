"""From a shopper's message to an answer: understand, retrieve, compose."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.assistant import comparing, compose, shopping
from shopchat.assistant.answer import Answer
from shopchat.assistant.compose import Speaker
from shopchat.assistant.lookups import LiveLookups, Lookups
from shopchat.assistant.relevance import FAINT, REMOTE, Called, called, coverage, kind_of, relevant, titles_in
from shopchat.assistant.rules import not_mentioned, ruling
from shopchat.assistant.shop import NO_PRODUCTS, PRODUCTS_ONLY, Shop
from shopchat.assistant.things import things_named
from shopchat.assistant.turns import PastTurn
from shopchat.assistant.understand import understand
from shopchat.assistant.understanding.intents import may_mean_shop, telling_terms, wants_explanation
from shopchat.assistant.understanding.parts import asks_cheaper, compares
from shopchat.assistant.understanding.shorthand import in_full
from shopchat.assistant.understanding.wish import Intent, Sort, Understanding
from shopchat.chatbots.models import Chatbot
from shopchat.knowledge.catalogue import Vocabulary
from shopchat.knowledge.models import Entry
from shopchat.knowledge.service import Found
from shopchat.knowledge.terms import normalise, query_terms

SMALL_TALK = {Intent.GREETING, Intent.THANKS, Intent.GOODBYE, Intent.PERSON, Intent.IDENTITY}
FEW_WORDS = 3
LEANING = {Intent.COMPARE, Intent.ONE_PRODUCT, Intent.WHICH_ONE}  # Need what was shown before.


_PIECES = re.compile(r"(?<![\w$€£¥.,])([2-9]|[1-9]\d)\s?(?:x|×|of (?:the|your))?\s*$", re.IGNORECASE)


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
    message, wish, vocabulary = await _understood(shop, speaker, message, past)
    if wish.intent in SMALL_TALK:
        return compose.small_talk(wish, speaker)
    if wish.intent in LEANING:
        return await _after_what_was_shown(shop, wish, speaker, past)
    if wish.intent is Intent.VAGUE:
        return await _vague(shop, wish, speaker, vocabulary.categories)
    return await _search(shop, wish, speaker, message, vocabulary)


async def understanding(
    lookups: Lookups, speaker: Speaker, language: str, *, message: str, past: Sequence[PastTurn]
) -> Understanding:
    """How `answer_from` takes the message."""
    return (await _understood(Shop(lookups, language), speaker, message, past))[1]


async def _understood(
    shop: Shop, speaker: Speaker, message: str, past: Sequence[PastTurn]
) -> tuple[str, Understanding, Vocabulary]:
    """The message as it is read, what it wants, and the words by which that was told."""
    vocabulary = await shop.vocabulary()
    message = await shop.spelled(in_full(message))
    return message, understand(message, past, shop.language, vocabulary, name=speaker.name), vocabulary


async def _after_what_was_shown(shop: Shop, wish: Understanding, speaker: Speaker, past: Sequence[PastTurn]) -> Answer:
    if wish.intent is Intent.COMPARE:
        return await _comparison(shop, wish, speaker, past)
    if wish.intent is Intent.ONE_PRODUCT:
        return await _one_product(shop, wish, speaker, past)
    shown = await _shown(shop, past)
    return compose.question_back(wish, speaker, [entry.title for entry in shown])


async def _search(shop: Shop, wish: Understanding, speaker: Speaker, message: str, vocabulary: Vocabulary) -> Answer:
    found = await shop.find(message)
    texts = [hit for hit in found if hit.entry.source_type not in PRODUCTS_ONLY]
    if explained := _explained(found, texts, wish, message, shop.language):
        return compose.passage(wish, speaker, explained)
    if not wish.about_rules and (titles := titles_in(found, message, limited=_is_limited(wish))):
        return _by_titles(shop, wish, speaker, message, titles, vocabulary)
    if wish.parts and (parts := await _parts(shop, wish, speaker, vocabulary)):
        return parts
    if wish.intent is Intent.PRODUCTS:
        return await _products(shop, wish, speaker, message, texts)
    return await _question(shop, wish, speaker, found)


async def _products(shop: Shop, wish: Understanding, speaker: Speaker, message: str, texts: Sequence[Found]) -> Answer:
    answer = await shopping.products(shop, wish, speaker)
    if wish.sort and len(answer.products) > 1 and compares(message.casefold()):  # "compare the two cheapest tents"
        return comparing.comparison(wish, speaker, answer.products, [])
    if answer.is_gap and not answer.products and (fitting := relevant(texts, message, shop.language)):
        return compose.passage(wish, speaker, fitting)
    return answer


def _explained(
    found: Sequence[Found], texts: Sequence[Found], wish: Understanding, message: str, language: str
) -> list[Found]:
    """The texts, the best first, where one of them has the question for its title or explains what it names."""
    if asked := [hit for hit in texts if _is_its_title(hit, message, language)]:
        return [*asked, *(hit for hit in texts if hit not in asked)]
    explains = wish.intent is Intent.PRODUCTS and found and found[0] in texts and wants_explanation(message.casefold())
    return relevant(texts, message, language) if explains else []


def _is_limited(wish: Understanding) -> bool:
    """Whether the wish is for whatever lies within a price, an order or a sale."""
    limits = wish.filters
    return bool(wish.sort or limits.price_min is not None or limits.price_max is not None or limits.on_sale)


def _is_its_title(hit: Found, message: str, language: str) -> bool:
    """Whether the message asks the very question that a text has for its title, small words aside."""
    asked = query_terms(message, language)
    return len(asked) > 1 and set(asked) == set(query_terms(hit.entry.title, language))


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


def _by_titles(
    shop: Shop, wish: Understanding, speaker: Speaker, message: str, titles: Sequence[Called], vocabulary: Vocabulary
) -> Answer:
    if len(titles) == 1:
        return _by_its_title(shop, speaker, message, titles[0], vocabulary)
    sort = Sort.CHEAPEST if asks_cheaper(message.casefold()) else None
    wish = replace(wish, query=message, sort=sort)
    return comparing.comparison(wish, speaker, [one.hit.entry for one in titles], [])


def _by_its_title(shop: Shop, speaker: Speaker, message: str, called: Called, vocabulary: Vocabulary) -> Answer:
    """About one product that is called by its whole name, and what is said beside the name."""
    before, after = message[: called.start], message[called.end :]
    counted = _PIECES.search(before)
    beside = f"{before[: counted.start()] if counted else before} {after}"
    wish = understand(beside, [], shop.language, vocabulary)
    return shopping.one(
        replace(
            wish,
            query=message,
            named=called.hit.entry.id,
            exclude=(),
            quantity=int(counted.group(1)) if counted else wish.quantity,
        ),
        speaker,
        called.hit,
    )


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
        return comparing.comparison(wish, speaker, [shown[place - 1] for place in wish.ordinals], [])
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
    return comparing.comparison(wish, speaker, list(entries.values()), missing)


async def _by_name(shop: Shop, name: str) -> Entry | None:
    """The product that the words name best; `None` when no title holds them."""
    found = called(await shop.products(name), name, shop.language)
    return found[0].entry if found else None


async def _parts(shop: Shop, wish: Understanding, speaker: Speaker, vocabulary: Vocabulary) -> Answer | None:
    """Each part answered for itself; `None` when one of them is nothing that can be answered alone."""
    answers = []
    for part in wish.parts:
        told = await _part(shop, part, speaker, vocabulary)
        if told is None:
            return None
        answers.append((None if part.about_rules else _label(part), told))
    return compose.together(wish, answers)


def _label(part: Understanding) -> str | None:
    """The words of the wish that name a thing."""
    words = [word.strip(" ?!.,;:") for word in part.kind.split()]
    return " ".join(word for word in words if word and telling_terms(word, part.language)) or None


async def _part(shop: Shop, part: Understanding, speaker: Speaker, vocabulary: Vocabulary) -> Answer | None:
    if part.about_rules:
        return await _question(shop, part, speaker)
    if things_named(part.kind, vocabulary, (), shop.language) is None:
        kind = kind_of(await shop.products(part.kind), part.kind, shop.language)
        if not kind.by_title:
            return None
    return await shopping.products(shop, part, speaker)


async def _question(shop: Shop, wish: Understanding, speaker: Speaker, found: Sequence[Found] | None = None) -> Answer:
    """Whatever the knowledge says: a policy, an answer, a page, or products; `found` is what the message finds."""
    language = shop.language
    if wish.about_rules:
        rules = await shop.find(wish.query, types=NO_PRODUCTS)
        if fitting := ruling(rules, wish, language):
            return compose.passage(wish, speaker, fitting, missing=not_mentioned(wish, fitting, language))
    if found is None:
        found = await shop.find(wish.query)
    fitting = relevant(found, wish.query, language)
    if not fitting and not (wish.asks and wish.kind) and not await _names_what_is_sold(shop, wish):
        return compose.unknown(wish, speaker, found, off_topic=_is_elsewhere(found, wish, language))
    if fitting and fitting[0].entry.source_type != "product_catalog" and not wish.asks:
        return compose.passage(wish, speaker, fitting)
    answer = await shopping.products(shop, wish, speaker)
    if answer.is_gap and fitting and fitting[0].entry.source_type != "product_catalog":
        return compose.passage(wish, speaker, fitting)
    return answer


async def _names_what_is_sold(shop: Shop, wish: Understanding) -> bool:
    """Whether the message says hardly more than a thing of the catalogue: "zeig mir Lampen"."""
    few = 0 < len(telling_terms(wish.kind, wish.language)) <= FEW_WORDS
    return few and things_named(wish.kind, await shop.vocabulary(), (), shop.language) is not None


def _is_elsewhere(found: Sequence[Found], wish: Understanding, language: str) -> bool:
    """Whether the question shares neither a word nor a meaning with anything in the shop, and is hardly meant for it.

    Where nothing is found, or nothing is embedded, nobody can tell. Across languages a cosine tells less.
    """
    terms = telling_terms(wish.query, wish.language)
    is_foreign = wish.language != language[:2]
    meant, idle = (0.0, FAINT) if is_foreign else (FAINT, REMOTE)
    near = meant if may_mean_shop(wish.query) else idle
    return bool(found) and all(
        hit.signals.get("vector", 1.0) < near and not coverage(terms, hit.entry.title, language) for hit in found
    )
