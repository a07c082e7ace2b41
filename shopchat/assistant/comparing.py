"""Products side by side, by the composer."""

from collections.abc import Sequence

from shopchat.assistant import lines
from shopchat.assistant.answer import Answer, Source
from shopchat.assistant.cards import Pick, pick
from shopchat.assistant.compose import MAX_SOURCES, Speaker, turn_of
from shopchat.assistant.understanding.wish import Intent, Sort, Understanding
from shopchat.assistant.voice import WORDS, voice
from shopchat.knowledge.models import Entry


def comparison(wish: Understanding, speaker: Speaker, entries: Sequence[Entry], missing: Sequence[str]) -> Answer:
    """The products side by side; `missing` are the names that no product bears."""
    words, local = voice(wish.language, speaker.personality), WORDS[wish.language]
    shown = [pick(entry) for entry in entries]
    told = [local.no_such.format(part=name) for name in missing]
    verdict = _cheaper(shown, wish) if wish.sort is Sort.CHEAPEST else None
    if len(shown) > 1:
        told += [words.compared if verdict is None else verdict, "", lines.table(shown, wish.language)]
    told += ["", *(f"- {lines.line(one, wish.language)}" for one in shown)] if len(shown) == 1 else []
    return Answer(
        text="\n".join(told),
        intent=Intent.COMPARE,
        turn=turn_of(wish, shown),
        products=tuple(entries),
        offers={one.entry.id: one.offers for one in shown},
        sources=tuple(Source(entry, entry.content, 1.0) for entry in entries[:MAX_SOURCES]),
    )


def _cheaper(shown: Sequence[Pick], wish: Understanding) -> str | None:
    """Which of two costs less, in a sentence; `None` where a price is missing or the two overlap."""
    local = WORDS[wish.language]
    priced = [(low, high) for one in shown if (low := one.price()) is not None and (high := one.highest_price())]
    if len(priced) != len(shown) or len(shown) != 2:
        return None
    if priced[0] == priced[1] and priced[0][0] == priced[0][1]:
        return local.same_price
    (one, other) = (0, 1) if priced[0] < priced[1] else (1, 0)
    return local.cheaper_one.format(title=shown[one].entry.title) if priced[one][1] < priced[other][0] else None
