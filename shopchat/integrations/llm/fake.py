"""A language model that does as it is told: no network, no key, no chance."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shopchat.integrations.llm.model import Cited, Event, Finished, Json, Prompt, Spent, TextPiece, ToolCall


@dataclass(frozen=True)
class Pause:
    """In a script: nothing comes for so many seconds."""

    seconds: float


Step = str | ToolCall | Cited | Pause | Spent | Finished | BaseException
Script = Sequence[Step]
Reply = Script | Callable[[Prompt], Script]


@dataclass
class FakeModel:
    """Answers each request with the next of `replies`, and with the last one from then on.

    A reply is a script, or a function that reads the prompt and gives one: texts are streamed a word at a time, an
    exception is raised where it stands. `asked` keeps the prompts.
    """

    replies: Sequence[Reply]
    name: str = "fake-model"
    spent: Spent = field(default_factory=lambda: Spent(input=100, output=20))
    asked: list[Prompt] = field(default_factory=list)

    async def stream(self, prompt: Prompt) -> AsyncIterator[Event]:
        reply = self.replies[min(len(self.asked), len(self.replies) - 1)]
        self.asked.append(prompt)
        content: list[Json] = []
        yield Spent(self.spent.input, 0)
        for step in reply(prompt) if callable(reply) else reply:
            match step:
                case BaseException():
                    raise step
                case Pause(seconds):
                    await asyncio.sleep(seconds)
                case str():
                    content.append({"type": "text", "text": step})
                    for word in step.split(" ")[:-1]:
                        yield TextPiece(f"{word} ")
                    yield TextPiece(step.split(" ")[-1])
                case ToolCall():
                    content.append(_tool_use(step))
                    yield step
                case Finished():
                    yield step
                    return
                case _:
                    yield step
        yield self.spent
        calls = any(block["type"] == "tool_use" for block in content)
        yield Finished("tool_use" if calls else "end_turn", content)


def _tool_use(call: ToolCall) -> Json:
    arguments: Mapping[str, Any] = call.arguments
    return {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(arguments)}
