"""What each sentence of an answer rests on, kept with the answer so that an owner can look it up later. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from shopchat.assistant import lines
from shopchat.assistant.answer import Answer
from shopchat.assistant.cards import Pick, facts_of, money
from shopchat.assistant.grounding import check
from shopchat.assistant.grounding_evidence import Evidence, Item
from shopchat.assistant.grounding_products import Proof
from shopchat.assistant.grounding_sentences import split
from shopchat.assistant.voice import WORDS

Receipt = dict[str, Any]


def receipt(sentence: str, proofs: Sequence[Proof], *, knowledge_version: int, at: datetime) -> list[Receipt]:
    """One line for each entry and field that the sentence rests on: at that time, in that version of the knowledge.

    `revision` is the number of the state that the entry was in.
    """
    return [
        {
            "sentence": sentence.strip(),
            "entry_id": item.id,
            "title": item.title,
            "field": field,
            "revision": item.entry.revision,
            "knowledge_version": knowledge_version,
            "at": at.isoformat(),
        }
        for item, field in proofs
    ]


def receipts_of(answer: Answer, evidence: Evidence, *, knowledge_version: int, at: datetime) -> list[Receipt]:
    """Receipts for an answer of the composer; a sentence that says nothing of the shop has none."""
    composed = _Composed(answer, evidence)
    found: list[Receipt] = []
    for sentence in split(answer.text):
        proofs = list(dict.fromkeys(composed.proofs(sentence.strip())))
        found += receipt(sentence, proofs, knowledge_version=knowledge_version, at=at)
    return found


class _Composed:
    """The composer's own lines, read against the structure that they were written from."""

    def __init__(self, answer: Answer, evidence: Evidence) -> None:
        self._language = answer.turn.language
        self._evidence = evidence
        self._items = evidence.items
        self._picks = [
            Pick(entry, facts_of(entry), tuple(answer.offers.get(entry.id) or facts_of(entry).offers()))
            for entry in answer.products
        ]
        self._texts = [(self._items[str(it.entry.id)], _even(f"{it.passage}\n{it.entry.content}")) for it in
                       answer.sources]  # fmt: skip
        self._about: Pick | None = None  # what the lines below a product's own are about
        self._subject: Item | None = None

    def proofs(self, sentence: str) -> Iterator[Proof]:
        """The entries and fields that the sentence, taken after those before it, says something of."""
        if named := [shown for shown in self._picks if f"**{shown.entry.title}**" in sentence]:
            self._about = named[-1]
            for shown in named:
                yield from ((self._item(shown), field) for field in self._of_line(shown, sentence))
        elif sentence.startswith("|"):
            yield from self._of_row([cell.strip() for cell in sentence.strip("|").split("|")])
        elif self._about is not None and (name := sentence.removeprefix("- ").partition(": ")[0]) in _options(
            self._about
        ):
            yield self._item(self._about), f"options.{name}"
        elif quoted := [item for item, text in self._texts if _even(sentence.removeprefix("- ")) in text]:
            yield quoted[0], "content"
        elif priced := [shown for shown in self._picks if any(price in sentence for price in self._ends(shown))]:
            yield self._item(priced[0]), "price"
        else:
            verdict = check(sentence, self._evidence, self._subject)
            if verdict.kept:
                self._subject = verdict.subject
                yield from verdict.proofs

    def _of_line(self, shown: Pick, sentence: str) -> Iterator[str]:
        yield "title"
        if shown.label():
            yield "options"
        if (price := lines.price(shown, self._language)) and price in sentence:
            yield "price"
            if shown.price_before() is not None:
                yield "compare_at_price"
        if (stock := lines.stock(shown, self._language)) and stock in sentence:
            yield "availability"

    def _of_row(self, cells: Sequence[str]) -> Iterator[Proof]:
        words = WORDS[self._language]
        fields = {
            "": "title", words.price: "price", words.availability: "availability", words.brand: "brand",
            words.category: "category",
        }  # fmt: skip
        for shown, cell in zip(self._picks, cells[1:], strict=False):
            if cell.strip("-–"):
                yield self._item(shown), fields.get(cells[0], f"options.{cells[0]}")

    def _ends(self, shown: Pick) -> list[str]:
        ends = (shown.price(), shown.highest_price())
        return [money(price, shown.facts.currency, self._language) for price in ends if price is not None]

    def _item(self, shown: Pick) -> Item:
        return self._items[str(shown.entry.id)]


def _options(shown: Pick) -> set[str]:
    return {name for offer in shown.offers for name in offer.options}


def _even(text: str) -> str:
    """The text without the marks that quoting takes off, all white space alike."""
    return " ".join(text.replace("- ", " ").replace("#", " ").split())
