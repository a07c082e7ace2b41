"""A saved question as it is written down: `{"question": ..., "before": [...], "expect": {...}}`, one JSON a line."""

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from shopchat.core.errors import Invalid
from shopchat.core.text import Storable

MAX_QUESTIONS = 500
MAX_BEFORE = 10  # earlier messages of one conversation
MAX_TEXTS = 20  # of one kind of expectation

Message = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), Storable]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), Storable]


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


Texts = Annotated[tuple[Text, ...], Field(max_length=MAX_TEXTS), BeforeValidator(_several)]


class Expectations(BaseModel):
    """What must hold of an answer, all of it.

    Its text `contains` and `must_not_say` texts; it `cites` entries by their title; it `shows` products by title or
    SKU; every price that it shows is `price_below` an amount. Case does not count. One text may stand for a list.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    contains: Texts = ()
    cites: Texts = ()
    shows: Texts = ()
    price_below: Annotated[Decimal, Field(gt=0, le=10**10, decimal_places=2)] | None = None
    must_not_say: Texts = ()

    @model_validator(mode="after")
    def _expects_something(self) -> Self:
        if not self.model_dump(exclude_defaults=True):
            raise ValueError("a question needs something to expect: contains, cites, shows, price_below, must_not_say")
        return self

    def stored(self) -> dict[str, Any]:
        """JSON of what was said."""
        return self.model_dump(mode="json", exclude_defaults=True)


class QuestionDraft(BaseModel):
    """A question with its earlier messages and its expectations."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Message
    before: Annotated[tuple[Message, ...], Field(max_length=MAX_BEFORE)] = ()
    expect: Expectations

    def fingerprint(self) -> str:
        """The same for the same messages, whatever is expected."""
        return hashlib.sha256(json.dumps([*self.before, self.question]).encode()).hexdigest()

    def line(self) -> str:
        """The JSON that `read` reads."""
        told = {"question": self.question, "before": list(self.before), "expect": self.expect.stored()}
        return json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)


def read(lines: Iterable[str]) -> list[QuestionDraft]:
    """The questions of a JSON Lines file; empty lines do not count. Raises `Invalid` with the number of the line."""
    drafts: dict[str, QuestionDraft] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            draft = QuestionDraft.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            told = first["msg"].removeprefix("Value error, ")
            raise Invalid(f"Line {number}: {where + ': ' if where else ''}{told}.") from error
        if draft.fingerprint() in drafts:
            raise Invalid(f"Line {number} asks what an earlier line asks; write their expectations together.")
        drafts[draft.fingerprint()] = draft
    if len(drafts) > MAX_QUESTIONS:
        raise Invalid(f"These are {len(drafts)} questions; at most {MAX_QUESTIONS} are kept for a chatbot.")
    return list(drafts.values())
