"""Claude through a gateway, by the official SDK. Import this only when a gateway is configured."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any, Literal

import anthropic
from anthropic.types import CitationsSearchResultLocation, TextBlock, ToolUseBlock, Usage

from shopchat.integrations.llm.model import (
    Cited,
    Event,
    Finished,
    ModelFailed,
    Prompt,
    Spent,
    TextPiece,
    Thinking,
    ToolCall,
)

Effort = Literal["low", "medium", "high"]
CONNECT_SECONDS = 3.0
# Above the turn's own limits, which end a request earlier: this one only keeps a forgotten socket from staying open.
READ_SECONDS = 60.0


class Gateway:
    """A model behind `url`. A request is tried once: whoever waits for a retry is a shopper, and the composer is there.

    `effort` is how much a model that can think does; `None` leaves it to a model that does not know the option.
    """

    def __init__(self, url: str, key: str, *, model: str, effort: Effort | None) -> None:
        self._model, self._effort = model, effort
        timeout = anthropic.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        self._client = anthropic.AsyncAnthropic(base_url=url, api_key=key, max_retries=0, timeout=timeout)

    @property
    def name(self) -> str:
        return self._model

    async def stream(self, prompt: Prompt) -> AsyncIterator[Event]:
        try:
            async with self._client.messages.stream(**self._request(prompt)) as events:
                begun = False
                async for event in events:
                    begun = begun or event.type == "message_start"
                    for ours in _translated(event) if begun else []:
                        yield ours
                if not begun:  # Not even an error: some other page, or nothing, or a stream without its head.
                    raise ModelFailed("the gateway's reply is none")
                reply = await events.get_final_message()
        except anthropic.APIStatusError as error:
            raise ModelFailed(f"the gateway answered {error.status_code}") from error
        except json.JSONDecodeError as error:
            raise ModelFailed("the gateway's reply is garbled") from error
        except anthropic.APIConnectionError as error:
            raise ModelFailed(f"the gateway cannot be reached ({type(error).__name__})") from error
        if reply.stop_reason is None:
            raise ModelFailed("the reply broke off")
        yield Finished(
            reply.stop_reason, [block.to_dict(mode="json") for block in reply.content if not _is_empty(block)]
        )

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        # The marker covers what stands before it as well, and tools stand before the system part.
        system = [{"type": "text", "text": prompt.system, "cache_control": {"type": "ephemeral"}}]
        request: dict[str, Any] = {
            "model": self._model,
            "max_tokens": prompt.max_tokens,
            "system": system,
            "messages": prompt.messages,
            "tools": prompt.tools,
            "tool_choice": {"type": "auto" if prompt.may_use_tools else "none"},
        }
        if self._effort is not None:
            request["output_config"] = {"effort": self._effort}
        return request


def _is_empty(block: Any) -> bool:
    """A text without words, which a model may write before a call and the API does not take back."""
    return isinstance(block, TextBlock) and not block.text.strip()


def _translated(event: Any) -> list[Event]:
    translate = _TRANSLATIONS.get(event.type)
    return [] if translate is None else translate(event)


def _citation(event: Any) -> list[Event]:
    place = event.citation
    return [Cited(place.source)] if isinstance(place, CitationsSearchResultLocation) else []


def _block(event: Any) -> list[Event]:
    block = event.content_block
    if not isinstance(block, ToolUseBlock):
        return []
    arguments: Any = block.input
    return [ToolCall(block.id, block.name, arguments if isinstance(arguments, dict) else {})]


_TRANSLATIONS: dict[str, Callable[[Any], list[Event]]] = {
    "text": lambda event: [TextPiece(event.text)],
    "thinking": lambda _: [Thinking()],
    "signature": lambda _: [Thinking()],
    "input_json": lambda _: [Thinking()],
    "citation": _citation,
    "content_block_stop": _block,
    "message_start": lambda event: [_spent(event.message.usage)],
    "message_stop": lambda event: [_spent(event.message.usage)],
}


def _spent(usage: Usage) -> Spent:
    return Spent(
        input=usage.input_tokens or 0,
        output=usage.output_tokens or 0,
        cache_written=usage.cache_creation_input_tokens or 0,
        cache_read=usage.cache_read_input_tokens or 0,
    )
