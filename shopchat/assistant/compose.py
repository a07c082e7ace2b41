"""The built-in composer: an answer in whole sentences out of what was found, without any model."""

from collections.abc import Sequence
from dataclasses import dataclass

from shopchat.assistant import cards
from shopchat.assistant.answer import Answer, Source
from shopchat.assistant.quoting import quoted
from shopchat.assistant.turns import PastTurn
from shopchat.assistant.understand import Intent, Understanding
from shopchat.assistant.voice import WORDS, voice
from shopchat.knowledge.models import Entry
from shopchat.knowledge.service import Found

MAX_PRODUCTS = 5
MAX_SOURCES = 3


@dataclass(frozen=True)
class Speaker:
    """Who answers: the chatbot's name and personality, and the questions that its owner suggests."""

    name: str
    personality: str
    suggested_questions: tuple[str, ...]


def small_talk(wish: Understanding, speaker: Speaker) -> Answer:
    """Greets, thanks, takes leave, or offers a person."""
    words = voice(wish.language, speaker.personality)
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


def products(wish: Understanding, speaker: Speaker, found: Sequence[Found]) -> Answer:
    """The products that fit, each named with its price and stock; their cards follow in the same order."""
    words = voice(wish.language, speaker.personality)
    chosen = list(found)[:MAX_PRODUCTS]
    lead = words.one if len(chosen) == 1 else words.several
    return _listing(wish, lead, chosen, answered=True)


def nothing_fits(wish: Understanding, speaker: Speaker, nearest: Sequence[Found]) -> Answer:
    """Says that no product meets the limits, and names what comes nearest to them."""
    words = voice(wish.language, speaker.personality)
    if not nearest:
        return unknown(wish, speaker, [])
    lead = f"{words.nothing_fits} {words.nearest}"
    return _listing(wish, lead, list(nearest)[:1], answered=False)


def one_product(wish: Understanding, speaker: Speaker, entry: Entry) -> Answer:
    """What the shop says of one product."""
    words = voice(wish.language, speaker.personality)
    quote = quoted(entry.content, wish.query, wish.language)
    lines = [words.detail, "", _line(entry, wish.language)]
    if quote and quote != entry.title:
        lines += ["", quote]
    options = _options(entry, wish.language)
    if options:
        lines += ["", options]
    return Answer(
        text="\n".join(lines),
        intent=wish.intent,
        turn=_turn(wish, [entry]),
        products=(entry,),
        sources=(Source(entry, quote, 1.0),),
        suggestions=(WORDS[wish.language].cheaper,),
    )


def passage(wish: Understanding, speaker: Speaker, found: Sequence[Found]) -> Answer:
    """The best passage's own words, and where they stand."""
    words = voice(wish.language, speaker.personality)
    best = found[0]
    quote = quoted(best.passage, wish.query, wish.language)
    others = [hit for hit in found[1:] if hit.entry.source_type != "product_catalog"]
    return Answer(
        text=f"{words.quote}\n\n{quote}",
        intent=wish.intent,
        turn=PastTurn(wish.query, wish.language),
        sources=tuple(Source(hit.entry, hit.passage, hit.score) for hit in [best, *others][:MAX_SOURCES]),
        suggestions=tuple(question for question in speaker.suggested_questions if question != wish.query)[:2],
    )


def unknown(wish: Understanding, speaker: Speaker, nearest: Sequence[Found]) -> Answer:
    """Says plainly that the shop's knowledge does not hold it, and offers a person."""
    words = voice(wish.language, speaker.personality)
    return Answer(
        text=words.unknown,
        intent=wish.intent,
        turn=PastTurn(wish.query, wish.language),
        suggestions=(WORDS[wish.language].person,),
        offers_person=True,
        is_gap=True,
        nearest=tuple(Source(hit.entry, hit.passage, hit.score) for hit in nearest[:MAX_SOURCES]),
    )


def _listing(wish: Understanding, lead: str, chosen: Sequence[Found], *, answered: bool) -> Answer:
    entries = [hit.entry for hit in chosen]
    lines = [f"- {_line(entry, wish.language)}" for entry in entries]
    suggestions = (WORDS[wish.language].cheaper, WORDS[wish.language].more) if answered and len(entries) > 1 else ()
    return Answer(
        text="\n".join([lead, "", *lines]),
        intent=wish.intent,
        turn=_turn(wish, entries),
        products=tuple(entries),
        sources=tuple(Source(hit.entry, hit.passage, hit.score) for hit in chosen[:MAX_SOURCES]),
        suggestions=suggestions,
    )


def _turn(wish: Understanding, entries: Sequence[Entry]) -> PastTurn:
    prices = [price for entry in entries if (price := cards.lowest_price(cards.facts_of(entry))) is not None]
    return PastTurn(
        query=wish.query,
        language=wish.language,
        product_ids=tuple(str(entry.id) for entry in entries),
        lowest_price=min(prices, default=None),
        price_min=wish.price_min,
        price_max=wish.price_max,
    )


def _line(entry: Entry, language: str) -> str:
    facts = cards.facts_of(entry)
    words = WORDS[language]
    parts = []
    lowest = cards.lowest_price(facts)
    if lowest is not None:
        parts.append(cards.money(lowest, facts.currency, language))
        if cards.is_on_sale(facts) and facts.compare_at_price is not None:
            was = cards.money(facts.compare_at_price, facts.currency, language)
            parts[-1] += f" ({words.was.format(price=was)})"
    stock = facts.stock()
    if stock is not None:
        parts.append(getattr(words, stock))
    return f"**{entry.title}**" + (f": {', '.join(parts)}" if parts else "")


def _options(entry: Entry, language: str) -> str:
    options = cards.facts_of(entry).options
    listed = "; ".join(", ".join(values) for values in options.values() if values)
    return f"{WORDS[language].variants}: {listed}." if listed else ""
