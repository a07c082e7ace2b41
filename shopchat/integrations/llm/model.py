"""What the product asks of a language model: a prompt in, events out."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Json = dict[str, Any]


@dataclass(frozen=True)
class Prompt:
    """One request, in the shapes of Anthropic's Messages API.

    `system` is the same for every turn of a chatbot and is cached by the provider together with `tools`. With
    `may_use_tools` off the model knows its tools but has to answer in words.
    """

    system: str
    messages: Sequence[Json]
    tools: Sequence[Json]
    max_tokens: int
    may_use_tools: bool = True


@dataclass(frozen=True)
class TextPiece:
    """The next few characters of the reply."""

    text: str


@dataclass(frozen=True)
class Thinking:
    """The model is at work on something that nobody is shown."""


@dataclass(frozen=True)
class Cited:
    """What was just written rests, says the model, on the search result with this `source`."""

    source: str


@dataclass(frozen=True)
class ToolCall:
    """The model wants a tool to be run. `arguments` are unchecked."""

    id: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Spent:
    """Tokens of this request so far; a later one replaces it. `input` leaves out what the cache wrote and read."""

    input: int = 0
    output: int = 0
    cache_written: int = 0
    cache_read: int = 0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            self.input + other.input,
            self.output + other.output,
            self.cache_written + other.cache_written,
            self.cache_read + other.cache_read,
        )

    @property
    def total_input(self) -> int:
        return self.input + self.cache_written + self.cache_read


@dataclass(frozen=True)
class Finished:
    """The reply is complete. `content` goes back to the model, as it is, when a tool's result follows.

    `stop` is the API's `stop_reason`: end_turn, tool_use, max_tokens, refusal, ...
    """

    stop: str
    content: Sequence[Json]


Event = TextPiece | Thinking | Cited | ToolCall | Spent | Finished


class ModelFailed(Exception):
    """The gateway or the model did not do its part; the message says in a few words what happened."""


class LanguageModel(Protocol):
    """Implementations keep no state between requests and may be used by many turns at once."""

    @property
    def name(self) -> str:
        """The model's id, as the provider bills it."""
        ...

    def stream(self, prompt: Prompt) -> AsyncIterator[Event]:
        """The reply as it comes, ended by `Finished`. Closing the iterator ends the request.

        Raises `ModelFailed`, and whatever else a client library may raise: the caller expects anything.
        """
        ...
