"""What each sentence of an answer rests on, kept with the answer so that an owner can look it up later. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shopchat.assistant.grounding import check
from shopchat.assistant.grounding_evidence import Evidence, Item
from shopchat.assistant.grounding_products import Proof
from shopchat.assistant.grounding_sentences import split

Receipt = dict[str, Any]


def receipt(sentence: str, proofs: Sequence[Proof], *, knowledge_version: int, at: datetime) -> list[Receipt]:
    """One line for each entry and field that the sentence rests on: at that time, in that version of the knowledge."""
    return [
        {
            "sentence": sentence.strip(),
            "entry_id": item.id,
            "title": item.title,
            "field": field,
            "knowledge_version": knowledge_version,
            "at": at.isoformat(),
        }
        for item, field in proofs
    ]


def receipts_of(text: str, evidence: Evidence, *, knowledge_version: int, at: datetime) -> list[Receipt]:
    """Receipts for a text that was not checked on its way, the composer's; what claims nothing has none."""
    found: list[Receipt] = []
    subject: Item | None = None
    for sentence in split(text):
        verdict = check(sentence, evidence, subject)
        if verdict.kept:
            subject = verdict.subject
            found += receipt(sentence, verdict.proofs, knowledge_version=knowledge_version, at=at)
    return found
