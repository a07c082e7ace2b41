"""The built-in composer: an answer in whole sentences out of what was found, without any model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shopchat.assistant import lines
from shopchat.assistant.answer import Answer, Source
from shopchat.assistant.cards import Pick, meets, money, pick
from shopchat.assistant.quoting import quoted
from shopchat.assistant.relevance import coverage
from shopchat.assistant.turns import PastTurn
from shopchat.assistant.understanding.wish import Ask, Intent, Sort, Understanding
from shopchat.assistant.voice import WORDS, voice
from shopchat.chatbots.models import Chatbot
from shopchat.knowledge.filters import ProductFilters
from shopchat.knowledge.models import Entry
from shopchat.knowledge.service import Found
from shopchat.knowledge.terms import query_terms

MAX_PRODUCTS = 5
MAX_SOURCES = 3
MOST_CHIPS = 4


@dataclass(frozen=True)
class Speaker:
    """Who answers: the chatbot's name and personality, and the questions that its owner suggests."""

    name: str
    personality: str
    suggested_questions: tuple[str, ...]

    @classmethod
    def of(cls, chatbot: Chatbot) -> "Speaker":
        """The chatbot's voice as it is set now."""
        return cls(chatbot.name, chatbot.personality, tuple(chatbot.suggested_questions))


def small_talk(wish: Understanding, speaker: Speaker) -> Answer:
    """Greets, thanks, takes leave, or offers a person."""
    words = voice(wish.language, speaker.personality)
    if wish.intent is Intent.IDENTITY:
        return Answer(
            text=WORDS[wish.language].identity.format(name=speaker.name),
            intent=wish.intent,
            turn=PastTurn(wish.query, wish.language),
            suggestions=(*speaker.suggested_questions[:2], WORDS[wish.language].person),
        )
    text = {
        Intent.GREETING: words.greeting,
        Intent.THANKS: words.thanks,
        Intent.GOODBYE: words.goodbye,
        Intent.PERSON: words.person,
    }[wish.intent]
    return Answer(
        text=text.format(name=speaker.name),
        intent=wish.intent,
        turn=PastTurn(wish.query, wish.language),
        suggestions=speaker.suggested_questions[:3] if wish.intent is Intent.GREETING else (),
        offers_person=wish.intent is Intent.PERSON,
    )


def question_back(wish: Understanding, speaker: Speaker, chips: Sequence[str]) -> Answer:
    """One question to the shopper, with answers to choose from."""
    words = voice(wish.language, speaker.personality)
    text = words.which_one if wish.intent is Intent.WHICH_ONE else words.vague
    return Answer(
        text=text,
        intent=wish.intent,
        turn=PastTurn(wish.query, wish.language),
        suggestions=tuple(chips[:MOST_CHIPS]),
    )


def products(wish: Understanding, speaker: Speaker, found: Sequence[Found]) -> Answer:
    """The products that fit, each named with its price and stock; their cards follow in the same order."""
    words = voice(wish.language, speaker.personality)
    chosen = [(hit, pick(hit.entry, wish.filters)) for hit in list(found)[:MAX_PRODUCTS]]
    local = WORDS[wish.language]
    lead = words.one if len(chosen) == 1 else words.several
    if len(chosen) == 1 and wish.rank == 1 and (end := _end_of_prices(wish, chosen[0][1])):
        lead = end
    answer = _listing(wish, lead, chosen)
    if len(chosen) < 2:
        return answer
    chips = (local.cheaper, local.more) if len(found) > MAX_PRODUCTS else ()
    if any(shown.availability() != "in_stock" for _, shown in chosen) and not wish.filters.in_stock:
        chips = (*chips, local.in_stock_only)
    return replace(answer, suggestions=chips)


def _end_of_prices(wish: Understanding, shown: Pick) -> str | None:
    """What the cheapest or the dearest costs, in a sentence; `None` for another order."""
    local = WORDS[wish.language]
    template = {Sort.CHEAPEST: local.lowest, Sort.DEAREST: local.highest}.get(wish.sort) if wish.sort else None
    price = shown.price() if wish.sort is Sort.CHEAPEST else shown.highest_price()
    if template is None or price is None:
        return None
    return template.format(price=money(price, shown.facts.currency, wish.language))


def nothing_fits(
    wish: Understanding,
    speaker: Speaker,
    nearest: Sequence[Found],
    met: ProductFilters,
    *,
    bound: Decimal | None = None,
) -> Answer:
    """Says that no product meets the limits, and shows what comes nearest.

    `met` are the limits that the nearest ones do meet; `bound` is the exact end of their prices, where only the price
    stood in the way.
    """
    words, local = voice(wish.language, speaker.personality), WORDS[wish.language]
    if not nearest:
        return replace(unknown(wish, speaker, []), text=f"{words.nothing_fits} {words.unknown}")
    chosen = [(hit, pick(hit.entry, met)) for hit in nearest[:MAX_PRODUCTS]]
    currency = chosen[0][1].facts.currency
    reason = local.nearest
    if bound is not None:
        template = local.lowest if wish.filters.price_max is not None else local.highest
        reason = template.format(price=money(bound, currency, wish.language))
    return _listing(wish, f"{words.nothing_fits} {reason}", chosen)


def one_product(wish: Understanding, speaker: Speaker, entry: Entry) -> Answer:
    """What the shop says of one product: the fact that was asked for, or what its own text says."""
    words, local = voice(wish.language, speaker.personality), WORDS[wish.language]
    narrowed = ProductFilters(options=wish.filters.options)
    shown = pick(entry, narrowed)
    quote = quoted(entry.content, wish.query, wish.language)
    told = [words.detail, "", lines.line(shown, wish.language, quantity=wish.quantity)]
    if not meets(entry, narrowed):
        values = ", ".join(" ".join(limit.words) for limit in narrowed.options)
        told[0] = local.not_made.format(title=entry.title, values=values)
    open_question = wish.asks is None and not narrowed
    if open_question and quote and quote != entry.title:
        if wish.named and _asks_more(wish) and not _answers(quote, entry, wish):
            told[0] = words.not_told
            told += ["", quote]
        elif wish.ordinals and _asks_more(wish) and not _answers(quote, entry, wish):
            told[0] = words.not_told
        else:
            told += ["", quote]
    if wish.asks is not Ask.PRICE and (listed := lines.options(shown, wish.language)):
        told += ["", *listed]
    return Answer(
        text="\n".join(told),
        intent=Intent.ONE_PRODUCT,
        turn=turn_of(replace(wish, kind=entry.title, names_things=True) if wish.named else wish, [shown]),
        products=(entry,),
        offers={entry.id: shown.offers},
        sources=(Source(entry, quote, 1.0),),
        suggestions=(local.cheaper,),
    )


def together(wish: Understanding, answers: Sequence[tuple[str | None, Answer]]) -> Answer:
    """The answers to the parts of one message, one after the other, each under the words for it if there are any."""
    local = WORDS[wish.language]
    blocks = [f"{local.part.format(part=part)}\n\n{answer.text}" if part else answer.text for part, answer in answers]
    shown = {entry.id: entry for _, answer in answers for entry in answer.products}
    return Answer(
        text=_each_once("\n\n".join(blocks)),
        intent=Intent.PRODUCTS,
        turn=replace(
            next((answer.turn for _, answer in answers if answer.products), answers[0][1].turn),
            product_ids=tuple(str(entry_id) for entry_id in shown),
            offered_person=answers[-1][1].turn.offered_person,
        ),
        products=tuple(shown.values()),
        offers={entry_id: offers for _, answer in answers for entry_id, offers in answer.offers.items()},
        sources=tuple(source for _, answer in answers for source in answer.sources[:1]),
        suggestions=answers[0][1].suggestions,
        offers_person=any(answer.offers_person for _, answer in answers),
        is_gap=any(answer.is_gap for _, answer in answers),
        nearest=tuple(source for _, answer in answers for source in answer.nearest),
    )


def _each_once(text: str) -> str:
    """The text with a product's line only where it stands first: what fits two wishes has one card."""
    told = text.split("\n")
    return "\n".join(line for at, line in enumerate(told) if not line.startswith("- **") or line not in told[:at])


def passage(wish: Understanding, speaker: Speaker, found: Sequence[Found], *, missing: str | None = None) -> Answer:
    """The best passage's own words, and where they stand; `missing` is what the question turns on and no text says."""
    words, local = voice(wish.language, speaker.personality), WORDS[wish.language]
    best = found[0]
    quote = quoted(best.passage, wish.query, wish.language)
    told = [local.not_mentioned.format(part=missing), quote, local.ask_person] if missing else [words.quote, quote]
    others = [hit for hit in found[1:] if hit.entry.source_type != "product_catalog"]
    return Answer(
        text="\n\n".join(told),
        intent=wish.intent,
        turn=PastTurn(wish.query, wish.language, offered_person=missing is not None),
        sources=tuple(Source(hit.entry, hit.passage, hit.score) for hit in [best, *others][:MAX_SOURCES]),
        suggestions=(local.person,)
        if missing
        else tuple(question for question in speaker.suggested_questions if question != wish.query)[:2],
        offers_person=missing is not None,
        is_gap=missing is not None,
        nearest=(Source(best.entry, best.passage, best.score),) if missing else (),
    )


def unknown(wish: Understanding, speaker: Speaker, nearest: Sequence[Found], *, off_topic: bool = False) -> Answer:
    """Says plainly that the shop's knowledge does not hold it, and offers a person.

    What is off topic is no gap: no entry that the owner could write would be about the shop.
    """
    words = voice(wish.language, speaker.personality)
    return Answer(
        text=words.off_topic if off_topic else words.unknown,
        intent=wish.intent,
        turn=PastTurn(wish.query, wish.language, offered_person=True),
        suggestions=(WORDS[wish.language].person,),
        offers_person=True,
        is_gap=not off_topic,
        nearest=tuple(Source(hit.entry, hit.passage, hit.score) for hit in nearest[:MAX_SOURCES]),
    )


def _listing(wish: Understanding, lead: str, chosen: Sequence[tuple[Found, Pick]]) -> Answer:
    shown = [picked for _, picked in chosen]
    told = [f"- {lines.line(picked, wish.language, quantity=wish.quantity)}" for picked in shown]
    return Answer(
        text="\n".join([lead, "", *told]),
        intent=wish.intent,
        turn=turn_of(wish, shown),
        products=tuple(picked.entry for picked in shown),
        offers={picked.entry.id: picked.offers for picked in shown},
        sources=tuple(Source(hit.entry, hit.passage, hit.score) for hit, _ in chosen[:MAX_SOURCES]),
    )


def turn_of(wish: Understanding, shown: Sequence[Pick]) -> PastTurn:
    """What the turns after this one need to know of it."""
    return PastTurn(
        query=wish.query,
        language=wish.language,
        product_ids=tuple(str(picked.entry.id) for picked in shown),
        lowest_price=min((price for picked in shown if (price := picked.price()) is not None), default=None),
        highest_price=max((price for picked in shown if (price := picked.highest_price()) is not None), default=None),
        kind=wish.kind,
        names_things=wish.names_things,
        filters=wish.filters,
    )


def _asks_more(wish: Understanding) -> bool:
    """Whether a message about a product that was shown asks something of it, beyond "tell me more"."""
    return wish.names_things and bool(query_terms(wish.kind, wish.language))


def _answers(quote: str, entry: Entry, wish: Understanding) -> bool:
    terms = set(query_terms(wish.kind, wish.language))
    return coverage(terms, f"{entry.title}\n{entry.content}\n{quote}", wish.language) > 0
