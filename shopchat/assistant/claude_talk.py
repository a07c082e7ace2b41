"""One conversation between the model and its tools about one question: rounds, time limits, and the wall."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shopchat.assistant import tools
from shopchat.assistant.cards import lowest_price, money
from shopchat.assistant.grounding import check
from shopchat.assistant.grounding_evidence import Evidence, Item
from shopchat.assistant.grounding_sentences import Sentences
from shopchat.assistant.prompts import Json
from shopchat.assistant.receipts import Receipt, receipt
from shopchat.assistant.tools import Toolbox
from shopchat.core.config import get_settings
from shopchat.integrations.llm import (
    Cited,
    Event,
    Finished,
    LanguageModel,
    ModelFailed,
    Prompt,
    Spent,
    TextPiece,
    ToolCall,
)

ROUNDS = 3  # in which the model may use tools; in one more it has to answer
CALLS = 4  # of tools in one round
COMPLETE = {"end_turn", "stop_sequence"}
CUT_OFF = {"max_tokens", "model_context_window_exceeded"}

Show = Callable[[str], None]


class Refused(ModelFailed):
    """The model would not answer; the gateway is well."""


@dataclass
class Talk:
    """What came of it so far. `text` is what was shown: every sentence in it has passed the wall."""

    model: LanguageModel
    system: str
    toolbox: Toolbox
    show: Show
    knowledge_version: int
    at: datetime
    text: str = ""
    products: list[Item] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    spent: Spent = field(default_factory=Spent)
    _held: str = ""
    _gap: str = ""  # the white space after `text`, which is only shown with what follows it
    _subject: Item | None = None

    @property
    def evidence(self) -> Evidence:
        return self.toolbox.evidence

    async def run(self, messages: Sequence[Json]) -> None:
        """Until the model has answered. Raises `ModelFailed`, `TimeoutError` or whatever the client library raises."""
        said = list(messages)
        deadline = asyncio.get_running_loop().time() + get_settings().llm_turn_seconds
        for number in range(ROUNDS + 1):
            prompt = Prompt(
                system=self.system,
                messages=said,
                tools=tools.definitions(),
                max_tokens=get_settings().llm_max_tokens,
                may_use_tools=number < ROUNDS,
            )
            finished, calls = await self._round(prompt, deadline)
            if finished.stop == "refusal":
                raise Refused("the model refused")
            if not calls:
                if finished.stop not in COMPLETE | CUT_OFF:
                    raise ModelFailed(f"the model stopped with {finished.stop!r}")
                self._finish()
                return
            if not prompt.may_use_tools:
                raise ModelFailed("the model goes on calling tools")
            self._held, self._gap = "", self._gap or " "  # "Let me look": nobody needs to read it once it is found
            results = [await self.toolbox.run(call) for call in calls[:CALLS]]
            results += [_too_many(call) for call in calls[CALLS:]]
            said = [
                *said,
                {"role": "assistant", "content": finished.content},
                {"role": "user", "content": results},
            ]

    async def _round(self, prompt: Prompt, deadline: float) -> tuple[Finished, list[ToolCall]]:
        sentences, calls = Sentences(), list[ToolCall]()
        before, finished = self.spent, None
        async for event in _in_time(self.model.stream(prompt), deadline):
            match event:
                case TextPiece(text):
                    for sentence in sentences.add(text):
                        self._judge(sentence)
                case ToolCall():
                    calls.append(event)
                case Spent():
                    self.spent = before + event
                case Finished():
                    finished = event
                case Cited() | _:
                    pass
        if finished is None:
            raise ModelFailed("the reply broke off")
        if finished.stop in CUT_OFF:  # The last sentence is none, and the arguments of a call may have lost their end.
            return finished, []
        for sentence in sentences.rest():
            self._judge(sentence)
        return finished, calls

    def _judge(self, sentence: str) -> None:
        verdict = check(sentence, self.evidence, self._subject)
        if not verdict.kept:
            self.removed.append(f"{verdict.why}: {sentence.strip()}")
            return
        self._subject = verdict.subject
        # What claims nothing waits for something that it can introduce.
        self._held += sentence
        if verdict.proofs:
            self.products += [item for item in verdict.products if item not in self.products]
            self.receipts += receipt(sentence, verdict.proofs, knowledge_version=self.knowledge_version, at=self.at)
            self._release()

    def _release(self) -> None:
        said = f"{self._gap if self.text else ''}{self._held}"
        shown = said.rstrip()
        self.text += shown
        self.show(shown)
        self._held, self._gap = "", said[len(shown) :]

    def _finish(self) -> None:
        """Lines for the cards that the text does not name, and the last words if there is an answer before them."""
        for item in self.toolbox.shown:
            if item not in self.products:
                self._gap, self._held = "\n", _line(item, self.evidence)
                self._judge_own(item)
        asks = self._held.rstrip().endswith("?") and not self.removed
        if self._held and (self.text or asks):
            self._release()

    def _judge_own(self, item: Item) -> None:
        line, self._held = self._held, ""
        self._judge(line)


def _line(item: Item, evidence: Evidence) -> str:
    price = lowest_price(item.facts)
    said = "" if price is None else f": {money(price, item.facts.currency, evidence.language)}"
    return f"- **{item.title}**{said}\n"


def _too_many(call: ToolCall) -> Json:
    sentence = "Too many calls at once. Answer with what you have."
    return {"type": "tool_result", "tool_use_id": call.id, "content": sentence, "is_error": True}


async def _in_time(stream: AsyncIterator[Event], deadline: float) -> AsyncIterator[Event]:
    """The events, each in time. Raises `TimeoutError` for a first token or a next one that does not come."""
    settings, time = get_settings(), asyncio.get_running_loop().time
    limit = time() + settings.llm_first_token_seconds
    try:
        while True:
            async with asyncio.timeout_at(min(limit, deadline)):
                event = await anext(stream, None)
            if event is None:
                return
            yield event
            if not isinstance(event, Spent):  # The head of a reply is no token yet.
                limit = time() + settings.llm_silence_seconds
    finally:
        # A connection that hangs may hang while it is closed, too.
        with contextlib.suppress(Exception):
            async with asyncio.timeout(1):
                await stream.aclose()  # type: ignore[attr-defined]
