"""A reply: the answer, what it rests on, and how it came about; and its forms in the database and in the cache."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from shopchat.accounts.models import User
from shopchat.assistant import cards
from shopchat.assistant.answer import Answer, Source
from shopchat.assistant.compose import Speaker
from shopchat.assistant.prompts import Line
from shopchat.assistant.receipts import Receipt
from shopchat.assistant.trace import Trace
from shopchat.assistant.turns import PastTurn
from shopchat.chatbots.models import Chatbot
from shopchat.integrations import llm
from shopchat.integrations.llm import Spent
from shopchat.knowledge.catalogue import Vocabulary
from shopchat.knowledge.models import Entry


@dataclass(frozen=True)
class Asked:
    """A shopper's message with what it follows. `visitor` names the browser, `lines` are the talk before it."""

    chatbot: Chatbot
    owner: User
    message: str
    visitor: str
    past: tuple[PastTurn, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Made:
    """What the composer made its answer from: the answer itself, as it had it ready, and what its lookups gave."""

    composed: Answer
    speaker: Speaker
    language: str
    vocabulary: Vocabulary
    trace: Trace


@dataclass(frozen=True)
class Replied:
    """An answer and how it came about. `engine` is composer, model, both or cache; `why` says what went wrong.

    `made` is what the composer had, whoever spoke in the end.
    """

    answer: Answer
    receipts: Sequence[Receipt]
    engine: str = "composer"
    why: str = ""
    model: str | None = None
    spent: Spent = field(default_factory=Spent)
    removed: Sequence[str] = ()
    made: Made | None = None

    @property
    def cost_usd(self) -> Decimal | None:
        """US dollars by the public price list; `None` without a model, or for one whose price is not known."""
        return None if self.model is None else llm.cost_usd(self.model, self.spent)

    def kept(self) -> dict[str, Any]:
        """JSON for the message's metadata."""
        kept: dict[str, Any] = {"engine": self.engine, "receipts": list(self.receipts)}
        if self.why:
            kept["why"] = self.why
        if self.model is not None:
            cost = self.cost_usd
            kept["model"] = {
                "name": self.model,
                "input_tokens": self.spent.total_input,
                "output_tokens": self.spent.output,
                "cache_read_tokens": self.spent.cache_read,
                "cost_usd": None if cost is None else str(cost),
                "removed": list(self.removed),
            }
        return kept


def shaped(
    composed: Answer, text: str, products: Sequence[Entry], sources: Sequence[Source], *, offers_person: bool
) -> Answer:
    """The composer's answer with other words, and with the cards and sources that those words name."""
    limits = composed.turn.filters
    picks = [cards.pick(entry, limits) for entry in {entry.id: entry for entry in products}.values()]
    turn = replace(
        composed.turn,
        product_ids=tuple(str(pick.entry.id) for pick in picks),
        lowest_price=min((price for pick in picks if (price := pick.price()) is not None), default=None),
    )
    return replace(
        composed,
        text=text,
        turn=turn,
        products=tuple(pick.entry for pick in picks),
        offers={pick.entry.id: pick.offers for pick in picks} if limits else {},
        sources=tuple({source.entry.id: source for source in sources}.values()),
        offers_person=offers_person,
        is_gap=composed.is_gap and not sources,
    )


def to_keep(replied: Replied) -> dict[str, Any]:
    """JSON for the cache."""
    answer = replied.answer
    return {
        "text": answer.text,
        "products": [str(entry.id) for entry in answer.products],
        "sources": [[str(source.entry.id), source.passage, source.score] for source in answer.sources],
        "offers_person": answer.offers_person,
        "receipts": list(replied.receipts),
        "model": replied.model,
    }


def from_kept(composed: Answer, kept: Mapping[str, Any], entries: Mapping[str, Entry]) -> Replied:
    """The reply that `to_keep` kept; `entries` are its products and sources by their ids."""
    answer = shaped(
        composed,
        kept["text"],
        [entries[each] for each in kept["products"] if each in entries],
        [Source(entries[each], passage, score) for each, passage, score in kept["sources"] if each in entries],
        offers_person=kept["offers_person"],
    )
    return Replied(answer, kept["receipts"], engine="cache", model=kept["model"])
